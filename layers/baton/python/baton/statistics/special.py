"""The incomplete beta and gamma functions, from which every distribution here follows. Pure.

The factor x^a (1-x)^b / B(a, b) is taken in the saddle-point form of C. Loader, "Fast and Accurate
Computation of Binomial Probabilities" (2000): differences of log-gammas would lose seven digits at
parameters of a million, this form loses none.
"""

import math
from itertools import count

_TINY = 1e-300
_ENOUGH = 4e-16
_MOST_TERMS = 200_000
_STIRLING_FROM = 15.0
_ASYMPTOTIC_FROM = 15.0
_NEAR = 0.1


def incomplete_beta(a: float, b: float, x: float, y: float | None = None) -> float:
    """The regularised incomplete beta function I_x(a, b), 0 to 1, for ``a``, ``b`` > 0.

    ``y`` is 1 - x, given where the caller knows it more exactly than 1 - x is. A continued fraction
    of DLMF 8.17.22, mirrored by DLMF 8.17.4 to the side where it converges fast. Raises
    ``ValueError`` unless 0 <= x <= 1 and the parameters are positive.
    """
    y = 1 - x if y is None else y
    if not (a > 0 and b > 0 and 0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError(f"I_x(a, b) needs a, b > 0 and 0 <= x <= 1, not a={a}, b={b}, x={x}")
    if x == 0 or y == 0:
        return 0.0 if x == 0 else 1.0
    factor = beta_factor(a, b, x, y)
    if a * y >= b * x:
        return min(1.0, factor / _beta_fraction(a, b, x, y))
    return max(0.0, 1 - factor / _beta_fraction(b, a, y, x))


def beta_factor(a: float, b: float, x: float, y: float) -> float:
    """x^a y^b / B(a, b) for y = 1 - x, both above 0."""
    total = a + b
    exponent = (
        _stirling_error(total)
        - _stirling_error(a)
        - _stirling_error(b)
        - _deviance(a, total * x)
        - _deviance(b, total * y)
    )
    return math.exp(exponent) * math.sqrt(a / total * b / (2 * math.pi))


def incomplete_gamma(shape: float, x: float) -> tuple[float, float]:
    """The regularised incomplete gamma functions P(shape, x) and Q = 1 - P, each to its own digits.

    Series DLMF 8.11.4 below shape + 1, continued fraction DLMF 8.9.2 above. Raises ``ValueError``
    unless shape > 0 and x >= 0.
    """
    if not (shape > 0 and x >= 0):
        raise ValueError(f"P(a, x) needs a > 0 and x >= 0, not a={shape}, x={x}")
    if x == 0 or math.isinf(x):
        return (0.0, 1.0) if x == 0 else (1.0, 0.0)
    factor = gamma_factor(shape, x)
    if x < shape + 1:
        lower = min(1.0, factor / shape * _gamma_series(shape, x))
        return lower, 1 - lower
    upper = min(1.0, factor / _gamma_fraction(shape, x))
    return 1 - upper, upper


def gamma_factor(shape: float, x: float) -> float:
    """x^shape e^-x / Γ(shape), for both above 0."""
    exponent = -_stirling_error(shape) - _deviance(shape, x)
    return math.exp(exponent) * math.sqrt(shape / (2 * math.pi))


def digamma(x: float) -> float:
    """ψ(x), the slope of ln Γ, for ``x`` above 0: DLMF 5.5.2 up to 15, the series 5.11.2 from there."""
    if not x > 0:
        raise ValueError(f"ψ(x) is taken for x above 0, not {x}")
    before = 0.0
    while x < _ASYMPTOTIC_FROM:
        before -= 1 / x
        x += 1
    square = 1 / (x * x)
    tail = square * (
        1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132)))
    )
    return before + math.log(x) - 0.5 / x - tail


def _beta_fraction(a: float, b: float, x: float, y: float) -> float:
    """The denominator of I_x(a, b) below x^a y^b / B(a, b), by the modified Lentz method.

    The even part of DLMF 8.17.22, in which nothing cancels: A. DiDonato and A. Morris, ACM TOMS 18
    (1992), eq. 9, written for x below a / (a + b).
    """
    value = d = 0.0
    c = 1.0
    for m in range(_MOST_TERMS):
        end = a + 2 * m
        base = m + m * (b - m) * x / (end - 1 or _TINY)
        base += (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (end + 1)
        if not m:
            value = c = base
            continue
        part = (a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x / (end - 1) ** 2
        d = 1 / ((base + part * d) or _TINY)
        c = (base + part / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return value


def _gamma_series(shape: float, x: float) -> float:
    """1 + x/(a+1) + x²/((a+1)(a+2)) + ..., whose terms fall, since x < a + 1."""
    total = term = 1.0
    for step in count(1):
        term *= x / (shape + step)
        total += term
        if term < total * _ENOUGH:
            break
    return total


def _gamma_fraction(shape: float, x: float) -> float:
    """The continued fraction of DLMF 8.9.2, x + 1 - a - 1(1-a)/(x + 3 - a - ...), by Lentz."""
    value = x + 1 - shape or _TINY
    c, d = value, 0.0
    for step in range(1, _MOST_TERMS):
        part = step * (shape - step)
        base = x + 2 * step + 1 - shape
        d = 1 / ((base + part * d) or _TINY)
        c = (base + part / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return value


def _stirling_error(n: float) -> float:
    """ln Γ(n+1) - ((n + 1/2) ln n - n + ln(2π)/2): Stirling's series, DLMF 5.11.1, above 15."""
    if n <= _STIRLING_FROM:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2 * math.pi)
    square = n * n
    tail = 1 / 1188 - 691 / 360_360 / square
    return (
        1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - tail / square) / square) / square) / square
    ) / n


def _deviance(x: float, mean: float) -> float:
    """x ln(x / mean) + mean - x without cancellation (Loader 2000, "bd0")."""
    gap = x - mean
    if mean == 0:  # so small that it has no digits left
        return math.inf
    if abs(gap) >= _NEAR * (x + mean):
        return x * (math.log(x) - math.log(mean)) - gap
    ratio = gap / (x + mean)
    value, term = gap * ratio, 2 * x * ratio
    square = ratio * ratio
    for step in count(1):
        term *= square
        grown = value + term / (2 * step + 1)
        if grown == value:
            break
        value = grown
    return value
