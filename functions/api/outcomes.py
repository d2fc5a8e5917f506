"""Routes of outcomes: what happened after a lead was engaged (requirements A6, A7)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from baton.contracts.events import EventName, OutcomeRecorded
from baton.contracts.interaction import Interaction, InteractionKind, NewOutcome
from baton.contracts.lead import Lead, SequenceStop
from baton.messaging.outbox import Outbox
from baton.messaging.reception import CLOCK_SKEW
from baton.records.interactions import InteractionStore
from baton.records.leads import LeadStore
from baton.records.transaction import Transactions
from baton.runtime.clock import Clock
from baton.runtime.errors import Fault, InvalidInput
from functions.api.announcements import Announcer
from functions.api.answers import document
from functions.api.attempts import until_nobody_interferes
from functions.api.call import call_of
from functions.api.lessons import Lessons
from functions.api.response_tally import ResponseTally
from functions.api.responses import described
from functions.api.views import OutcomeList, lead_path

STOPS = ("replied", "opted_out", "converted")
"""What ends a sequence of a lead that has no plan yet."""


class OutcomeDesk:
    """Records outcomes and stops sequences."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        interactions: InteractionStore,
        outbox: Outbox,
        transactions: Transactions,
        announcer: Announcer,
        tally: ResponseTally,
        lessons: Lessons,
        clock: Clock,
    ) -> None:
        self._leads = leads
        self._interactions = interactions
        self._outbox = outbox
        self._transactions = transactions
        self._announcer = announcer
        self._tally = tally
        self._lessons = lessons
        self._clock = clock

    def record(
        self, lead_id: str, outcome: NewOutcome, *, outcome_id: str, correlation_id: str
    ) -> Interaction:
        """Stores an outcome under its lead and counts it for what comes next; a reply, an opt-out or
        a conversion ends the sequence.

        Raises ``NotFound``, ``InvalidInput``, or ``Conflict`` if others keep changing the lead.
        """

        def attempt() -> Interaction:
            lead = self._leads.get(lead_id)
            now = self._clock()
            if faults := list(_faults(outcome, lead, now)):
                raise InvalidInput(faults)
            interaction = _interaction(lead, outcome, outcome_id, now)
            event = OutcomeRecorded(
                lead_id=lead_id, kind=outcome.kind, campaign_id=lead.details.campaign_id
            )
            with self._transactions.begin() as within:
                self._interactions.add(interaction, within)
                self._tally.count(lead, interaction, outcome.occurred_at, within)
                self._lessons.keep(lead, interaction, outcome.occurred_at, within)
                if stopped := _stopped(lead, interaction):
                    self._leads.replace(stopped, within)
                else:
                    self._leads.hold(lead_id, within)
                entry = self._announcer.entry(
                    EventName.OUTCOME_RECORDED,
                    event,
                    message_id=outcome_id,
                    subject_id=lead_id,
                    correlation_id=correlation_id,
                )
                self._outbox.add(entry, within)
            return interaction

        return until_nobody_interferes(attempt)

    def of(self, lead_id: str, limit: int) -> OutcomeList:
        """The outcomes of a lead, the oldest first. Raises ``NotFound``."""
        self._leads.get(lead_id)
        found = self._interactions.of(lead_id, limit)
        items = tuple(entry for entry in found if entry.kind is not InteractionKind.PLANNED)
        return OutcomeList(items=items)


class OutcomeRoutes:
    """Takes outcomes in and shows them."""

    def __init__(self, app: APIGatewayHttpResolver, desk: OutcomeDesk) -> None:
        self._app = app
        self._desk = desk

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.post(
            "/api/v1/leads/<lead_id>/outcomes",
            tags=["outcomes"],
            operation_id="record_outcome",
            description="Records what a person did. A reply, an opt-out or a conversion stops the "
            "lead's sequence. Report what was delivered as well as what was answered, each with its "
            "step: hours, channels and texts are chosen by how often one leads to the other.",
            responses=described(201, Interaction, "The outcome as it is kept", "Location"),
        )(self.record)
        self._app.get(
            "/api/v1/leads/<lead_id>/outcomes",
            tags=["outcomes"],
            operation_id="list_outcomes",
            responses=described(200, OutcomeList, "The outcomes, the oldest first"),
        )(self.listed)

    def record(self, lead_id: str, outcome: Annotated[NewOutcome, Body()]) -> "Response[str]":
        """Records one outcome."""
        call = call_of(self._app)
        interaction = self._desk.record(
            lead_id,
            outcome,
            outcome_id=call.resource_id,
            correlation_id=call.correlation_id,
        )
        return document(interaction, 201, {"Location": f"{lead_path(lead_id)}/outcomes"})

    def listed(
        self, lead_id: str, limit: Annotated[int, Query(ge=1, le=100)] = 100
    ) -> "Response[str]":
        """The first outcomes of a lead."""
        return document(self._desk.of(lead_id, limit))


def _faults(outcome: NewOutcome, lead: Lead, now: datetime) -> Iterator[Fault]:
    if outcome.kind is InteractionKind.PLANNED:
        yield Fault("/kind", "planned is ours to say; report what the person did", "not_an_outcome")
    if outcome.occurred_at and outcome.occurred_at > now + CLOCK_SKEW:
        yield Fault("/occurred_at", "must not be in the future", "future")
    plan = lead.report.plan if lead.report else None
    if outcome.step and plan and outcome.step not in {step.number for step in plan.steps}:
        yield Fault("/step", "the lead's sequence has no such step", "unknown_step")


def _interaction(lead: Lead, outcome: NewOutcome, outcome_id: str, now: datetime) -> Interaction:
    return Interaction(
        lead_id=lead.lead_id,
        interaction_id=outcome_id,
        kind=outcome.kind,
        occurred_at=outcome.occurred_at or now,
        recorded_at=now,
        channel=outcome.channel,
        step=outcome.step,
        value=outcome.value,
        campaign_id=lead.details.campaign_id,
    )


def _stopped(lead: Lead, interaction: Interaction) -> Lead | None:
    """The lead with its sequence ended, if this outcome ends it and nothing did before."""
    plan = lead.report.plan if lead.report else None
    ends = interaction.kind.value in (plan.stops_on if plan else STOPS)
    if lead.stopped or not ends:
        return None
    stop = SequenceStop(reason=interaction.kind.value, at=interaction.occurred_at)
    return lead.model_copy(
        update={"version": lead.version + 1, "updated_at": interaction.recorded_at, "stopped": stop}
    )
