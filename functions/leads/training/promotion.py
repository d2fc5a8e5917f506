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
    if telling < LEAST_AUC:
        return Verdict(
            False, f"It tells the latest leads no better than guessing (AUC {telling:.3f})."
        )
    if fmean(own) >= fmean(guessed):
        return Verdict(
            False,
            f"It tells the latest leads apart (AUC {telling:.3f}), but the rates that it expects of "
            "them are no better than the usual rate for all: log loss (less is better) "
            f"{fmean(own):.4f}, with the usual rate {fmean(guessed):.4f}.",
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
    noise = ONE_SIDED_95 * stdev(differences) / math.sqrt(len(differences))
    return _compared(fmean(own), fmean(theirs), noise, allowance)


def _compared(own: float, theirs: float, noise: float, allowance: float) -> Verdict:
    """The verdict on two mean log losses: the less, the better."""
    excess = own - theirs
    if excess <= 0:
        return Verdict(
            True,
            "It is better on the latest leads than the scorecard in use: log loss (less is better) "
            f"{own:.4f}, the one in use {theirs:.4f}.",
        )
    compared = (
        f"log loss (less is better) {own:.4f} on the latest leads, the one in use {theirs:.4f}"
    )
    explained = f"of the difference of {excess:.4f}, chance explains up to {noise:.4f}"
    if allowance:
        explained += (
            f", and {allowance:.4f} is what the one in use gains by having been learned from some of "
            "these very leads, which the new one has not seen"
        )
    if excess > noise + allowance:
        return Verdict(False, f"It is worse than the scorecard in use: {compared}; {explained}.")
    return Verdict(True, f"It is as good as the scorecard in use: {compared}; {explained}.")
