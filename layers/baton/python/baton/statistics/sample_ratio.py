"""Whether the units were split as planned. Pure."""

import math
from collections.abc import Mapping, Sequence
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
    return sample_ratio_of_phases([(seen, weights)], suspicious_below=suspicious_below)


def sample_ratio_of_phases(
    phases: Sequence[tuple[Mapping[str, int], Mapping[str, float]]],
    *,
    suspicious_below: float = SUSPICIOUS_BELOW,
) -> SampleRatio:
    """The same over phases, each of the units seen in it and its own weights.

    Chi-squared statistics and their degrees add up; the always-valid factors multiply, since units
    of different phases are different ones.
    """
    chi_square, degrees, log_factor = 0.0, 0, 0.0
    expected: dict[str, float] = {}
    for seen, weights in phases:
        one = _phase(seen, weights)
        for variant, due in one.expected.items():
            expected[variant] = expected.get(variant, 0.0) + due
        chi_square += one.chi_square
        degrees += one.degrees
        log_factor += one.log_factor
    if chi_square == 0 or degrees < 1:
        return SampleRatio(0.0, degrees, 1.0, flagged=False, expected=expected)
    p_value = chi_square_tail(chi_square, degrees)
    flagged = p_value < suspicious_below
    valid = math.exp(min(0.0, -log_factor))
    return SampleRatio(chi_square, degrees, p_value, flagged, expected, valid)


@dataclass(frozen=True, slots=True)
class _Phase:
    chi_square: float
    degrees: int
    expected: Mapping[str, float]
    log_factor: float


def _phase(seen: Mapping[str, int], weights: Mapping[str, float]) -> _Phase:
    if unknown := [one for one in seen if seen[one] and not weights.get(one)]:
        raise ValueError(f"units were seen of variants without weight: {', '.join(unknown)}")
    planned = {variant: weight for variant, weight in weights.items() if weight > 0}
    total, units = sum(planned.values()), sum(seen.values())
    expected = {variant: units * weight / total for variant, weight in planned.items()}
    if not units or len(planned) == 1:
        return _Phase(0.0, 0, expected, 0.0)
    chi_square = sum((seen.get(one, 0) - due) ** 2 / due for one, due in expected.items())
    shares = {one: due / units for one, due in expected.items()}
    return _Phase(chi_square, len(planned) - 1, expected, _log_factor(seen, shares))


def _log_factor(seen: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """The logarithm of the Bayes factor of "some other split" against the planned one.

    The other split has a Dirichlet prior around the plan; the factor is a martingale under the plan,
    so by Ville's inequality it exceeds 1/p at any time with probability p at most (M. Lindon and
    A. Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022, eq. 7).
    """
    units = sum(seen.get(one, 0) for one in shares)
    log_factor = math.lgamma(PRIOR_UNITS) - math.lgamma(PRIOR_UNITS + units)
    for one, share in shares.items():
        count, prior = seen.get(one, 0), PRIOR_UNITS * share
        log_factor += math.lgamma(prior + count) - math.lgamma(prior) - count * math.log(share)
    return log_factor
