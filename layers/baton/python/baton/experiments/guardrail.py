"""Whether a variant harms what must not be harmed. Pure."""

from dataclasses import dataclass

from baton.experiments.report import Safety
from baton.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class GuardrailCheck:
    """A guardrail metric's safety; ``harm`` is how much worse it became, negative if better."""

    safety: Safety
    harm: Interval


def check_guardrail(effect: Interval, margin: float, *, higher_is_better: bool) -> GuardrailCheck:
    """Judges the effect on a guardrail metric (treated minus control, in its own unit).

    A non-inferiority test by interval inclusion, read in both directions: E. Lesaffre, Bulletin of
    the NYU Hospital for Joint Diseases 66 (2008), p. 150. Give it an always-valid interval where it
    is read repeatedly. Raises ``ValueError`` for a negative ``margin``.
    """
    if margin < 0:
        raise ValueError("a guardrail's margin is at least 0")
    harm = effect.negated() if higher_is_better else effect
    if harm.low > margin:
        return GuardrailCheck(Safety.HARMED, harm)
    return GuardrailCheck(Safety.SAFE if harm.high <= margin else Safety.UNCLEAR, harm)
