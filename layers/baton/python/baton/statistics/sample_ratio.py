"""Whether the units were split as planned. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from baton.statistics.distributions import chi_square_tail

SUSPICIOUS_BELOW = 0.01
"""A split this unlikely is a broken one until somebody has explained it."""


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How far the split is from the plan. ``flagged`` means that no result is to be trusted."""

    chi_square: float
    degrees: int
    p_value: float
    flagged: bool
    expected: Mapping[str, float]


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
    return SampleRatio(chi_square, degrees, p_value, p_value < suspicious_below, expected)
