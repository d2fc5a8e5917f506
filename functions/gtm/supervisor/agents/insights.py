"""Insights: analyses that are asked for, and the segments it keeps."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from baton.gtm.answer import Statement
from baton.gtm.insights import InsightFigure, InsightsAnswer
from baton.gtm.periods import MOST_DAYS, Period
from baton.gtm.request import AnswerFigure, AnswerReference
from functions.gtm.supervisor.part import MOST_STATEMENTS, Part
from functions.gtm.supervisor.understanding import Understanding

_A_YEAR = 365
_MOST_AHEAD = 730
"""Days that insights looks ahead."""


def tasks(asked: Understanding, intents: Sequence[str], today: date) -> Sequence[dict[str, Any]]:
    """One task; without a period, the year up to yesterday."""
    yesterday = today - timedelta(days=1)
    period, ahead = asked.period, {}
    if period and period.last > yesterday and period.first >= yesterday:
        ahead = {"horizon_days": min((period.last - yesterday).days, _MOST_AHEAD)}
    if period is None or period.first > yesterday:  # what is expected is worked out from what was
        period = Period(first=yesterday - timedelta(days=_A_YEAR - 1), last=yesterday)
    elif set(intents) == {"cohorts"}:  # who came back is known of all days since
        last = min(yesterday, period.first + timedelta(days=MOST_DAYS - 1))
        period = Period(first=period.first, last=max(period.last, last))
    return [
        {
            "analyses": list(dict.fromkeys(intents)),
            "period": period.model_dump(mode="json"),
            "country": asked.countries[0] if asked.countries else None,
            "channel": asked.channels[0] if asked.channels else None,
            "currency": asked.currency,
            **ahead,
        }
    ]


def completed(task: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
    """Insights depends on no other agent."""
    del found
    return task


def part(answer: Mapping[str, Any], request_id: str) -> Part:
    """The statements and figures; segments go on by id. Raises ``ValueError``."""
    read = InsightsAnswer.model_validate(dict(answer))
    if read.request_id != request_id:
        raise ValueError("answers another request")
    segments = {one.name.value: one.segment_id for one in read.segments}
    if read.at_risk:
        segments["at_risk"] = read.at_risk.segment_id
    names = {one.name: f"insights.{one.name}" for one in read.figures}
    return Part(
        statements=tuple(
            one.model_copy(update={"figures": tuple(names.get(name, name) for name in one.figures)})
            for one in (*read.statements, *_sizes(read))[:MOST_STATEMENTS]
        ),
        figures=tuple(_figure(one, read) for one in read.figures),
        queries=read.queries,
        references=tuple(
            AnswerReference(kind="segment", id=segment, label=name)
            for name, segment in segments.items()
        ),
        missing=read.missing,
        hands_on={"segments": segments},
    )


def _sizes(answer: InsightsAnswer) -> Sequence[Statement]:
    """How many customers each segment has, for who asks how many there are of a kind."""
    listed = ", ".join(f"{one.label} {one.customers:,}" for one in answer.segments)
    return (
        [Statement(text=f"Customers by segment: {listed}."[:600])]
        if len(answer.segments) > 1
        else []
    )


def _figure(one: InsightFigure, answer: InsightsAnswer) -> AnswerFigure:
    told = one.model_dump(exclude={"name"})
    return AnswerFigure.model_validate(
        {**told, "name": f"insights.{one.name}", "agent": "insights", "period": answer.period.text}
    )
