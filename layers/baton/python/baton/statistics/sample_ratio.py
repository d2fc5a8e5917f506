"""Whether the units were split as planned. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from baton.statistics.distributions import chi_square_tail

SUSPICIOUS_BELOW = 0.01
"""A split this unlikely is a broken one until somebody has explained it."""

PRIOR_UNITS = 1_000.0
"""How sure the always-valid check is that a broken split is a little off: with 1,000 units' weight,
shares about one and a half points from the plan. Any value is valid; this one finds such splits soonest.
"""


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How far the split is from the plan. ``flagged`` means that no result is to be trusted.

    ``flagged`` and ``p_value`` are for a split that is looked at once, at the end; ``always_valid_p``
    stays what it promises however often the split is looked at while units come in.
    """

    chi_square: float
    degrees: int
    p_value: float
    flagged: bool
    expected: Mapping[str, float]
    always_valid_p: float = 1.0

    def is_broken(self, *, at_the_end: bool) -> bool:
        """Whether to stop because of it; before the end only the always-valid check may say so."""
        return self.always_valid_p < SUSPICIOUS_BELOW or (at_the_end and self.flagged)


def sample_ratio(
    seen: Mapping[str, int],
    weights: Mapping[str, float],
    *,
    suspicious_below: float = SUSPICIOUS_BELOW,
) -> SampleRatio:
    """Compares the units seen per variant with the weights they were assigned by.

    Pearson's chi-squared (Phil. Mag. 50, 1900, p. 157); why it comes before any other result:
    A. Fabijan et al., KDD 2019, "Diagnosing Sample Ratio Mismatch". Raises ``ValueError`` for a
    variant that has no weight yet was seen, or that is unknown.
    """
    if unknown := [one for one in seen if seen[one] and not weights.get(one)]:
        raise ValueError(f"units were seen of variants without weight: {', '.join(unknown)}")
    planned = {variant: weight for variant, weight in weights.items() if weight > 0}
    total, units = sum(planned.values()), sum(seen.values())
    expected = {variant: units * weight / total for variant, weight in planned.items()}
    degrees = len(planned) - 1
    if units == 0 or degrees < 1:
        return SampleRatio(0.0, degrees, 1.0, flagged=False, expected=expected)
    chi_square = sum((seen.get(one, 0) - due) ** 2 / due for one, due in expected.items())
    p_value = chi_square_tail(chi_square, degrees)
    flagged = p_value < suspicious_below
    shares = {one: due / units for one, due in expected.items()}
    valid = _always_valid_p(seen, shares)
    return SampleRatio(chi_square, degrees, p_value, flagged, expected, valid)


def _always_valid_p(seen: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """One over the Bayes factor of "some other split" against the planned one, at most 1.

    The other split has a Dirichlet prior around the plan; the factor is a martingale under the plan,
    so by Ville's inequality it exceeds 1/p at any time with probability p at most (M. Lindon and
    A. Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022, eq. 7).
    """
    units = sum(seen.get(one, 0) for one in shares)
    log_factor = math.lgamma(PRIOR_UNITS) - math.lgamma(PRIOR_UNITS + units)
    for one, share in shares.items():
        count, prior = seen.get(one, 0), PRIOR_UNITS * share
        log_factor += math.lgamma(prior + count) - math.lgamma(prior) - count * math.log(share)
    return math.exp(min(0.0, -log_factor))
