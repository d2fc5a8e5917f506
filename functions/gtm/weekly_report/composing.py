"""The report, put together from the agents' answers. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baton.gtm.answer import FactsQuery
from baton.gtm.periods import Period
from baton.gtm.report_days import WEEKS, Days
from baton.gtm.weekly_report import (
    PlannedCost,
    ReportedFigure,
    ReportedGap,
    ReportedSentence,
    ReportPart,
    RevenueOfWeek,
    WeeklyReport,
    WeeklyReportStatus,
)
from baton.pages.words import change as relative_change
from functions.gtm.weekly_report.advice import advice
from functions.gtm.weekly_report.answers import AnsweredFigure, Answers
from functions.gtm.weekly_report.asking import revenue_of
from functions.gtm.weekly_report.reasons import headline, reasons
from functions.gtm.weekly_report.words import amount

SHOWN: Mapping[ReportPart, Sequence[str]] = {
    ReportPart.WEEK: ("revenue", "gross_margin", "new_customers", "roas", "blended_roas"),
    ReportPart.QUARTER: (
        "mrr",
        "nrr",
        "grr",
        "customer_churn",
        "cac",
        "ltv",
        "ltv_to_cac",
        "payback",
        "burn_rate",
        "gross_burn",
        "runway",
    ),
}
"""The figures of each part, in the order in which they are shown."""

EXPECTED_WEEKS = 4

_OWN = frozenset({"finance"})
"""Whose figures are the report's own; the others tell sentences of theirs."""

