"""The day's budget for language models (requirement E11): its arithmetic, without I/O.

A call's worst case is held before the call is made, and what it cost is charged after::

    hold (one conditional write)     the call          settle (one conditional write)
    committed += worst case   ───▶   is made   ───▶    committed -= worst case - cost
      refused if that is over           │
      the limit: no call                └── dies: nothing is settled, and the day keeps the worst case

So ``committed`` is never less than what was spent, and never over the limit, whoever dies when. A
budget's day is a day in UTC; a call is charged to the day on which it was held.
"""

from dataclasses import dataclass
from datetime import date, datetime

MICROS = 1_000_000
"""Millionths of a dollar in a dollar."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Millionths of a dollar a day, and how many calls of a day may be without a known end: so many
    do not come of workers that die now and then.
    """

    limit: int = 100 * MICROS
    alert_at: int = 80 * MICROS
    most_open: int = 5_000

    @classmethod
    def of_dollars(cls, limit: float, alert_at: float) -> "Rules":
        """The rules for a limit and an alert in dollars."""
        return cls(round(limit * MICROS), round(alert_at * MICROS))


@dataclass(frozen=True, slots=True)
class BudgetHold:
    """What is held of a day's budget for one call."""

    day: date
    hold_id: str
    micros: int

    def believes(self, cost: int) -> bool:
        """Whether a call may have cost so much. What is held is the most that it can, so a count of
        tokens above that is wrong, whoever counted.
        """
        return 0 <= cost <= self.micros


@dataclass(frozen=True, slots=True)
class Day:
    """How a day's budget stands. ``committed`` is what was charged and what is held together;
    ``open_calls`` are under way, or their maker died.
    """

    day: date
    committed: int = 0
    charged: int = 0
    calls: int = 0
    open_calls: int = 0
    alerted_at: datetime | None = None

    def refusal(self, micros: int, rules: Rules) -> str | None:
        """Why a call that may cost so much is not made, for an operator; ``None`` if it may be."""
        if self.open_calls >= rules.most_open:
            return f"{self.open_calls:,} calls of this day have no known end, which is too many."
        if self.committed + micros <= rules.limit:
            return None
        left = dollars(rules.limit - self.committed)
        return (
            f"The day's budget of {dollars(rules.limit)} has {left} left, and this call may cost "
            f"{dollars(micros)}."
        )

    def wants_alert(self, rules: Rules) -> bool:
        """Whether people are to be told, and have not been."""
        return self.alerted_at is None and self.committed >= rules.alert_at


@dataclass(frozen=True, slots=True)
class Switch:
    """The kill switch: whether no language model may be called, and who said so, when and why."""

    stopped: bool = False
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    def in_words(self) -> str:
        """Why no model is called, for an operator."""
        since = f" since {self.at:%Y-%m-%d %H:%M} UTC" if self.at else ""
        return f"Language models are switched off{since}: {self.reason or 'no reason given'}"


def dollars(micros: int) -> str:
    """As ``$12.34``, or ``$0.0123`` for less than a dollar."""
    amount = micros / MICROS
    return f"${amount:,.2f}" if abs(amount) >= 1 or not micros else f"${amount:.4f}"
