"""Routes of work that was put aside: what failed in every attempt, and doing it again."""

from typing import Self

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import NotFound
from baton.core.observability import record
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from functions.platform.api import SERVICE

MOST = 100
"""Entries that are shown: the longest parked. There are few, or operations was told."""

BY_PEOPLE = 1_000
"""How often an entry may be taken up again: a person looks each time, so this is no limit to reach."""


class ParkedEntry(Contract):
    """Work that waits for a person. What it carries is not shown: it may tell of somebody."""

    entry_id: str
    work: Work
    subject_id: Ulid
    parked_at: UtcDatetime
    reason: str | None = None
    attempts: int
    redriven: int = Field(description="how often it was taken up after parking")
    correlation_id: str

    @classmethod
    def of(cls, entry: OutboxEntry) -> Self:
        """The entry without what it carries."""
        given = entry.model_dump(include=set(cls.model_fields))
        return cls(**given, parked_at=entry.available_at)


class ParkedList(Contract):
    """What was put aside, the longest ago first."""

    items: tuple[ParkedEntry, ...]


class RedriveReceipt(Contract):
    """Work that is in circulation again."""

    entry_id: str


class ParkedRoutes:
    """Shows what was put aside, and has it done again."""

    def __init__(self, app: APIGatewayHttpResolver, outbox: Outbox, clock: Clock) -> None:
        self._app = app
        self._outbox = outbox
        self._clock = clock

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.get(
            "/api/v1/outbox/parked",
            tags=["incidents"],
            operation_id="list_parked",
            description="Work that failed in every attempt and waits for a person: the "
            f"{MOST} that wait longest.",
            responses=described(200, ParkedList, "What was put aside"),
        )(self.list)
        self._app.post(
            "/api/v1/outbox/parked/<entry_id>/redrive",
            tags=["incidents"],
            operation_id="redrive_parked",
            description="Puts work back into circulation, with a new set of attempts. To be done when "
            "what it failed of is mended.",
            responses=described(202, RedriveReceipt, "It is tried again"),
        )(self.redrive)

    def list(self) -> "Response[str]":
        """What was put aside."""
        return document(ParkedList(items=tuple(map(ParkedEntry.of, self._outbox.put_aside(MOST)))))

    def redrive(self, entry_id: str) -> "Response[str]":
        """Has an entry tried again. Raises ``NotFound`` for one that is not parked."""
        if not self._outbox.redrive(entry_id, now=self._clock(), most=BY_PEOPLE):
            raise NotFound("parked entry", entry_id)
        caller_id = request_of(self._app).caller_id
        record(SERVICE, "work taken up again", entry_id=entry_id, by_whom=caller_id)
        return document(RedriveReceipt(entry_id=entry_id), 202)
