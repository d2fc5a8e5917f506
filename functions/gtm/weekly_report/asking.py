"""Who is asked what of which days. Pure."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.periods import Period
from baton.gtm.report_days import WEEKS, Days
from baton.gtm.weekly_report import AskedAgent

_NEEDED = {"finance": {"country": None, "channel": None, "currency": None}}
"""Fields that a task has to have."""


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
    found: Mapping[str, Mapping[str, Any]] = packaged_yaml(__package__, "asked.yaml")
    return found
