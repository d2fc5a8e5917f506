"""The agent that takes in whom campaigns found."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import EffectKind, Purpose
from baton.effects.policy import suppressions_of
from baton.effects.repository import EffectRepository
from baton.leads.arrival import IntakeStatus
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of
from baton.leads.found_notice import was_told
from baton.leads.incoming import IncomingLead
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead
from baton.leads.lead_intake import LeadIntake
from baton.leads.lead_repository import LeadRepository
from baton.leads.notice_deadlines import NoticeDeadlines
from baton.leads.person_keys import contact_keys_of
from baton.memory.short_term import ShortTermMemory
from baton.messaging.entries import run_id
from baton.messaging.handoff_repository import HandoffRepository
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.runtime import Agent
from functions.leads.found_leads.models import Found, FoundResult, FoundTask, ProspectOutcome
from functions.leads.found_leads.taking_in import finding_of, incoming_of, lead_id_of, looked_at

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

LOOKS_BACK = 10
"""Days before today that a look goes through as well, should the ones before have failed."""

TOLD_OTHERWISE = frozenset({"replied", "converted"})
"""How a sequence ended of whoever knows of us: they have what the notice says, or are customers."""


class FoundLeads(Agent[FoundTask, FoundResult]):
    """Makes a lead of somebody who was found, once; and looks each hour at those whose notice is due:
    whoever was not told by then is forgotten.
    """

    name: ClassVar[AgentName] = "found_leads"

    def __init__(
        self,
        *,
        intake: LeadIntake,
        leads: LeadRepository,
        interactions: InteractionRepository,
        deadlines: NoticeDeadlines,
        effects: EffectRepository,
        contact_statuses: ContactStatusRepository,
        short_term: ShortTermMemory,
        handoffs: HandoffRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._intake = intake
        self._leads = leads
        self._interactions = interactions
        self._deadlines = deadlines
        self._effects = effects
        self._contact_statuses = contact_statuses
        self._short_term = short_term
        self._handoffs = handoffs
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Leads)
        return cls(
            intake=LeadIntake.of(platform),
            leads=area.leads,
            interactions=area.interactions,
            deadlines=area.notice_deadlines,
            effects=platform.effects,
            contact_statuses=platform.contact_statuses,
            short_term=platform.short_term,
            handoffs=platform.handoffs,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
        )

    def perform(self, task: FoundTask) -> FoundResult:
        """One who was found, or a look. Raises ``Unavailable``: trying again is safe."""
        return self._taken(task) if task.given else self._look()

    def idle(self, result: FoundResult) -> bool:
        """See ``Agent``."""
        return result == FoundResult()

    def _taken(self, task: FoundTask) -> FoundResult:
        now = self._clock()
        try:
            found = Found.model_validate(task.given)
            incoming = IncomingLead.model_validate(incoming_of(found))
        except ValidationError as error:
            return self._refused(f"{error.error_count()} faults in what came")
        if faults := list(self._intake.faults(incoming.details, now)):
            return self._refused(faults[0].code)
        lead = Lead(
            lead_id=lead_id_of(found),
            received_at=now,
            updated_at=now,
            correlation_id=f"found-{found.run_id}",
            details=incoming.details,
            ignored=incoming.ignored,
            found=finding_of(found),
        )
        if self._is_closed(lead):
            return FoundResult(becomes=ProspectOutcome.CLOSED)
        day = looked_at(found.notice_by)
        received = self._intake.receive(
            lead,
            told_at=found.found_at,
            also=lambda within: self._deadlines.add(lead.lead_id, day, within),
        )
        if received.status is IntakeStatus.ERASED:
            return FoundResult(becomes=ProspectOutcome.CLOSED)
        new = received.status is IntakeStatus.NEW
        return FoundResult(
            becomes=ProspectOutcome.LEAD if new else ProspectOutcome.KNOWN, lead_id=received.lead_id
        )

    def _is_closed(self, lead: Lead) -> bool:
        statuses, _ = self._contact_statuses.read(contact_keys_of(lead.lead_id, lead.details))
        return bool(suppressions_of(statuses, EffectKind.EMAIL, Purpose.MARKETING))

    def _refused(self, why: str) -> FoundResult:
        logger(self.name).warning("who was found makes no lead", extra={"reason": why})
        return FoundResult(becomes=ProspectOutcome.REFUSED)

    def _look(self) -> FoundResult:
        today = self._clock().date()
        told = forgotten = 0
        for days in range(LOOKS_BACK, -1, -1):
            day = today - timedelta(days=days)
            for lead_id in self._deadlines.due(day):
                if self._was_told(lead_id):
                    told += 1
                else:
                    forgotten += self._forget(lead_id)
                self._deadlines.settle(lead_id, day)
        return FoundResult(told=told, forgotten=forgotten)

    def _was_told(self, lead_id: str) -> bool:
        """Whether the person knows of us; one who is gone already has nothing to be told of."""
        try:
            lead = self._leads.get(lead_id)
        except NotFound:
            return False
        if lead.stopped is not None and lead.stopped.reason in TOLD_OTHERWISE:
            return True
        return was_told(self._effects.of_subject(lead_id))

    def _forget(self, lead_id: str) -> int:
        """Deletes what is held of a lead. Doing it again is safe: the lead itself goes last."""
        self._interactions.forget(lead_id)
        self._handoffs.forget(lead_id)
        self._short_term.forget(conversation_of(lead_id))
        try:
            self._leads.get(lead_id)
        except NotFound:
            return 0
        with self._transactions.begin() as within:
            self._leads.forget(lead_id, within)
            self._outbox.settle_within(run_id(lead_id), within)
        return 1
