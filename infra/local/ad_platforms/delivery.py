"""What a campaign delivers: one virtual day in ``day_seconds``, from its platform's response curve.

Conversions grow with what is spent and less and less so, as ``most * (1 - exp(-spend / half))``. All is
drawn from the seed, the campaign and the day, so that a run can be repeated.
"""

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MOST_DAYS = 29
"""A campaign delivers so many virtual days in all. The first is dated so long ago, so that whoever reads
the last thirty days sees all of them."""

MOST_UNSEEN = 3
"""So many pass at most between two calls: what takes its time between them misses none."""

ZERO_DIGITS = frozenset({"JPY", "KRW", "CLP", "ISK", "PYG", "VND", "UGX", "XAF", "XOF"})
"""Currencies without a smaller unit, in which a click costs a hundred times the number."""

_THREE_DIGITS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def digits_of(currency: str) -> int:
    """Decimal digits of a currency's smallest unit."""
    return 0 if currency in ZERO_DIGITS else 3 if currency in _THREE_DIGITS else 2


@dataclass(frozen=True, slots=True)
class Curve:
    """A platform's market, in units of a currency as the dollar: the cost of 1,000 impressions, clicks
    an impression, the most conversions a day, the spend at which 63 % of them come, and their value.
    """

    cpm: float
    ctr: float
    most: float
    half: float
    value: float


def curve_of(platform: str, seed: int) -> Curve:
    """The market of a platform for a seed."""
    base = {
        "google": Curve(22.0, 0.045, 9.0, 140.0, 60.0),
        "meta": Curve(9.0, 0.012, 7.0, 110.0, 48.0),
        "linkedin": Curve(38.0, 0.006, 4.0, 160.0, 110.0),
    }[platform]
    drawn = random.Random(f"{seed}/{platform}")  # noqa: S311 (a simulation)
    a, b, c = (drawn.uniform(0.8, 1.25) for _ in range(3))
    return Curve(base.cpm * a, base.ctr * b, base.most * c, base.half, base.value)


def one_day(platform: str, seed: int, campaign: str, number: int, budget: float) -> dict[str, Any]:
    """What a campaign delivers on its day ``number``; ``budget`` and money in dollar-like units."""
    curve = curve_of(platform, seed)
    drawn = random.Random(f"{seed}/{platform}/{campaign}/{number}")  # noqa: S311 (a simulation)
    spend = budget * drawn.uniform(0.86, 1.0)
    impressions = int(spend / curve.cpm * 1000 * drawn.uniform(0.9, 1.1))
    clicks = min(int(impressions * curve.ctr * drawn.uniform(0.85, 1.15)), impressions)
    expected = curve.most * (1 - math.exp(-spend / curve.half))
    conversions = min(_poisson(drawn, expected), clicks)
    return {
        "impressions": impressions,
        "clicks": clicks,
        "spend": spend,
        "conversions": conversions,
        "revenue": conversions * curve.value * drawn.uniform(0.9, 1.1),
    }


def deliver(
    campaign: dict[str, Any], passed: int, *, platform: str, seed: int, today: date
) -> None:
    """Adds ``passed`` days; only an active one delivers. The first day is dated ``MOST_DAYS`` before
    ``today``, and each keeps its date.

    ``campaign`` has ``id``, ``runs``, ``budget`` (in its currency), ``currency`` and ``days``.
    """
    if not campaign["runs"]:
        return
    if not campaign["days"]:
        campaign["first"] = (today - timedelta(days=MOST_DAYS)).isoformat()
    scale = 100.0 if campaign["currency"] in ZERO_DIGITS else 1.0
    for _ in range(min(passed, MOST_DAYS - len(campaign["days"]))):
        number = len(campaign["days"])
        day = one_day(platform, seed, campaign["id"], number, campaign["budget"] / scale)
        digits = digits_of(campaign["currency"])
        for name in ("spend", "revenue"):
            cents = math.floor(day[name] * scale * 10**digits)
            day[name] = cents / 10**digits
        campaign["days"].append(day)


def passed_since(campaign: dict[str, Any], now: float, day_seconds: float) -> int:
    """The whole days since ``since`` (seconds), of which ``MOST_UNSEEN`` count; they are over then."""
    passed = int((now - campaign["since"]) / day_seconds)
    if not campaign["runs"] or passed > MOST_UNSEEN:
        campaign["since"] = now
    else:
        campaign["since"] += passed * day_seconds
    return min(passed, MOST_UNSEEN)


def dated(campaign: dict[str, Any]) -> dict[date, dict[str, Any]]:
    """A campaign's days by date."""
    first = date.fromisoformat(campaign["first"])
    return {first + timedelta(days=n): day for n, day in enumerate(campaign["days"])}


def day_of(campaign: dict[str, Any]) -> date:
    """The day that a campaign is at: the one after those that it has delivered."""
    return date.fromisoformat(campaign["first"]) + timedelta(days=len(campaign["days"]))


def _poisson(drawn: random.Random, mean: float) -> int:
    """Knuth, The Art of Computer Programming 2, section 3.4.1."""
    limit, number, product = math.exp(-mean), 0, drawn.random()
    while product > limit:
        number += 1
        product *= drawn.random()
    return number
