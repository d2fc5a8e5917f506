"""How busy a day is, and what was planted where. Pure."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 730

_WEEKDAYS = (1.24, 1.18, 1.14, 1.08, 1.02, 0.74, 0.6)
_HOLIDAYS = ((1, 1), (5, 1), (12, 25), (12, 26))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Two years up to ``last``, which is the last day that is over."""

    last: date

    @property
    def first(self) -> date:
        """The first of its days."""
        return self.last - timedelta(days=DAYS - 1)

    @property
    def days(self) -> tuple[date, ...]:
        """All of them."""
        return tuple(self.first + timedelta(days=at) for at in range(DAYS))

    @property
    def big_day(self) -> date:
        """The Wednesday of the last whole week: the day that stands out."""
        sunday = self.last - timedelta(days=(self.last.weekday() + 1) % 7)
        return sunday - timedelta(days=4)

    @property
    def partner_since(self) -> date:
        """A Monday ten weeks or so before: from then on another level holds."""
        return self.big_day - timedelta(days=72)

    @property
    def financed(self) -> date:
        """The day on which money was raised."""
        return self.first + timedelta(days=330)

    def grown(self, day: date) -> float:
        """How much of its growth is behind it, from 0 to 1."""
        return (day - self.first).days / DAYS

    def busy(self, day: date) -> float:
        """How much more than on a mean day of the year is bought: by weekday, season and holiday."""
        holiday = 0.45 if (day.month, day.day) in _HOLIDAYS else 1.0
        season = 1 + 0.12 * math.cos(2 * math.pi * (day.timetuple().tm_yday - 330) / 365)
        return _WEEKDAYS[day.weekday()] * season * holiday
