"""Normal, t, beta, chi-squared, F and Poisson: probabilities, tails and quantiles. Pure.

Tails are computed as tails (``*_tail`` is P(X > x)), never as one minus the rest, so that a p-value of
1e-30 has all its digits. Quantiles invert the same functions by Newton's method inside a bracket.
"""

import math
from collections.abc import Callable

from baton.statistics.special import beta_factor, gamma_factor, incomplete_beta, incomplete_gamma

_STEPS = 400
_BOUND = 700.0
"""Beyond this, e^x leaves the range of floats."""
_LAST_DIGIT = 4e-16
_MIDDLE = 0.5
_SMALLEST = 1e-300


def normal_cdf(x: float) -> float:
    """P(Z <= x) of the standard normal, by the complementary error function (DLMF 7.2.2)."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


def normal_tail(x: float) -> float:
    """P(Z > x) of the standard normal."""
    return 0.5 * math.erfc(x / math.sqrt(2))


def normal_density(x: float) -> float:
    """The density of the standard normal."""
    return math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


def normal_quantile(probability: float) -> float:
    """The x with P(Z <= x) = ``probability``, between 0 and 1 (M. Wichura, AS 241, 1988)."""
    from statistics import NormalDist  # costs what most callers need not pay

    _checked(probability)
    return NormalDist().inv_cdf(probability)


def two_sided(z: float) -> float:
    """P(|Z| > |z|) of the standard normal: the two-sided p-value of a z statistic."""
    return math.erfc(abs(z) / math.sqrt(2))


def critical_value(level: float) -> float:
    """The z with P(|Z| <= z) = ``level``; 1.96 for 0.95."""
    _checked(level)
    return -normal_quantile((1 - level) / 2)


def t_cdf(x: float, degrees: float) -> float:
    """P(T <= x) of Student's t with ``degrees`` > 0."""
    return t_tail(-x, degrees)


def t_tail(x: float, degrees: float) -> float:
    """P(T > x) of Student's t: half of I(df/2, 1/2) at df/(df + x²) (DLMF 8.17(v))."""
    if x < 0:
        return 1 - t_tail(-x, degrees)
    total = degrees + x * x
    if math.isinf(total):
        return 0.0
    return 0.5 * incomplete_beta(degrees / 2, 0.5, degrees / total, x * x / total)


def t_quantile(probability: float, degrees: float) -> float:
    """The x with P(T <= x) = ``probability``, through the beta quantile of its square's share."""
    _checked(probability)
    if probability == _MIDDLE:
        return 0.0
    tail = min(probability, 1 - probability)
    share, rest = _beta_quantile(2 * tail, degrees / 2, 0.5)
    size = math.sqrt(degrees * rest / share)
    return size if probability > tail else -size


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(X <= x) of the beta distribution; 0 below 0, 1 above 1."""
    return incomplete_beta(a, b, min(1.0, max(0.0, x)))


def beta_density(x: float, a: float, b: float) -> float:
    """The beta distribution's density, 0 outside of 0 < x < 1."""
    if not 0 < x < 1:
        return 0.0
    return beta_factor(a, b, x, 1 - x) / (x * (1 - x))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = ``probability``."""
    _checked(probability)
    return _beta_quantile(probability, a, b)[0]


def chi_square_cdf(x: float, degrees: float) -> float:
    """P(X <= x) of chi-squared: P(df/2, x/2)."""
    return incomplete_gamma(degrees / 2, max(0.0, x) / 2)[0]


def chi_square_tail(x: float, degrees: float) -> float:
    """P(X > x) of chi-squared: Q(df/2, x/2)."""
    return incomplete_gamma(degrees / 2, max(0.0, x) / 2)[1]


def chi_square_quantile(probability: float, degrees: float) -> float:
    """The x with P(X <= x) = ``probability``."""
    _checked(probability)
    shape = degrees / 2
    upper = probability > _MIDDLE
    wanted = math.log(1 - probability if upper else probability)

    def off(place: float) -> tuple[float, float]:
        x = math.exp(place)
        part = max(incomplete_gamma(shape, x)[upper], _SMALLEST)
        slope = gamma_factor(shape, x) / part
        return math.log(part) - wanted, -slope if upper else slope

    return 2 * math.exp(_root(off, math.log(shape), rising=not upper))


def f_cdf(x: float, above: float, below: float) -> float:
    """P(X <= x) of F with ``above`` and ``below`` degrees of freedom."""
    return f_tail(1 / x, below, above) if x > 0 else 0.0


def f_tail(x: float, above: float, below: float) -> float:
    """P(X > x) of F: I(d2/2, d1/2) at d2/(d2 + d1 x) (Abramowitz and Stegun 26.6.2)."""
    if x <= 0:
        return 1.0
    total = below + above * x
    if math.isinf(total):
        return 0.0
    return incomplete_beta(below / 2, above / 2, below / total, above * x / total)


def f_quantile(probability: float, above: float, below: float) -> float:
    """The x with P(X <= x) = ``probability``, through the beta quantile."""
    _checked(probability)
    share, rest = _beta_quantile(probability, above / 2, below / 2)
    return below * share / (above * rest)


def poisson_cdf(most: int, mean: float) -> float:
    """P(X <= ``most``) of a Poisson count: Q(most + 1, mean) (Abramowitz and Stegun 26.4.21)."""
    if most < 0:
        return 0.0
    return incomplete_gamma(most + 1, mean)[1] if mean > 0 else 1.0


def _beta_quantile(probability: float, a: float, b: float) -> tuple[float, float]:
    """The quantile x and 1 - x, each to its own digits: solved for ln(x / (1 - x))."""
    if probability > beta_cdf(a / (a + b), a, b):
        rest, share = _lower_beta_quantile(1 - probability, b, a)
        return share, rest
    return _lower_beta_quantile(probability, a, b)


def _lower_beta_quantile(probability: float, a: float, b: float) -> tuple[float, float]:
    wanted = math.log(max(probability, _SMALLEST))

    def off(place: float) -> tuple[float, float]:
        x, y = _sides(place)
        part = max(incomplete_beta(a, b, x, y), _SMALLEST)
        return math.log(part) - wanted, beta_factor(a, b, x, y) / part

    return _sides(_root(off, math.log(a / b), rising=True))


def _sides(logit: float) -> tuple[float, float]:
    """x and 1 - x of a logit, each to its own digits."""
    small = math.exp(-abs(logit))
    less, more = small / (1 + small), 1 / (1 + small)
    return (less, more) if logit < 0 else (more, less)


def _root(off: Callable[[float], tuple[float, float]], start: float, *, rising: bool) -> float:
    """Where ``off``, which gives its value and its slope, is 0: Newton's steps, halved where they
    leave the bracket (Press et al., Numerical Recipes, 3rd ed., 9.4). ``off`` is monotone.
    """
    low, high, place = -_BOUND, _BOUND, start
    for _ in range(_STEPS):
        value, slope = off(place)
        if value == 0:
            break
        if (value > 0) == rising:
            high = place
        else:
            low = place
        step = value / slope if slope else math.inf
        following = place - step if low < place - step < high else (low + high) / 2
        if abs(following - place) <= _LAST_DIGIT * (1 + abs(place)):
            return following
        place = following
    return place


def _checked(probability: float) -> None:
    if not 0 < probability < 1:
        raise ValueError(f"{probability} is not a probability between 0 and 1, both excluded")
