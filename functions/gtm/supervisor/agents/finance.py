"""Finance: figures that are asked for, and its figures as sentences."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from baton.gtm.answer import Statement
from baton.gtm.figures import Figure, FigureName, FinanceAnswer
from baton.gtm.periods import Period
from baton.gtm.request import AnswerFigure
from functions.gtm.supervisor.part import NotFound, Part
from functions.gtm.supervisor.time_words import last_full_month
from functions.gtm.supervisor.understanding import Understanding

MOST_TASKS = 2
"""For two periods or two countries that are compared."""

_BESIDE = {"cac": ("new_customers",), "ltv_to_cac": ("ltv", "cac"), "runway": ("burn_rate",)}
"""Figures that people ask for next."""


def tasks(asked: Understanding, intents: Sequence[str], today: date) -> Sequence[dict[str, Any]]:
    """A task for each period and country; without a period, the last full month."""
    if "campaign" in intents:
        return _of_a_campaign(asked, today)
    names = [name for intent in intents for name in (intent, *_BESIDE.get(intent, ()))]
    period = asked.period or last_full_month(today)
    periods = [period, *([asked.compared] if asked.compared else [])]
    found = [
        {
            "figures": list(dict.fromkeys(names)),
            "period": one.model_dump(mode="json"),
            "country": country,
            "channel": asked.channel,
            "currency": asked.currency,
        }
        for one, country in product(periods, asked.countries or (None,))
    ]
    return found[:MOST_TASKS]


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
    )


def _figure(one: Figure, answer: FinanceAnswer) -> AnswerFigure:
    queries = dict.fromkeys(query for given in one.inputs for query in given.queries)
    where = f"@{answer.country}" if answer.country else ""
    return AnswerFigure(
        name=f"finance.{one.name}{where}@{one.period.text}",
        agent="finance",
        label=one.label,
        value=one.value,
        text=one.text,
        undefined=one.undefined,
        unit=one.unit,
        currency=one.currency,
        period=one.period.text,
        formula=one.formula,
        source=one.source,
        queries=tuple(queries),
    )


def _sentence(one: Figure, told: AnswerFigure, answer: FinanceAnswer) -> str:
    of = "".join(
        (
            f" in {answer.country}" if answer.country else "",
            f" through {answer.channel}" if answer.channel else "",
        )
    )
    when = _words(one.period)
    if told.undefined is not None:
        return f"{one.label}{of} {when} cannot be told: {told.undefined}"[:600]
    if one.name is FigureName.ANOMALIES:
        return f"{one.label}{of} {when}: {one.text}. {' '.join(one.steps[:5])}".strip()[:600]
    benchmark = f" ({one.benchmark.text})" if one.benchmark else ""
    return f"{one.label}{of} {when}: {one.text}{benchmark}."[:600]


def _words(period: Period) -> str:
    return f"from {period.first} to {period.last}"
