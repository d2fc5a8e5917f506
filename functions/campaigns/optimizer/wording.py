"""Figures as people read them."""

import math

from baton.campaigns.campaign import Interval
from baton.core.amounts import minor_digits

NAMES = {
    "ctr": "CTR",
    "cpc": "CPC",
    "cpl": "CPL",
    "cpa": "CPA",
    "conversion_rate": "Conversion rate",
    "roas": "ROAS",
}
"""What marketing calls the metrics."""

_SHARES = ("ctr", "conversion_rate")
_MOST_DECIMALS = 9


def amount(minor_units: float, currency: str) -> str:
    """An amount, for example ``USD 1,250.00`` for 125000."""
    digits = minor_digits(currency)
    return f"{currency} {minor_units / 10**digits:,.{digits}f}"


def percent(share: float) -> str:
    """A share with two decimals, or three digits if it is smaller: ``1.85 %``, ``0.0234 %``."""
    value = share * 100
    decimals = 2 if value == 0 else min(_MOST_DECIMALS, max(2, 2 - math.floor(math.log10(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") + " %"


def figure(metric: str, value: float, currency: str) -> str:
    """A metric's value: a share, a ratio, or else a cost in minor units of ``currency``."""
    if metric in _SHARES:
        return percent(value)
    return f"{value:.2f}" if metric == "roas" else amount(value, currency)


def between(metric: str, interval: Interval, currency: str, confidence: float) -> str:
    """An interval, for example ``1.8 % to 2.2 % at 90 % confidence``."""
    low, high = interval
    start = figure(metric, low, currency)
    end = f"{start} or more" if high is None else f"{start} to {figure(metric, high, currency)}"
    return f"{end} at {percent(confidence)} confidence"


def count(number: float, what: str) -> str:
    """A number of things with thousands apart; ``what`` is the plural in ``s``."""
    return f"{round(number, 2):,} {what.removesuffix('s') if number == 1 else what}"
