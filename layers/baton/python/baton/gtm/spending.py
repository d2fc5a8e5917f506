"""What was spent on winning customers, each amount counted once. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from baton.gtm.conversion import Conversion
from baton.gtm.fact_reading import UNKNOWN

_WINNING = ("advertising", "marketing", "sales")


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
    costs: Iterable[Mapping[str, Any]], platforms: Monthly, conversion: Conversion
) -> Spending:
    """Booked costs and what ad platforms say they took, by channel.

    What a platform tells of a month counts, and not what is booked as advertising of that channel and
    month; of advertising that is booked without a channel, only what is more than the platforms' counts
    beside theirs.
    """
    booked: dict[tuple[date, str], float] = defaultdict(float)
    by_channel: dict[str, float] = defaultdict(float)
    for row in costs:
        if row["category"] not in _WINNING:
            continue
        amount = conversion.worth(row["amount"], row["currency"])
        if row["category"] == "advertising":
            booked[row["month"], row["channel"] or UNKNOWN] += amount
        else:
            by_channel[row["channel"] or UNKNOWN] += amount
    advertising, notes = _advertising(booked, platforms)
    for channel, amount in advertising.items():
        by_channel[channel] += amount
    return Spending(by_channel, advertising, notes)


def _advertising(booked: Monthly, platforms: Monthly) -> tuple[dict[str, float], tuple[str, ...]]:
    found: dict[str, float] = defaultdict(float)
    left_out = 0.0
    for (_, channel), amount in platforms.items():
        found[channel] += amount
    for (month, channel), amount in booked.items():
        if channel == UNKNOWN:
            theirs = sum(
                spend
                for (day, other), spend in platforms.items()
                if day == month and (day, other) not in booked
            )
            counted = max(amount - theirs, 0.0) if amount > 0 else amount
        else:
            counted = 0.0 if (month, channel) in platforms else amount
        found[channel] += counted
        left_out += amount - counted
    note = (
        "Advertising that is booked and that ad platforms tell of is counted once, as they tell it."
    )
    return {name: amount for name, amount in found.items() if amount}, (note,) if left_out else ()
