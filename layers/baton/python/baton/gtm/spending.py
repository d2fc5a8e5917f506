"""What was spent on winning customers, each amount counted once. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from baton.gtm.conversion import Conversion
from baton.gtm.fact_reading import UNKNOWN

ADVERTISING = "advertising"
_WINNING = (ADVERTISING, "marketing", "sales")


@dataclass(frozen=True, slots=True)
class Spending:
    """Costs of winning customers by channel; ``advertising`` is the part of them that bought ads."""

    by_channel: Mapping[str, float]
    advertising: Mapping[str, float]
    notes: tuple[str, ...]

    @property
    def total(self) -> float:
        """All of it."""
        return sum(self.by_channel.values())


Monthly = Mapping[tuple[date, str], float]


def spending(
    costs: Iterable[Mapping[str, Any]],
    platforms: Monthly,
    conversion: Conversion,
    shares: Monthly | None = None,
) -> Spending:
    """Booked costs and what ad platforms say they took, by channel. ``shares`` of what is booked as
    advertising count for parts of a period as they do for all of it.

    What a platform tells of a month counts, and not what is booked as advertising of that channel and
    month; of advertising that is booked without a channel, only what is more than the platforms' counts
    beside theirs.
    """
    rows = list(costs)
    by_channel: dict[str, float] = defaultdict(float)
    for row in rows:
        if row["category"] in _WINNING and row["category"] != ADVERTISING:
            amount = conversion.worth(row["amount"], row["currency"])
            by_channel[row["channel"] or UNKNOWN] += amount
    booked = _booked(rows, conversion)
    counted = _counted(booked, platforms) if shares is None else shares
    advertising, notes = _advertising(booked, platforms, counted)
    for channel, amount in advertising.items():
        by_channel[channel] += amount
    return Spending(by_channel, advertising, notes)


def counted_shares(
    costs: Iterable[Mapping[str, Any]], platforms: Monthly, conversion: Conversion
) -> Monthly:
    """Which share of the advertising that is booked of a month and channel counts beside platforms."""
    return _counted(_booked(costs, conversion), platforms)


def _booked(costs: Iterable[Mapping[str, Any]], conversion: Conversion) -> Monthly:
    found: dict[tuple[date, str], float] = defaultdict(float)
    for row in costs:
        if row["category"] == ADVERTISING:
            amount = conversion.worth(row["amount"], row["currency"])
            found[row["month"], row["channel"] or UNKNOWN] += amount
    return found


def _counted(booked: Monthly, platforms: Monthly) -> Monthly:
    found = {}
    for (month, channel), amount in booked.items():
        if channel == UNKNOWN:
            theirs = sum(
                spend
                for (day, other), spend in platforms.items()
                if day == month and (day, other) not in booked
            )
            found[month, channel] = max(1 - theirs / amount, 0.0) if amount > 0 else 1.0
        else:
            found[month, channel] = 0.0 if (month, channel) in platforms else 1.0
    return found


def _advertising(
    booked: Monthly, platforms: Monthly, shares: Monthly
) -> tuple[dict[str, float], tuple[str, ...]]:
    found: dict[str, float] = defaultdict(float)
    left_out = False
    for (_, channel), amount in platforms.items():
        found[channel] += amount
    for (month, channel), amount in booked.items():
        share = shares.get((month, channel), 1.0)
        found[channel] += amount * share
        left_out |= bool(amount) and share < 1
    note = (
        "Advertising that is booked and that ad platforms tell of is counted once, as they tell it."
    )
    return {name: amount for name, amount in found.items() if amount}, (note,) if left_out else ()
