"""Finance: figures that are asked for, and its figures as sentences."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from baton.gtm.answer import Statement
from baton.gtm.conversion import money_text
from baton.gtm.figures import Figure, FigureName, FinanceAnswer
from baton.gtm.periods import Period
from baton.gtm.request import AnswerFigure, Gap, GapReason
from functions.gtm.supervisor.breakdown_words import one_of, told_by, usual_period
from functions.gtm.supervisor.part import NotFound, Part
from functions.gtm.supervisor.planning import gap_of
from functions.gtm.supervisor.time_words import last_full_month
from functions.gtm.supervisor.understanding import STATES, SUMS, Understanding

_MONEY_TOLD = {
    FigureName.RUNWAY: 1,
    FigureName.GROSS_BURN: 1,
    FigureName.MRR: 1,
    FigureName.ROAS: 2,
    FigureName.GROSS_PROFIT: 2,
    FigureName.GROSS_MARGIN: 2,
}
"""With how many of its inputs a figure is told: cash, all costs, what there was, a ratio's sides."""

MOST_TASKS = 4
"""For two periods that are compared, in two countries or channels."""

_BESIDE = {
    "cac": ("new_customers",),
    "ltv_to_cac": ("ltv", "cac"),
    "runway": ("burn_rate",),
    "burn_rate": ("runway",),
}
"""Figures that people ask for next."""


def tasks(asked: Understanding, intents: Sequence[str], today: date) -> Sequence[dict[str, Any]]:
    """A task for each period and country; without a period, the last full month, or where figures are
    wanted for each of some days, the usual number of them.
    """
    if "campaign" in intents:
        return _of_a_campaign(asked, today)
    by = _parts_of(asked)
    names = [name for intent in intents for name in _figures_of(intent, by)]
    ahead = set(names) == {FigureName.REVENUE_FORECAST}
    usual = None if ahead else usual_period(by, today)
    period = asked.period or usual or last_full_month(today)
    periods = [period, *([asked.compared] if asked.compared else [])]
    places = list(product(asked.countries or (None,), asked.channels or (None,)))
    if asked.asks_share and SUMS.issuperset(f"finance.{name}" for name in names):
        places = list(dict.fromkeys((*places, (None, None))))
    found = [
        {
            "figures": list(dict.fromkeys(names if one is period else _comparable(names))),
            "period": one.model_dump(mode="json"),
            "country": country,
            "channel": channel,
            "currency": asked.currency,
            **({"by": by} if by else {}),
        }
        for one, (country, channel) in product(periods, places)
    ]
    return found[:MOST_TASKS]


def _parts_of(asked: Understanding) -> str | None:
    """What figures are wanted for each of; not for what is asked of one by one anyhow."""
    by = told_by(asked.broken_down_by)
    alone = (by == "country" and asked.countries) or (by == "channel" and asked.channels)
    return None if alone or by is None else by.value


def _figures_of(intent: str, by: str | None) -> Sequence[str]:
    """What is told of an intent: by parts nothing beside it, and of costs those of each part."""
    if by:
        return ("costs",) if intent == "gross_burn" else (intent,)
    return (intent, *_BESIDE.get(intent, ()))


def _comparable(names: Sequence[str]) -> Sequence[str]:
    """Without what looks ahead from the last day known, which no earlier period has another of, and
    without single days.
    """
    alone = {FigureName.REVENUE_FORECAST, FigureName.ANOMALIES}
    return [name for name in names if name not in alone] or names


def _of_a_campaign(asked: Understanding, today: date) -> Sequence[dict[str, Any]]:
    """Cost and return of a campaign before it is sent, from the plan that marketing makes."""
    period = asked.period or last_full_month(today)
    figures = ["campaign_cost", "campaign_return"]
    return [{"figures": figures, "period": period.model_dump(mode="json"), "campaign": None}]


