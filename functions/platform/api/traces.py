"""The route of decision traces: what agents decided about a lead, campaign or incident (G12)."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.core.errors import NotFound
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import page_of
from baton.persistence.page import fitting
from baton.runtime.decision import TracedDecision
from baton.runtime.trace_repository import TraceRepository


class StoryPage(Contract):
    """What was decided about a lead, campaign or incident, the oldest first."""

    items: tuple[TracedDecision, ...]
    cost_usd: float = Field(default=0, ge=0, description="of the decisions on this page")
    next_cursor: str | None = NextCursor


class TraceRoutes:
    """Shows decision traces."""

    def __init__(self, app: APIGatewayHttpResolver, traces: TraceRepository) -> None:
        self._app = app
        self._traces = traces

    def register(self) -> None:
        """Adds the route to the app."""
        answers: dict[int, Any] = described(200, StoryPage, "A page of the story", "Link")
        self._app.get(
            "/api/v1/traces/<trace_id>",
            tags=["traces"],
            operation_id="read_trace",
            description="What agents decided about a lead, campaign or incident, by its id, as one "
            "story: what, why, by which inputs, with which scorecard, rules or model, at what cost and "
            "how fast. A repeated decision is shown once. What nothing was decided about is 404.",
            responses=answers,
        )(self.page)

    def page(self, trace_id: Ulid, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """The story of a lead, campaign or incident. Raises ``NotFound``."""
        found = fitting(lambda most: self._traces.page(trace_id, cursor=cursor, limit=most), limit)
        if not found.items and cursor is None:
            raise NotFound("trace", trace_id)
        cost = round(sum(one.cost_usd for one in found.items), 6)
        page = StoryPage(items=found.items, cost_usd=cost, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)
