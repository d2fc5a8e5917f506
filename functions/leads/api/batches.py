"""The route that takes many leads at once, and the work behind it."""

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field, SkipValidation, ValidationError
from ulid import ULID

from baton.core.contract import Contract, Ulid
from baton.core.errors import BatonError, InvalidInput
from baton.core.json_text import faults_in
from baton.http.error_kinds import UNEXPECTED
from baton.http.openapi_responses import described
from baton.http.problems import Problem, problem_for
from baton.http.request_context import RequestContext, request_of
from baton.http.responses import document
from baton.leads.arrival import Arrival
from baton.leads.incoming import IncomingLead
from baton.leads.lead import IgnoredField, lead_path
from baton.leads.lead_intake import LeadIntake
from baton.leads.uniqueness_claim import person_keys

LARGEST_BATCH = 500
AT_ONCE = 8
"""Transactions under way at a time: below the connections that one client keeps open."""


class Batch(Contract):
    """Leads to be taken in. Each is checked by itself, so a bad one does not stop the others."""

    leads: tuple[SkipValidation[IncomingLead], ...] = Field(min_length=1, max_length=LARGEST_BATCH)


class BatchItem(Contract):
    """What became of one lead: 202 with its id, or the problem it has."""

    index: int = Field(ge=0, description="place in the batch, from 0")
    status: int
    lead_id: Ulid | None = None
    href: str | None = None
    ignored: tuple[IgnoredField, ...] = ()
    problem: Problem | None = None


class BatchAnswer(Contract):
    """What became of each lead of a batch, in its order."""

    accepted: int
    refused: int
    items: tuple[BatchItem, ...]


class BatchRoutes:
    """Takes batches in. Their leads are processed by the outbox, never while the caller waits."""

    def __init__(self, app: APIGatewayHttpResolver, intake: LeadIntake) -> None:
        self._app = app
        self._intake = intake

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/api/v1/leads/batch",
            tags=["leads"],
            operation_id="take_leads",
            description=f"Takes up to {LARGEST_BATCH} leads (2 MiB). The answer is 200 whatever "
            "became of them; each item has its own status: 202 stored and to be processed, 400 not "
            "valid, 409 in already, 503 to be sent again. The same batch with the same "
            "Idempotency-Key stores nothing twice.",
            responses=described(200, BatchAnswer, "What became of each lead"),
        )(self.take)

    def take(self, batch: Annotated[Batch, Body()]) -> "Response[str]":
        """Stores every lead that is right; says of every other what is wrong."""
        request = request_of(self._app)
        items = BatchIntake(self._intake, request).take(batch.leads)
        request.touched = tuple(item.lead_id for item in items if item.lead_id)
        request.final = all(item.status < UNEXPECTED.status for item in items)
        accepted = sum(item.problem is None for item in items)
        answer = BatchAnswer(accepted=accepted, refused=len(items) - accepted, items=items)
        return document(answer)


class BatchIntake:
    """One batch on its way in."""

    def __init__(self, intake: LeadIntake, request: RequestContext) -> None:
        self._intake = intake
        self._request = request

    def take(self, raw: tuple[Any, ...]) -> tuple[BatchItem, ...]:
        """Takes the leads in, several at once.

        A person's second enquiry in the batch waits for the first, so that the earlier one counts.
        """
        items: dict[int, BatchItem] = {}
        leads: dict[int, IncomingLead] = {}
        for at, given in enumerate(raw):
            try:
                leads[at] = _lead(given)
            except InvalidInput as error:
                items[at] = self._refused(at, error)
        first, repeated = _in_order_of_persons(leads)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            taken = pool.map(lambda at: self._item(at, leads[at]), first)
            items.update(zip(first, taken, strict=True))
        items.update((at, self._item(at, leads[at])) for at in repeated)
        return tuple(items[at] for at in range(len(raw)))

    def _item(self, index: int, lead: IncomingLead) -> BatchItem:
        arrival = Arrival(
            details=lead.details,
            ignored=lead.ignored,
            lead_id=derived_id(self._request.resource_id, index),
            correlation_id=self._request.correlation_id,
        )
        try:
            self._intake.take(arrival, again=self._request.taken_over)
        except BatonError as error:
            return self._refused(index, error)
        href = lead_path(arrival.lead_id)
        return BatchItem(
            index=index, status=202, lead_id=arrival.lead_id, href=href, ignored=lead.ignored
        )

    def _refused(self, index: int, error: BatonError) -> BatchItem:
        correlation_id = self._request.correlation_id
        problem = problem_for(_placed(error, index), correlation_id=correlation_id)
        return BatchItem(index=index, status=problem.status, problem=problem)


def derived_id(batch_id: str, index: int) -> str:
    """The id of the lead at ``index``: a ULID with the batch's time, the same at every attempt."""
    digest = hashlib.sha256(f"{batch_id}:{index}".encode()).digest()
    return str(ULID.from_bytes(bytes(ULID.from_str(batch_id))[:6] + digest[:10]))


def _lead(raw: Any) -> IncomingLead:
    try:
        return IncomingLead.model_validate(raw)
    except ValidationError as error:
        raise InvalidInput(faults_in(raw, error.errors(include_url=False))) from error


def _placed(error: BatonError, index: int) -> BatonError:
    """An item's faults, where they are in the batch."""
    if not isinstance(error, InvalidInput):
        return error
    faults = [fault.within(f"/leads/{index}") for fault in error.faults]
    return InvalidInput(faults, str(error))


def _in_order_of_persons(leads: Mapping[int, IncomingLead]) -> tuple[list[int], list[int]]:
    """The places of first enquiries, and of those that repeat a person of an earlier place."""
    seen: set[str] = set()
    first: list[int] = []
    repeated: list[int] = []
    for at, lead in leads.items():
        keys = set(person_keys(lead))
        (repeated if keys & seen else first).append(at)
        seen |= keys
    return first, repeated
