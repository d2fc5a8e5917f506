"""One answer out of what the agents found: by code, from their statements, with their sources.
Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.gtm.figures import FigurePart
from baton.gtm.periods import Period
from baton.gtm.request import (
    MOST_STATEMENTS,
    AgentCost,
    AnswerFigure,
    Gap,
    RequestAnswer,
    RequestCost,
    RequestRoute,
    RequestState,
)
from baton.gtm.request_plan import RequestPlan
from functions.gtm.supervisor.figure_sentences import (
    NO_FORMULA,
    changes,
    formulas,
)
from functions.gtm.supervisor.models import Asked, Progress, Step
from functions.gtm.supervisor.part import Part
from functions.gtm.supervisor.part_sentences import (
    broken_down,
    changed,
    in_order,
    named,
    not_broken_down,
    shares,
)
from functions.gtm.supervisor.understanding import Understanding


def composed(progress: Progress, now: datetime) -> RequestAnswer:
    """The answer to a request whose steps are over; a step that is not is left aside."""
    parts = [(one.assignment.step, one.part) for one in progress.steps if one.part]
    gaps = (*progress.gaps, *(one.gap for one in progress.steps if one.gap))
    asked = progress.understanding
    figures = tuple(in_order(one, asked) for one in _figures(parts))
    missing = tuple(_missing(parts))
    gaps = (*gaps, *dict.fromkeys(one for _, part in parts for one in part.gaps))
    gaps = (*gaps, *not_broken_down(figures, asked.broken_down_by, asked.intents))
    made = tuple(formulas(figures, asked.intents)) if asked.asks_formula else ()
    gaps = (*gaps, NO_FORMULA) if asked.asks_formula and parts and not made else gaps
    statements = (
        *made,
        *changed(figures, asked),
        *named(figures, asked),
        *shares(figures, asked),
        *(one for name, part in parts for one in _named(name, part)),
        *broken_down(figures, asked),
        *changes(figures, asked, now.date()),
    )[:MOST_STATEMENTS]
    return _answer(
        progress.asked,
        now,
        state=_state(parts, gaps),
        text=text_of(statements, gaps, missing),
        statements=statements,
        figures=figures,
        queries=tuple(_queries(parts)),
        references=tuple(dict.fromkeys(one for _, part in parts for one in part.references)),
        missing=missing,
        gaps=gaps,
        understood=as_read(progress, now),
        route=progress.route,
        plan=progress.plan,
        cost=cost_of(progress, now),
    )


def without_agents(
    asked: Asked,
    now: datetime,
    *,
    state: RequestState,
    text: str,
    route: RequestRoute | None = None,
    gaps: tuple[Gap, ...] = (),
    suggestions: Sequence[str] = (),
    plan: RequestPlan | None = None,
) -> RequestAnswer:
    """An answer for which nobody was asked."""
    return _answer(
        asked,
        now,
        state=state,
        text=text,
        ask_back=text if state is RequestState.ASKED_BACK else None,
        suggestions=tuple(suggestions),
        route=route,
        gaps=gaps,
        plan=plan,
    )


def text_of(
    statements: Iterable[Statement], gaps: Iterable[Gap], missing: Iterable[MissingFacts] = ()
) -> str:
    """The statements as one text, each once, and after them what is missing and not said in them."""
    told = dict.fromkeys(one.text for one in statements)
    said = " ".join(told)
    unsaid = (f"Missing: {one.why}" for one in missing if one.why not in said)
    lacking = (f"Missing: {gap.what} ({gap.why}). What to do: {gap.what_to_do}." for gap in gaps)
    return "\n".join((*told, *dict.fromkeys((*unsaid, *lacking))))


def in_words(asked: Understanding, *, of_days: bool, today: date) -> str:
    """How a question was read, so that who asked can see what was not meant so. ``of_days`` says that
    an answer goes by a period: where none was said, the usual one was taken.
    """
    what = ", ".join(name.partition(".")[2].replace("_", " ") for name in asked.intents)
    usual = "no period was said, so the usual one" if of_days else ""
    parts = [
        what,
        f"{asked.period.first} to {asked.period.last}{_ahead(asked.period, today)}"
        if asked.period
        else usual,
        f"against {asked.compared.first} to {asked.compared.last}" if asked.compared else "",
        f"in {' and '.join(asked.countries)}" if asked.countries else "",
        f"through {' and '.join(asked.channels)}" if asked.channels else "",
        f"in {asked.currency}" if asked.currency else "",
        f"by {asked.broken_down_by}" if asked.broken_down_by else "",
        "as a follow-up" if asked.goes_on else "",
    ]
    return ", ".join(part for part in parts if part)[:600]


def as_read(progress: Progress, now: datetime) -> str:
    """How a request was read."""
    of_days = any("period" in one.task for one in progress.steps)
    return in_words(progress.understanding, of_days=of_days, today=now.date())


def _ahead(period: Period, today: date) -> str:
    """That a period is not over, where it is not."""
    if period.first > today:
        return " (it lies ahead)"
    if period.last == today:
        return " (so far)"
    return f" (not over: today is {today})" if period.last > today else ""


def cost_of(progress: Progress, now: datetime) -> RequestCost:
    """What it took. Tokens are never more than were held."""
    spent = progress.routing_tokens + sum(
        one.part.model_tokens for one in progress.steps if one.part
    )
    held = progress.plan.held_tokens + progress.routing_tokens
    return RequestCost(
        steps=sum(one.attempt > 0 for one in progress.steps),
        held_tokens=held,
        spent_tokens=min(spent, held),
        milliseconds=max(0.0, (now - progress.asked.asked_at).total_seconds() * 1000),
        model_usd=progress.routing_usd,
        agents=tuple(_agent_cost(one) for one in progress.steps if one.attempt),
    )


def _answer(asked: Asked, now: datetime, **told: object) -> RequestAnswer:
    return RequestAnswer.model_validate(
        {
            "request_id": asked.request_id,
            "session_id": asked.session_id,
            "question": asked.question,
            "asked_at": asked.asked_at,
            "answered_at": now,
            **told,
        }
    )


def _state(parts: Sequence[tuple[str, Part]], gaps: Sequence[Gap]) -> RequestState:
    if not parts:
        return RequestState.FAILED
    return RequestState.PARTLY_ANSWERED if gaps else RequestState.ANSWERED


def _agent_cost(step: Step) -> AgentCost:
    tokens = step.part.model_tokens if step.part else 0
    return AgentCost(
        agent=step.assignment.agent,
        tries=step.attempt,
        milliseconds=step.milliseconds,
        model_tokens=tokens,
    )


def _id(step: str, query: str) -> str:
    """A query's id in the one answer: two agents may have one of the same name."""
    return f"{step}.{query}"


