"""Who is asked what of which days. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from baton.gtm.periods import Period
from baton.gtm.weekly_report import AskedAgent

WEEKS = 13
"""A quarter of whole weeks: so two of them have the same weekdays."""

_NEEDED = {"finance": {"country": None, "channel": None, "currency": None}}
"""Fields that a task has to have."""


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


def asked(report_id: str, days: Days) -> Iterator[AskedAgent]:
    """Everything that is asked for a report."""
    for name, one in _spec().items():
        yield _asked(report_id, name, one["agent"], days.named(one["of"]), one["task"])
    for ago in range(2, WEEKS):
        task = {"figures": ["revenue"]}
        yield _asked(report_id, revenue_of(ago), "finance", days.weeks(ago, 1), task)


def revenue_of(ago: int) -> str:
    """The name under which a week's revenue is asked for."""
    return {0: "week", 1: "week_before"}.get(ago, f"week_{ago}_ago")


def _asked(
    report_id: str, name: str, agent: str, period: Period, task: Mapping[str, Any]
) -> AskedAgent:
    days = period.model_dump(mode="json")
    whole = {"request_id": report_id, "period": days, **_NEEDED.get(agent, {}), **task}
    return AskedAgent(name=name, agent=agent, task=whole)


@cache
def _spec() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath("asked.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return found
