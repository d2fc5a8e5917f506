"""Whether a miss is more than noise, and how many people a test needs. Pure."""

import math


def chance_of_so_few(seen: int, expected: float) -> float:
    """The probability of ``seen`` or fewer events where ``expected`` were due, 0 to 1.

    Events are taken as independent: a Poisson count, whose lower tail is an upper tail of
    chi-squared, P(X <= k) = P(chi2 with 2(k+1) degrees > 2 expected), here by the cube-root
    approximation of Wilson and Hilferty (PNAS 17, 1931, p. 684); off by less than 0.02, and by less
    than 0.005 in the tail below 0.3 that decides.
    """
    if expected <= 0:
        return 1.0
    shape = seen + 1
    deviation = 1 / math.sqrt(9 * shape)
    z = ((expected / shape) ** (1 / 3) - (1 - deviation**2)) / deviation
    return 0.5 * math.erfc(z / math.sqrt(2))


def sample_size_per_arm(
    rate: float, *, relative_effect: float, significance: float, power: float
) -> int:
    """How many trials each of two arms needs to see a rate change by ``relative_effect``.

    Two-sided comparison of two proportions: Fleiss, Levin and Paik, Statistical Methods for Rates
    and Proportions, 3rd ed. 2003, eq. 4.14, without continuity correction. ``rate`` is between 0
    and 1, both excluded. Raises ``ValueError`` if it, or the rate to be seen, is not.
    """
    from statistics import NormalDist

    target = rate * (1 + relative_effect)
    if not 0 < rate < 1 or not 0 < target < 1:
        raise ValueError(f"the rates {rate} and {target} must be between 0 and 1")
    normal = NormalDist()
    z_alpha, z_beta = normal.inv_cdf(1 - significance / 2), normal.inv_cdf(power)
    mean = (rate + target) / 2
    under_null = z_alpha * math.sqrt(2 * mean * (1 - mean))
    under_effect = z_beta * math.sqrt(rate * (1 - rate) + target * (1 - target))
    return math.ceil(((under_null + under_effect) / (target - rate)) ** 2)