def _named(step: str, part: Part) -> Iterable[Statement]:
    for one in part.statements:
        yield one.model_copy(update={"queries": tuple(_id(step, query) for query in one.queries)})


def _figures(parts: Sequence[tuple[str, Part]]) -> tuple[AnswerFigure, ...]:
    found: dict[str, AnswerFigure] = {}
    for step, part in parts:
        for one in part.figures:
            told = {"queries": _ids(step, one.queries), "parts": _parts(step, one.parts)}
            found.setdefault(one.name, one.model_copy(update=told))
    return tuple(found.values())


def _parts(step: str, parts: Sequence[FigurePart]) -> tuple[FigurePart, ...]:
    return tuple(
        one.model_copy(update={"queries": _ids(step, one.queries)}) if one.queries else one
        for one in parts
    )


def _ids(step: str, queries: Sequence[str]) -> tuple[str, ...]:
    """Queries as the answer names them."""
    return tuple(_id(step, query) for query in queries)


def _queries(parts: Sequence[tuple[str, Part]]) -> Iterable[FactsQuery]:
    for step, part in parts:
        for one in part.queries:
            yield one.model_copy(update={"query_id": _id(step, one.query_id)})


def _missing(parts: Sequence[tuple[str, Part]]) -> Iterable[MissingFacts]:
    return dict.fromkeys(one for _, part in parts for one in part.missing)
