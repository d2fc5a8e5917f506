"""The days that a weekly report is of. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from baton.gtm.periods import Period

WEEKS = 13
"""A quarter of whole weeks: so two of them have the same weekdays."""


@dataclass(frozen=True, slots=True)
class Days:
    """The periods of a report, by the last day of its week, a Sunday."""

    last: date

    @property
    def week(self) -> Period:
        """Monday to Sunday."""
        return self.weeks(0, 1)

    @property
    def quarter(self) -> Period:
        """The thirteen weeks up to the week's end."""
        return self.weeks(0, WEEKS)

    def weeks(self, ago: int, many: int) -> Period:
        """Weeks that ended so many weeks ago."""
        last = self.last - timedelta(weeks=ago)
        return Period(first=last - timedelta(days=7 * many - 1), last=last)

    def named(self, name: str) -> Period:
        """A period by its name in ``asked.yaml``."""
        return {
            "week": self.week,
            "week_before": self.weeks(1, 1),
            "quarter": self.quarter,
            "quarter_before": self.weeks(WEEKS, WEEKS),
        }[name]


def days_of(now: datetime, time_zone: str) -> Days:
    """The last whole week where the company is."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    return Days(today - timedelta(days=today.weekday() + 1))