def completed(task: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
    """The plan of a campaign, if the task is about one. Raises ``NotFound``."""
    if "campaign" not in task:
        return task
    for part in found:
        if plan := part.hands_on.get("plan"):
            return {**task, "campaign": plan}
    raise NotFound("There is no plan of a campaign to work out cost and return of.")


def part(answer: Mapping[str, Any], request_id: str) -> Part:
    """The figures with a sentence each. Raises ``ValueError``."""
    read = FinanceAnswer.model_validate(dict(answer))
    if read.request_id != request_id:
        raise ValueError("answers another request")
    figures = tuple(_figure(one, read) for one in read.figures)
    return Part(
        statements=tuple(
            Statement(text=_sentence(one, told, read), figures=(told.name,), queries=told.queries)
            for one, told in zip(read.figures, figures, strict=True)
        ),
        figures=figures,
        queries=read.queries,
        missing=read.missing,
        gaps=tuple(_not_by(one, read) for one in read.figures if one.not_by),
    )


def _not_by(one: Figure, answer: FinanceAnswer) -> Gap:
    """That a figure is not told for each of what was asked, and for each of what it is."""
    kinds = tuple(one.told_by)
    return gap_of(
        "finance",
        f"{one.label} by {answer.by}",
        GapReason.NOT_READ,
        (one.not_by or "").rstrip("."),
        f"ask for it by {one_of(kinds)}" if kinds else "ask for the whole",
    )


def _figure(one: Figure, answer: FinanceAnswer) -> AnswerFigure:
    given = (*(made.queries for made in one.inputs), *(made.queries for made in one.parts))
    queries = dict.fromkeys(query for made in given for query in made)
    where = "".join(f"@{one}" for one in (answer.country, answer.channel) if one)
    days = _days(one, answer).text
    return AnswerFigure(
        name=f"finance.{one.name}{where}@{days}",
        agent="finance",
        label=one.label,
        value=one.value,
        text=one.text,
        undefined=one.undefined,
        unit=one.unit,
        currency=one.currency,
        period=days,
        formula=one.formula,
        source=one.source,
        parts=one.parts,
        queries=tuple(queries),
    )


def _days(one: Figure, answer: FinanceAnswer) -> Period:
    """The days that a figure is of: a forecast's are those ahead, whichever were asked for."""
    if one.name is FigureName.REVENUE_FORECAST and answer.forecast and answer.forecast.points:
        points = answer.forecast.points
        return Period(first=points[0].first, last=points[-1].last)
    return one.period


def _expected(one: Figure, answer: FinanceAnswer) -> str:
    """What of a forecast falls to the days asked for, if they lie ahead; its weeks by their days."""
    whole, asked = _days(one, answer), one.period
    first, last = max(whole.first, asked.first), min(whole.last, asked.last)
    total = f"{one.label} {whole.when}: {one.text}."
    if answer.forecast is None or first > last or (first, last) == (whole.first, whole.last):
        return total
    part = sum(
        point.value * within / ((point.last - point.first).days + 1)
        for point in answer.forecast.points
        if (within := (min(point.last, last) - max(point.first, first)).days + 1) > 0
    )
    money = money_text(part, answer.forecast.currency)
    reach = "" if last == asked.last else f" No forecast goes beyond {last}."
    return f"{one.label} from {first} to {last}: about {money}.{reach} {total}"


def _beside_it(one: Figure, currency: str) -> str:
    """What others reach, of how many a share is, and the amounts that a figure is of."""
    told = []
    if one.name is FigureName.CUSTOMER_CHURN and len(counted := one.inputs) > 1:
        told.append("; ".join(f"{given.name}: {given.value:,.0f}" for given in counted))
    if (many := _MONEY_TOLD.get(one.name)) and one.value is not None:
        told += [
            f"{given.name}: {money_text(given.value, currency)}" for given in one.inputs[:many]
        ]
    if one.benchmark:
        value = f"{one.benchmark.value:.0%}: " if one.unit == "share" else ""
        told.append(f"{value}{one.benchmark.text}")
    return f" ({'; '.join(told)})" if told else ""


def _sentence(one: Figure, told: AnswerFigure, answer: FinanceAnswer) -> str:
    country = f" in {answer.country}" if answer.country else ""
    of = country + (f" through {answer.channel}" if answer.channel else "")
    when = f"on {one.period.last}" if f"finance.{one.name}" in STATES else one.period.when
    if told.undefined is not None:
        return f"{one.label}{of} {when} cannot be told: {told.undefined}"[:600]
    if one.name is FigureName.REVENUE_FORECAST:
        return _expected(one, answer)[:600]
    if said := _with_parts(one, f"{of} {when}"):
        return said.strip()[:600]
    return f"{one.label}{of} {when}: {one.text}{_beside_it(one, answer.currency)}."[:600]


def _with_parts(one: Figure, of: str) -> str | None:
    """The sentence of a figure that means nothing without what it is made of or assumes."""
    listed = "; ".join(f"{part.name} {part.text}" for part in one.parts)
    match one.name:
        case FigureName.ANOMALIES:
            return f"{one.label}{of}: {one.text}. {' '.join(one.steps[:5])}"
        case FigureName.BUDGET_VARIANCE if "category" in {part.of for part in one.parts}:
            return f"{one.label}{of}: {one.text}. {listed}"
        case FigureName.CAMPAIGN_COST:
            return f"{one.label}: {one.text}."
        case FigureName.CAMPAIGN_RETURN:
            assumed = f"{one.text} in the middle of what is assumed ({listed})"
            return f"{one.label}, by orders and margin{of}: {assumed}. {' '.join(one.notes)}"
    return None
