"""Methods ``db.leads.*`` and ``db.interactions.*``."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.core.errors import AlreadyExists, Erased, FieldError, InvalidInput, NotFound
from baton.leads.assessment import Category
from baton.leads.container import Leads
from baton.leads.interaction import Interaction, InteractionKind, NewOutcome
from baton.leads.lead import Lead, LeadStatus, NewLead
from baton.leads.lead_intake import IntakeStatus, LeadIntake
from baton.leads.outcomes import OutcomeService
from functions.platform.rpc.methods import CallContext, Method

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_OF_A_LEAD = 1_000
"""Interactions of one lead that are looked through."""

Cursor = Field(default=None, description="next_cursor of the page before, with the same filters")


class LeadId(Contract):
    """Which lead."""

    lead_id: Ulid


class LeadsWanted(Contract):
    """Which leads."""

    status: LeadStatus | None = None
    category: Category | None = None
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = Cursor


class LeadsFound(Contract):
    """A page of leads, the newest first."""

    items: tuple[Lead, ...]
    next_cursor: str | None = None


class LeadGiven(Contract):
    """A lead to take in. With a ``lead_id`` of the caller's own, trying again is safe."""

    lead: NewLead
    lead_id: Ulid | None = None


class LeadTaken(Contract):
    """The lead is stored and will be processed; ``db.leads.get`` shows its report then."""

    lead_id: Ulid
    status: LeadStatus


class InteractionsWanted(Contract):
    """Which interactions. ``kinds`` leaves the others out."""

    lead_id: Ulid
    kinds: tuple[InteractionKind, ...] = ()
    limit: int = Field(default=100, ge=1, le=MOST_OF_A_LEAD)


class InteractionsFound(Contract):
    """A lead's interactions, the oldest first."""

    items: tuple[Interaction, ...]


class InteractionId(Contract):
    """Which interaction of which lead."""

    lead_id: Ulid
    interaction_id: str = Field(min_length=1, max_length=200)


class OutcomeGiven(Contract):
    """An outcome to record. With an ``interaction_id`` of the caller's own, trying again is safe."""

    lead_id: Ulid
    outcome: NewOutcome
    interaction_id: Ulid | None = None


class LeadMethods:
    """Leads, and what happened with them."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    @cached_property
    def _intake(self) -> LeadIntake:
        return LeadIntake.of(self._platform)

    @cached_property
    def _outcomes(self) -> OutcomeService:
        return OutcomeService.of(self._platform)

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="db.leads.get",
            title="Read a lead",
            does="One lead with its report: score, category, reasons, plan and handoffs.",
            scopes=("db.leads", "leads.read"),
            params=LeadId,
            result=Lead,
            work=self.lead,
        )
        yield Method(
            name="db.leads.list",
            title="List leads",
            does="Leads, the newest first, by status and category, in pages.",
            scopes=("db.leads", "leads.read"),
            params=LeadsWanted,
            result=LeadsFound,
            work=self.leads,
        )
        yield Method(
            name="db.leads.create",
            title="Take a lead in",
            does="Stores a lead, which the agents then process: triage, handoff, engagement plan. "
            "The same person within the duplicate window is refused with the lead that stands.",
            scopes=("db.leads", "leads.write"),
            params=LeadGiven,
            result=LeadTaken,
            work=self.take,
            changes=True,
            repeatable=False,
        )
        yield Method(
            name="db.interactions.list",
            title="List a lead's interactions",
            does="What was planned for a lead and what came of it, the oldest first.",
            scopes=("db.interactions", "leads.read"),
            params=InteractionsWanted,
            result=InteractionsFound,
            work=self.interactions,
        )
        yield Method(
            name="db.interactions.get",
            title="Read an interaction",
            does="One interaction of a lead.",
            scopes=("db.interactions", "leads.read"),
            params=InteractionId,
            result=Interaction,
            work=self.interaction,
        )
        yield Method(
            name="db.interactions.create",
            title="Record an outcome",
            does="Records what a person did (delivered, opened, clicked, replied, converted, opted "
            "out). A reply, an opt-out or a conversion stops the lead's sequence.",
            scopes=("db.interactions", "outcomes.write"),
            params=OutcomeGiven,
            result=Interaction,
            work=self.record,
            changes=True,
            repeatable=False,
        )

    def lead(self, wanted: LeadId, _asked: CallContext) -> Lead:
        """One lead. Raises ``NotFound``."""
        return self._platform.area(Leads).leads.get(wanted.lead_id)

    def leads(self, wanted: LeadsWanted, _asked: CallContext) -> LeadsFound:
        """A page of leads."""
        found = self._platform.area(Leads).leads.page(
            status=wanted.status,
            category=wanted.category,
            cursor=wanted.cursor,
            limit=wanted.limit,
        )
        return LeadsFound(items=found.items, next_cursor=found.cursor)

    def take(self, given: LeadGiven, asked: CallContext) -> LeadTaken:
        """Takes a lead in. Raises ``InvalidInput``, ``AlreadyExists`` for a duplicate, ``Erased``."""
        now = self._platform.clock()
        if faults := list(self._intake.faults(given.lead, now, set())):
            raise InvalidInput([_inside("/lead", fault) for fault in faults])
        lead = Lead(
            lead_id=given.lead_id or self._platform.new_id(),
            received_at=now,
            updated_at=now,
            correlation_id=asked.correlation_id,
            details=given.lead,
        )
        received = self._intake.receive(lead)
        if received.standing is IntakeStatus.DUPLICATE:
            raise AlreadyExists(
                f"This e-mail address or external id is already in, as the lead {received.lead_id}."
            )
        if received.standing is IntakeStatus.ERASED:
            raise Erased("This lead, or its person since they asked this, was erased.")
        if received.standing is IntakeStatus.REPEATED:
            return LeadTaken(
                lead_id=lead.lead_id,
                status=self._platform.area(Leads).leads.get(lead.lead_id).status,
            )
        return LeadTaken(lead_id=lead.lead_id, status=lead.status)

    def interactions(self, wanted: InteractionsWanted, _asked: CallContext) -> InteractionsFound:
        """A lead's interactions. Raises ``NotFound`` for an unknown lead."""
        self._platform.area(Leads).leads.get(wanted.lead_id)
        most = MOST_OF_A_LEAD if wanted.kinds else wanted.limit
        found = self._platform.area(Leads).interactions.of(wanted.lead_id, most)
        items = [one for one in found if not wanted.kinds or one.kind in wanted.kinds]
        return InteractionsFound(items=tuple(items[: wanted.limit]))

    def interaction(self, wanted: InteractionId, _asked: CallContext) -> Interaction:
        """One interaction. Raises ``NotFound``."""
        found = self._platform.area(Leads).interactions.of(wanted.lead_id, MOST_OF_A_LEAD)
        for one in found:
            if one.interaction_id == wanted.interaction_id:
                return one
        raise NotFound("interaction of this lead", wanted.interaction_id)

    def record(self, given: OutcomeGiven, asked: CallContext) -> Interaction:
        """Records an outcome. Raises ``NotFound``, ``InvalidInput``, ``Conflict``."""
        try:
            return self._outcomes.record(
                given.lead_id,
                given.outcome,
                outcome_id=given.interaction_id or self._platform.new_id(),
                correlation_id=asked.correlation_id,
            )
        except InvalidInput as error:
            raise InvalidInput([_inside("/outcome", one) for one in error.faults]) from error


def _inside(place: str, fault: FieldError) -> FieldError:
    return FieldError(place + fault.pointer, fault.detail, fault.code)
