"""Methods ``db.leads.*`` and ``db.interactions.*``."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.core.errors import InvalidInput, NotFound
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, PreviousCursor
from baton.http.own_ids import OwnId
from baton.leads.arrival import Arrival
from baton.leads.assessment import Category
from baton.leads.container import Leads
from baton.leads.incoming import IncomingLead
from baton.leads.interaction import Interaction, InteractionKind, NewOutcome
from baton.leads.lead import IgnoredField, Lead, LeadStatus
from baton.leads.lead_intake import LeadIntake
from baton.leads.outcomes import OutcomeService
from baton.persistence.page import fitting
from baton.privacy.auditor import When

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_OF_A_LEAD = 1_000
"""Interactions of one lead that are looked through."""

READ = ("db.leads", "leads.read")
"""The scopes of whoever may read a lead."""


class LeadId(Contract):
    """Which lead."""

    lead_id: Ulid


class ListLeads(Contract):
    """Which leads."""

    status: LeadStatus | None = None
    category: Category | None = None
    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = PreviousCursor


class LeadPage(Contract):
    """A page of leads, the newest first."""

    items: tuple[Lead, ...]
    next_cursor: str | None = None


class CreateLead(Contract):
    """A lead to take in."""

    lead: IncomingLead
    lead_id: OwnId = None


class LeadReceipt(Contract):
    """The lead is stored and will be processed; ``db.leads.get`` shows its report then."""

    lead_id: Ulid
    status: LeadStatus
    ignored: tuple[IgnoredField, ...] = ()


class ListInteractions(Contract):
    """Which interactions. ``kinds`` leaves the others out."""

    lead_id: Ulid
    kinds: tuple[InteractionKind, ...] = ()
    limit: int = Field(default=100, ge=1, le=MOST_OF_A_LEAD)


class InteractionList(Contract):
    """A lead's interactions, the oldest first."""

    items: tuple[Interaction, ...]


class InteractionId(Contract):
    """Which interaction of which lead."""

    lead_id: Ulid
    interaction_id: str = Field(min_length=1, max_length=200)


class RecordOutcome(Contract):
    """An outcome to record."""

    lead_id: Ulid
    outcome: NewOutcome
    interaction_id: OwnId = None


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
        yield from self._of_leads()
        yield from self._of_interactions()

    def _of_leads(self) -> Iterator[Method]:
        yield Method(
            name="db.leads.get",
            title="Read a lead",
            description="One lead with its report: score, category, reasons, plan and handoffs.",
            scopes=READ,
            params=LeadId,
            result=Lead,
            handler=self.lead,
            audit=CallAudit(what="lead.read", when=When.BESIDE, ids=("lead_id",)),
        )
        yield Method(
            name="db.leads.list",
            title="List leads",
            description="Leads, the newest first, by status and category, in pages.",
            scopes=READ,
            params=ListLeads,
            result=LeadPage,
            handler=self.leads,
            audit=CallAudit(what="lead.listed", when=When.AFTER, ids=("items.lead_id",)),
        )
        yield Method(
            name="db.leads.create",
            title="Take a lead in",
            description="Stores a lead, which the agents then process: triage, handoff, engagement "
            "plan. The same person within the duplicate window is refused with the lead that stands.",
            scopes=("db.leads", "leads.write"),
            params=CreateLead,
            result=LeadReceipt,
            handler=self.take,
            changes=True,
            idempotent=False,
            audit=CallAudit(what="lead.taken", when=When.AFTER, ids=("lead_id",)),
        )

    def _of_interactions(self) -> Iterator[Method]:
        yield Method(
            name="db.interactions.list",
            title="List a lead's interactions",
            description="What was planned for a lead and what came of it, the oldest first.",
            scopes=("db.interactions", "leads.read"),
            params=ListInteractions,
            result=InteractionList,
            handler=self.interactions,
            audit=CallAudit(what="lead.read", when=When.BESIDE, ids=("lead_id",)),
        )
        yield Method(
            name="db.interactions.get",
            title="Read an interaction",
            description="One interaction of a lead.",
            scopes=("db.interactions", "leads.read"),
            params=InteractionId,
            result=Interaction,
            handler=self.interaction,
            audit=CallAudit(what="lead.read", when=When.BESIDE, ids=("lead_id",)),
        )
        yield Method(
            name="db.interactions.create",
            title="Record an outcome",
            description="Records what a person did (delivered, opened, clicked, replied, converted, "
            "opted out). A reply, an opt-out or a conversion stops the lead's sequence.",
            scopes=("db.interactions", "outcomes.write"),
            params=RecordOutcome,
            result=Interaction,
            handler=self.record,
            changes=True,
            idempotent=False,
            audit=CallAudit(what="lead.changed", when=When.BESIDE, ids=("lead_id",)),
        )

    def lead(self, params: LeadId, _context: CallContext) -> Lead:
        """One lead. Raises ``NotFound``."""
        return self._platform.area(Leads).leads.get(params.lead_id)

    def leads(self, params: ListLeads, _context: CallContext) -> LeadPage:
        """A page of leads."""
        leads = self._platform.area(Leads).leads
        found = fitting(
            lambda most: leads.page(
                status=params.status, category=params.category, cursor=params.cursor, limit=most
            ),
            params.limit,
        )
        return LeadPage(items=found.items, next_cursor=found.cursor)

    def take(self, params: CreateLead, context: CallContext) -> LeadReceipt:
        """Takes a lead in. Raises ``InvalidInput``, ``Duplicate``, ``IdTaken`` or ``Erased``."""
        arrival = Arrival(
            details=params.lead.details,
            ignored=params.lead.ignored,
            lead_id=params.lead_id or self._platform.new_id(),
            correlation_id=context.correlation_id,
        )
        try:
            lead = self._intake.take(arrival, again=context.again)
        except InvalidInput as error:
            raise InvalidInput([one.within("/lead") for one in error.faults]) from error
        return LeadReceipt(lead_id=lead.lead_id, status=lead.status, ignored=lead.ignored)

    def interactions(self, params: ListInteractions, _context: CallContext) -> InteractionList:
        """A lead's interactions. Raises ``NotFound`` for an unknown lead."""
        self._platform.area(Leads).leads.get(params.lead_id)
        most = MOST_OF_A_LEAD if params.kinds else params.limit
        found = self._platform.area(Leads).interactions.of(params.lead_id, most)
        items = [one for one in found if not params.kinds or one.kind in params.kinds]
        return InteractionList(items=tuple(items[: params.limit]))

    def interaction(self, params: InteractionId, _context: CallContext) -> Interaction:
        """One interaction. Raises ``NotFound``."""
        found = self._platform.area(Leads).interactions.find(params.lead_id, params.interaction_id)
        if found is None:
            raise NotFound("interaction of this lead", params.interaction_id)
        return found

    def record(self, params: RecordOutcome, context: CallContext) -> Interaction:
        """Records an outcome. Raises ``NotFound``, ``InvalidInput``, ``IdTaken``, ``Conflict``."""
        try:
            return self._outcomes.record(
                params.lead_id,
                params.outcome,
                outcome_id=params.interaction_id or self._platform.new_id(),
                correlation_id=context.correlation_id,
            )
        except InvalidInput as error:
            raise InvalidInput([one.within("/outcome") for one in error.faults]) from error
