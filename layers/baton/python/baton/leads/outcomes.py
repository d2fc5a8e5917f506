"""Recording what happened after a lead was engaged, whoever reports it (requirements A6, A7)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, FieldError, IdTaken, InvalidInput
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.contact_status_repository import ContactStatusRepository, FactsByKey
from baton.leads.container import Leads
from baton.leads.events import OUTCOME_RECORDED, OutcomeRecorded
from baton.leads.interaction import Interaction, InteractionKind, NewOutcome
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead, SequenceStop
from baton.leads.lead_intake import CLOCK_SKEW
from baton.leads.lead_repository import LeadRepository
from baton.leads.memory_writer import MemoryWriter
from baton.leads.response_counter import ResponseCounter
from baton.leads.will import KINDS, address_keys, closed_for
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

STOPS = ("replied", "opted_out", "converted")
"""What ends a sequence of a lead that has no plan yet."""

MACHINES = (InteractionKind.OPENED, InteractionKind.CLICKED)
"""What image proxies and link scanners do in a reader's place."""


class OutcomeService:
    """Records outcomes and stops sequences."""

    def __init__(
        self,
        *,
        leads: LeadRepository,
        interactions: InteractionRepository,
        outbox: Outbox,
        transactions: Transactions,
        tally: ResponseCounter,
        lessons: MemoryWriter,
        contact_statuses: ContactStatusRepository,
        clock: Clock,
    ) -> None:
        self._leads = leads
        self._interactions = interactions
        self._outbox = outbox
        self._transactions = transactions
        self._tally = tally
        self._lessons = lessons
        self._contact_statuses = contact_statuses
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service with the platform's parts."""
        return cls(
            leads=platform.area(Leads).leads,
            interactions=platform.area(Leads).interactions,
            outbox=platform.outbox,
            transactions=platform.transactions,
            tally=ResponseCounter(platform.area(Leads).responses),
            lessons=MemoryWriter(platform.short_term, platform.long_term),
            contact_statuses=platform.contact_statuses,
            clock=platform.clock,
        )

    def _end_sequence(self, lead: Lead, interaction: Interaction, within: Transaction) -> None:
        """Stops the lead's sequence if the outcome does; else the lead must not be erased meanwhile."""
        if stopped := _stopped(lead, interaction):
            self._leads.replace(stopped, within)
        else:
            self._leads.hold(lead.lead_id, within)

    def record(
        self,
        lead_id: str,
        outcome: NewOutcome,
        *,
        outcome_id: str,
        correlation_id: str,
        closes: Suppression | None = None,
        data: Mapping[str, Any] | None = None,
        also: Callable[[Transaction], None] | None = None,
    ) -> Interaction:
        """Stores an outcome under its lead and counts it for what comes next; a reply, an opt-out or
        a conversion ends the sequence, and an opt-out or a bounce closes a way to the person in the
        same transaction, which any send that is not reserved yet then meets. ``closes`` is that way
        if more is known of it than the outcome tells, ``data`` is kept with the outcome, and ``also``
        may write more in the same transaction.

        The same outcome with the same ``outcome_id`` again changes nothing. Raises ``NotFound``,
        ``InvalidInput``, ``IdTaken``, or ``Conflict`` if others keep changing the lead.
        """

        def attempt() -> Interaction:
            lead = self._leads.get(lead_id)
            now = self._clock()
            if faults := list(_faults(outcome, lead, now)):
                raise InvalidInput(faults)
            interaction = _interaction(lead, outcome, outcome_id, now)
            interaction = interaction.model_copy(update={"data": dict(data or {})})
            with self._transactions.begin() as within:
                self._interactions.add(interaction, within)
                if not interaction.machine:
                    self._tally.count(lead, interaction, outcome.occurred_at, within)
                    self._lessons.keep(lead, interaction, outcome.occurred_at, within)
                facts = closed_for(lead_id, lead.details, closes) if closes else None
                self._contact_statuses.record(facts or facts_from(interaction, lead), within)
                self._end_sequence(lead, interaction, within)
                self._outbox.add(self._announced(lead, interaction, correlation_id), within)
                if also:
                    also(within)
            return interaction

        try:
            return retry_on_conflict(attempt)
        except AlreadyExists:
            kept = self._interactions.find(lead_id, outcome_id)
            if kept is None or not _says(kept, outcome):
                raise IdTaken("something else", outcome_id) from None
            return kept

    def _announced(self, lead: Lead, interaction: Interaction, correlation_id: str) -> OutboxEntry:
        event = OutcomeRecorded(
            lead_id=lead.lead_id,
            kind=interaction.kind,
            campaign_id=lead.details.campaign_id,
            interaction_id=interaction.interaction_id,
            occurred_at=interaction.occurred_at,
            channel=interaction.channel,
            machine=interaction.machine,
            value=interaction.value,
        )
        return announcement(
            OUTCOME_RECORDED,
            event,
            sender="api",
            message_id=interaction.interaction_id,
            subject_id=lead.lead_id,
            correlation_id=correlation_id,
            now=interaction.recorded_at,
        )


def _faults(outcome: NewOutcome, lead: Lead, now: datetime) -> Iterator[FieldError]:
    if outcome.kind is InteractionKind.PLANNED:
        yield FieldError(
            "/kind", "planned is ours to say; report what the person did", "not_an_outcome"
        )
    if outcome.occurred_at and outcome.occurred_at > now + CLOCK_SKEW:
        yield FieldError("/occurred_at", "must not be in the future", "future")
    if outcome.machine and outcome.kind not in MACHINES:
        yield FieldError("/machine", "only opens and clicks are a machine's", "not_by_machine")
    plan = lead.report.plan if lead.report else None
    if outcome.step and plan and outcome.step not in {step.number for step in plan.steps}:
        yield FieldError("/step", "the lead's sequence has no such step", "unknown_step")


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
        machine=outcome.machine,
        campaign_id=lead.details.campaign_id,
    )


def _says(kept: Interaction, outcome: NewOutcome) -> bool:
    """Whether a kept interaction says what is reported; when it happened only if the caller says so."""
    told = set(NewOutcome.model_fields) - (set() if outcome.occurred_at else {"occurred_at"})
    return kept.model_dump(include=told) == outcome.model_dump(include=told)


def facts_from(interaction: Interaction, lead: Lead) -> FactsByKey:
    """What an outcome says of its person's addresses. Whoever opts out of one lead's messages does so
    as a person; a bounce closes the address that it came from, if the channel is known.
    """
    at, source = interaction.occurred_at, f"lead:{lead.lead_id}"
    if interaction.kind is InteractionKind.OPTED_OUT:
        opted_out = Suppression(why=SuppressionReason.OPTED_OUT, at=at, source=source)
        return closed_for(lead.lead_id, lead.details, opted_out)
    if interaction.kind is InteractionKind.BOUNCED and interaction.channel:
        kind = KINDS[interaction.channel]
        bounced = Suppression(kind=kind, why=SuppressionReason.BOUNCED, at=at, source=source)
        return dict.fromkeys(address_keys(kind, lead.details), (bounced,))
    return {}


def _stopped(lead: Lead, interaction: Interaction) -> Lead | None:
    """The lead with its sequence ended, if this outcome ends it and nothing did before."""
    plan = lead.report.plan if lead.report else None
    ends = interaction.kind.value in (plan.stops_on if plan else STOPS)
    if lead.stopped or not ends:
        return None
    stop = SequenceStop(reason=interaction.kind.value, at=interaction.occurred_at)
    return lead.next_version(interaction.recorded_at, stopped=stop)
