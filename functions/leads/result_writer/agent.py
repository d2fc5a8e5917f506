"""The assembly step."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock, NewId
from baton.core.errors import StaleVersion
from baton.core.message import AgentName
from baton.effects.repository import EffectRepository
from baton.escalation.service import CaseService
from baton.leads.container import Leads
from baton.leads.conversation import decision_turn
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead, LeadStatus
from baton.leads.lead_repository import LeadRepository
from baton.leads.send_rules import SendRules
from baton.leads.steps import next_effect, sequence_of, with_ways_that_are_off
from baton.memory.short_term import ShortTermMemory
from baton.messaging.entries import run_id
from baton.messaging.handoff_repository import HandoffRepository
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transaction, Transactions
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.leads.result_writer.conclusion import Conclusion, belongs, conclude
from functions.leads.result_writer.decision_trace import trace_entry
from functions.leads.result_writer.models import ResultWriterResult, ResultWriterTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class ResultWriter(Agent[ResultWriterTask, ResultWriterResult]):
    """Keeps the result of a lead's pipeline, and everything that follows from it, at once.

    However often and from however many workers a result arrives, it takes effect once: the lead's
    version is the lock, and a result for a version that is past is dropped. Then the lead is given
    back as it is kept; if that is still ``received``, its outbox entry is there too or comes with the
    end of its lease, and runs it again from what is true now.
    """

    name: ClassVar[AgentName] = "result_writer"

    def __init__(
        self,
        *,
        leads: LeadRepository,
        interactions: InteractionRepository,
        short_term: ShortTermMemory,
        cases: CaseService,
        handoffs: HandoffRepository,
        outbox: Outbox,
        effects: EffectRepository,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
        escalation_days: int,
        rules: SendRules,
        why_off: Callable[[str], str | None],
    ) -> None:
        self._leads = leads
        self._interactions = interactions
        self._short_term = short_term
        self._cases = cases
        self._handoffs = handoffs
        self._outbox = outbox
        self._effects = effects
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id
        self._escalation_days = escalation_days
        self._rules = rules
        self._why_off = why_off

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The step with its real parts."""
        return cls(
            leads=platform.area(Leads).leads,
            interactions=platform.area(Leads).interactions,
            short_term=platform.short_term,
            cases=CaseService(platform.escalations, platform.outbox),
            handoffs=platform.handoffs,
            outbox=platform.outbox,
            effects=platform.effects,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
            escalation_days=platform.settings.escalation_days,
            rules=SendRules.model_validate(platform.area(Leads).settings.send_rules),
            why_off=platform.why_off,
        )

    def perform(self, task: ResultWriterTask) -> ResultWriterResult:
        """Keeps the result. Raises ``NotFound`` if the lead is gone."""
        stored = self._leads.get(task.lead.lead_id)
        if not belongs(task, stored):
            return ResultWriterResult(lead=stored)
        planned = task.plan and with_ways_that_are_off(task.plan, self._why_off)
        task = task.model_copy(update={"plan": planned})
        conclusion = conclude(
            task, stored, now=self._clock(), new_id=self._new_id, days=self._escalation_days
        )
        try:
            self._keep(conclusion, stored)
        except StaleVersion:
            return ResultWriterResult(lead=self._leads.get(stored.lead_id))
        return ResultWriterResult(lead=conclusion.lead)

    def decided(
        self, task: ResultWriterTask, result: ResultWriterResult
    ) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        return (trace_entry(task, result),)

    def _keep(self, conclusion: Conclusion, stored: Lead) -> None:
        """One transaction: the lead is done and its outbox entry gone, or neither. A lead that is held
        has none; one that comes meanwhile is dropped by the outbox.
        """
        with self._transactions.begin() as unit:
            self._leads.replace(conclusion.lead, unit)
            self._short_term.append(decision_turn(conclusion.lead, self._new_id()), unit)
            self._handoffs.add_together(conclusion.handoffs, unit)
            if conclusion.planned:
                self._interactions.add(conclusion.planned, unit)
                self._plan_first_step(conclusion.lead, stored, unit)
            if conclusion.case:
                self._cases.open(conclusion.case, unit)
            self._outbox.add(conclusion.announcement, unit)
            if stored.status is LeadStatus.RECEIVED and not stored.held:
                self._outbox.settle_within(run_id(stored.lead_id), unit)

    def _plan_first_step(self, lead: Lead, stored: Lead, unit: Transaction) -> None:
        """The plan's first effect that can be sent, if the plan is a new one; outreach plans each
        following one. A way that is off costs nothing: its steps say so, and have no effects.
        """
        first = next_effect(lead, 0, self._rules)
        if first and sequence_of(lead) != sequence_of(stored):
            self._effects.put(first, unit)
