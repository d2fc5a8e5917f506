"""Whether a new scorecard takes over from the one in use. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from functions.leads.training.figures import log_losses
from functions.leads.training.leaks import auc

ONE_SIDED_95 = 1.6448536269514722
LEAST_AUC = 0.55


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the candidate takes over, and why or why not, in a sentence."""

    takes_over: bool
    why: str


def judge(
    candidate: Sequence[float],
    current: Sequence[float] | None,
    converted: Sequence[bool],
    *,
    usual: float,
    allowance: float = 0.0,
) -> Verdict:
    """Compares expected rates on the latest leads, which the candidate has not seen.

    ``usual`` is the base rate of the leads before. The candidate must beat it. It is worse than the
    current one if its mean log loss is greater by more than ``allowance`` and chance explain: a
    one-sided 95 % test of the paired differences. ``allowance``, in nats, is by how much the current
    one looks too good because it was learned from some of these leads.
    """
    own = log_losses(candidate, converted)
    guessed = log_losses([usual] * len(converted), converted)
    telling = auc(candidate, converted)
    if fmean(own) >= fmean(guessed) or telling < LEAST_AUC:
        return Verdict(
            False, f"It tells the latest leads no better than guessing (AUC {telling:.3f})."
        )
    if current is None:
        return Verdict(True, "There is no learned scorecard yet.")
    before = auc(current, converted)
    if before < 1 - LEAST_AUC:
        return Verdict(
            False,
            f"By this history the scorecard in use is right less often than chance (AUC {before:.3f}): "
            "look whether the outcomes are turned round.",
        )
    theirs = log_losses(current, converted)
    differences = [one - other for one, other in zip(own, theirs, strict=True)]
    excess = fmean(differences)
    noise = ONE_SIDED_95 * stdev(differences) / math.sqrt(len(differences))
    compared = f"log loss {fmean(own):.4f} against {fmean(theirs):.4f} on the latest leads"
    if excess > noise + allowance:
        return Verdict(False, f"It is worse than the scorecard in use: {compared}.")
    return Verdict(True, f"It is not worse than the scorecard in use: {compared}.")