_FAILED = "Look for the cause in the workflow weekly_gtm_run, then have the report made again."


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Who was asked and did not answer, or not with an answer. ``why`` is the name of the error."""

    name: str
    agent: str
    why: str


def composed(
    begun: WeeklyReport, answers: Answers, unanswered: Sequence[Unanswered], made_at: datetime
) -> WeeklyReport:
    """The whole report that was ``begun``, from what answers there are."""
    days = Days(begun.week.last)
    week = answers["week"] or answers["quarter"]
    figures = tuple(_figures(answers, days))
    rates = dict.fromkeys(one.answer.rates for one in answers.all if one.answer.rates)
    return begun.model_copy(
        update={
            "status": WeeklyReportStatus.READY,
            "made_at": made_at,
            "currency": week.answer.currency if week else None,
            "headline": headline(figures, unanswered=len(unanswered)),
            "figures": figures,
            "revenue": tuple(_revenue(answers, days)),
            "expected": tuple(_expected(answers)),
            "costs": tuple(_costs(answers)),
            "reasons": tuple(reasons(answers)),
            "findings": tuple(_findings(answers)),
            "advice": tuple(advice(answers)),
            "gaps": (*_failures(unanswered), *_missing(answers)),
            "queries": tuple(_queries(answers)),
            "rates": "; ".join(map(str, rates)) or None,
        }
    )


def _figures(answers: Answers, days: Days) -> Iterator[ReportedFigure]:
    for part, names in SHOWN.items():
        period = days.named(part.value)
        for name in names:
            if now := answers.figure(part.value, name):
                before = answers.figure(f"{part.value}_before", name)
                yield _figure(part, period, now, before, _planned(answers, part, name))


def _figure(
    part: ReportPart,
    period: Period,
    now: AnsweredFigure,
    before: AnsweredFigure | None,
    planned: float | None,
) -> ReportedFigure:
    known = before if before and before.value is not None else None
    told: dict[str, object] = {}
    if planned is not None and now.currency:
        told = {
            "planned": planned,
            "planned_text": amount(planned, now.currency),
            "against_plan": relative_change(now.value or 0, planned),
        }
    return ReportedFigure.model_validate(
        {
            **now.model_dump(include={"label", "value", "text", "unit", "currency", "undefined"}),
            **now.model_dump(include={"formula", "source", "steps", "notes"}),
            **told,
            "name": f"{part.value}.{now.name}",
            "agent": "finance",
            "part": part,
            "period": period,
            "before": known.value if known else None,
            "before_text": known.text if known else None,
            "change": _change(now, known),
            "queries": tuple(f"{part.value}.{query}" for query in now.made_of),
        }
    )


def _change(now: AnsweredFigure, before: AnsweredFigure | None) -> str | None:
    """How much more or less it is; of shares in points. What has no sign in common has none."""
    if before is None or now.value is None or before.value is None:
        return None
    if now.unit == "share":
        return f"{100 * (now.value - before.value):+.1f} pp"
    if now.value < 0 or before.value <= 0:
        return None
    return relative_change(now.value, before.value)


def _planned(answers: Answers, part: ReportPart, name: str) -> float | None:
    if name != "revenue":
        return None
    variance = answers.figure(part.value, "budget_variance")
    found = variance.parts_of("category").get("revenue") if variance else None
    return found.against if found else None


def _revenue(answers: Answers, days: Days) -> Iterator[RevenueOfWeek]:
    """The weeks that are known, the first one first."""
    for ago in reversed(range(WEEKS)):
        name, period = revenue_of(ago), days.weeks(ago, 1)
        found = answers.figure(name, "revenue")
        if found and found.value is not None:
            yield RevenueOfWeek(
                first=period.first,
                last=period.last,
                value=found.value,
                queries=tuple(f"{name}.{query}" for query in found.made_of),
            )


def _expected(answers: Answers) -> Iterator[RevenueOfWeek]:
    quarter = answers["quarter"]
    forecast = quarter.answer.forecast if quarter else None
    if quarter is None or forecast is None or forecast.step != "week":
        return
    for point in forecast.points[:EXPECTED_WEEKS]:
        yield RevenueOfWeek(
            first=date.fromisoformat(point.first),
            last=date.fromisoformat(point.last),
            value=point.value,
            low=point.low,
            high=point.high,
            queries=tuple(map(quarter.named, forecast.queries)),
        )


def _costs(answers: Answers) -> Iterator[PlannedCost]:
    variance = answers.figure("quarter", "budget_variance")
    for name, part in (variance.parts_of("category") if variance else {}).items():
        if name != "revenue" and part.value is not None and part.against is not None:
            yield PlannedCost(category=name, actual=part.against + part.value, planned=part.against)


def _findings(answers: Answers) -> Iterator[ReportedSentence]:
    """What the other agents say, in their own words."""
    for one in answers.all:
        for said in one.answer.statements if one.agent not in _OWN else ():
            yield ReportedSentence(
                agent=one.agent,
                text=said.text,
                figures=said.figures,
                queries=tuple(map(one.named, said.queries)),
                documents=said.documents,
            )


def _failures(unanswered: Sequence[Unanswered]) -> Iterator[ReportedGap]:
    for agent in dict.fromkeys(one.agent for one in unanswered):
        theirs = [one for one in unanswered if one.agent == agent]
        why = ", ".join(dict.fromkeys(one.why for one in theirs))
        yield ReportedGap(
            agent=agent,
            what=f"{agent}: {', '.join(one.name.replace('_', ' ') for one in theirs)}",
            why=f"It did not answer ({why}).",
            what_to_do=_FAILED,
        )


def _missing(answers: Answers) -> Iterator[ReportedGap]:
    """The facts that are missing, each kind once."""
    seen: set[tuple[str, str]] = set()
    for one in answers.all:
        for lack in one.answer.missing:
            if (one.agent, lack.kind) not in seen:
                seen.add((one.agent, lack.kind))
                yield ReportedGap(
                    agent=one.agent,
                    what=lack.kind.replace("_", " "),
                    why=lack.why,
                    what_to_do=lack.what_to_do,
                )


def _queries(answers: Answers) -> Iterator[FactsQuery]:
    for one in answers.all:
        for query in one.answer.queries:
            yield query.model_copy(update={"query_id": one.named(query.query_id)})
