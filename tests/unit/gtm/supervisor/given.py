"""A request, and answers of agents to it."""

from datetime import UTC, date, datetime
from typing import Any

from baton.gtm.request import RequestRoute, RouteStage
from functions.gtm.supervisor.models import Asked, Progress
from functions.gtm.supervisor.planning import Planned
from functions.gtm.supervisor.turns import steps_of
from functions.gtm.supervisor.understanding import Understanding

NOW = datetime(2026, 4, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 4, 15)
REQUEST = "01KJQ6PSG0000000000000000A"
QUARTER = {"first": "2026-01-01", "last": "2026-03-31"}
EVERYTHING = frozenset({"gtm.read", "marketing.write"})

_QUERY = {
    "query_id": "sales",
    "sql": "SELECT 1",
    "parameters": [],
    "first": "2026-01-01",
    "last": "2026-03-31",
    "rows": 3,
}


def asked(question: str = "weekly report", **more: Any) -> Asked:
    told = {"request_id": REQUEST, "session_id": REQUEST, "caller": "client-1", "asked_at": NOW}
    return Asked.model_validate({**told, "question": question, "may": sorted(EVERYTHING), **more})


def progress_of(planned: Planned, understanding: Understanding | None = None) -> Progress:
    return Progress(
        asked=asked(),
        understanding=understanding or Understanding(),
        route=RequestRoute(stage=RouteStage.KEYWORDS, confidence=1),
        plan=planned.plan,
        steps=steps_of(planned.steps),
        gaps=tuple(planned.gaps),
    )


def answer_of(agent: str, task: dict[str, Any]) -> dict[str, Any]:
    """What an agent answers to a task: as little as its contract allows, with a statement."""
    common = {"request_id": task["request_id"], "queries": [_QUERY]}
    statement = {"text": f"{agent} says 42 of something.", "queries": ["sales"]}
    if agent == "finance":
        return {**common, "period": task["period"], "currency": "EUR", "figures": [_revenue(task)]}
    if agent == "insights":
        more = {
            "as_of": "2026-03-31",
            "currency": "EUR",
            "horizon_days": 90,
            "period": task["period"],
        }
        return {**common, **more, "statements": [statement], "at_risk": _AT_RISK}
    if agent == "marketing":
        told = {"work": task["work"], "period": task["period"], "currency": "EUR", "plan": _PLAN}
        return {**common, **told, "statements": [statement]}
    told = {"outcome": "handed_over", "text": "A person will answer.", "confidence": 0.2}
    ticket = {"language": "en", "conversation_id": REQUEST, "ticket_id": REQUEST}
    return {**common, **told, **ticket, "reason": "unsure"}


_AT_RISK = {
    "segment_id": "0" * 32,
    "customers": 12,
    "value_at_stake": 9_000.0,
    "from_chance": 0.7,
    "least_alive": 0.2,
}
_PLAN = {
    "segment_id": "0" * 32,
    "recipients": 12,
    "currency": "EUR",
    "cost_per_message": 0.04,
    "response_low": 0.0,
    "response_high": 0.03,
    "assumption": "none was measured",
}


def _revenue(task: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "revenue",
        "label": "Revenue",
        "value": 41_189,
        "text": "411.89 EUR",
        "unit": "money",
        "currency": "EUR",
        "period": task["period"],
        "formula": "sum",
        "source": "IFRS 15",
        "inputs": [{"name": "sales", "value": 41_189, "unit": "money", "queries": ["sales"]}],
    }
