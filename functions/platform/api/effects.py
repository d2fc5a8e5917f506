"""The route of effects: what goes out, and what did not, over all leads, campaigns and whatever else."""

from datetime import timedelta
from enum import StrEnum
from typing import Self

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import Field

from baton.core.areas import enabled
from baton.core.clock import Clock
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import FieldError, InvalidInput
from baton.effects.effect import Effect, EffectId, EffectState, KindName, OwnerName, Purpose
from baton.effects.repository import EffectRepository
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.request_context import request_of
from baton.http.responses import document, page_of
from baton.persistence.page import fitting

HORIZON = timedelta(days=365)
"""How far ahead what waits is looked for; plans are of weeks."""

OWNERS = ("operations", "reporting")
"""Functions of the platform and of areas that carry effects out themselves; areas do by their names."""


class Listed(StrEnum):
    """Which effects are asked for. ``waiting`` are those that are due now or later."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class OutgoingEffect(Contract):
    """One outward act. ``owner`` carries it out; whom it reaches and what it says is in its subject."""

    effect_id: EffectId
    kind: KindName
    purpose: Purpose
    owner: OwnerName
    state: EffectState
    subject_id: str | None = None
    reason: str | None = None
    planned_at: UtcDatetime
    due_at: UtcDatetime | None = Field(default=None, description="when it is looked at next")
    settled_at: UtcDatetime | None = None
    attempts: int
    cost_micros: int = Field(description="in millionths of a US dollar")

    @classmethod
    def of(cls, effect: Effect) -> Self:
        """The effect without the person's keys and what belongs to the workers."""
        return cls(**{name: getattr(effect, name) for name in cls.model_fields})


class OutgoingPage(Contract):
    """Effects: those that wait by when they are due, all others the newest first."""

    items: tuple[OutgoingEffect, ...]
    next_cursor: str | None = NextCursor


class EffectRoutes:
    """Shows what goes out."""

    def __init__(
        self, app: APIGatewayHttpResolver, effects: EffectRepository, clock: Clock
    ) -> None:
        self._app = app
        self._effects = effects
        self._clock = clock

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/effects",
            tags=["channels"],
            operation_id="list_outgoing",
            description="What goes out over all subjects. `waiting` (the default) are the next that "
            "are due, and have no further page; the others are listed by when they ended.",
            responses=described(200, OutgoingPage, "A page of effects", "Link"),
        )(self.page)

    def page(
        self, state: Listed = Listed.WAITING, limit: Limit = 50, cursor: Cursor = None
    ) -> "Response[str]":
        """Effects in a state. Raises ``InvalidInput`` for a cursor where there is one page."""
        if state is Listed.WAITING:
            if cursor is not None:
                text = "is not for what waits: it has one page"
                raise InvalidInput([FieldError("query:cursor", text, "invalid_cursor")])
            return document(OutgoingPage(items=self._waiting(limit)))
        ended = EffectState(state)
        found = fitting(lambda most: self._effects.ended(ended, cursor=cursor, limit=most), limit)
        items = tuple(map(OutgoingEffect.of, found.items))
        page = OutgoingPage(items=items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def _waiting(self, limit: int) -> tuple[OutgoingEffect, ...]:
        until = self._clock() + HORIZON
        owners = (*enabled(), *OWNERS)
        found = [one for owner in owners for one in self._effects.due(owner, until, limit)]
        found.sort(key=lambda one: (one.due_at or until, one.effect_id))
        return tuple(map(OutgoingEffect.of, found[:limit]))
