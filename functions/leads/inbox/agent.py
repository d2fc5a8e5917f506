"""The inbox agent."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, NotFound
from baton.core.message import AgentName
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import EffectKind
from baton.effects.repository import EffectRepository
from baton.effects.unsubscribe import link_keys
from baton.escalation.case import Escalation
from baton.escalation.service import CaseService
from baton.leads.container import Leads
from baton.leads.engagement import Channel
from baton.leads.interaction import InteractionKind, NewOutcome
from baton.leads.lead import Lead
from baton.leads.lead_intake import LeadIntake
from baton.leads.lead_repository import LeadRepository
from baton.leads.outcomes import OutcomeService
from baton.leads.replies import NewReply, ReplyChannel
from baton.leads.will import closed_for
from baton.messaging.outbox import Outbox
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord, record_at
from functions.leads.inbox.arrivals import Arrivals, Arrived
from functions.leads.inbox.away import away_until
from functions.leads.inbox.case import case_of
from functions.leads.inbox.meaning import Read, is_away, meaning_of
from functions.leads.inbox.models import InboxResult, InboxTask, Meaning
from functions.leads.inbox.new_leads import NewLeads
from functions.leads.inbox.postponing import postponed, waiting_step
from functions.leads.inbox.questions import is_for_support, question_entry, somebody_answers
from functions.leads.inbox.threading import Thread, Threads, sender_key

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_CHANNELS = {ReplyChannel.EMAIL: Channel.EMAIL, ReplyChannel.SMS: Channel.SMS}
_OUTCOMES = {
    Meaning.STOP: InteractionKind.OPTED_OUT,
    Meaning.BOUNCED: InteractionKind.BOUNCED,
    Meaning.LATER: InteractionKind.REPLIED,
    Meaning.PERSON: InteractionKind.REPLIED,
    Meaning.COMPLAINT: InteractionKind.REPLIED,
}
_KEPT_TEXT = 5_000


class Inbox(Agent[InboxTask, InboxResult]):
    """Takes what people answer: threads it to the step it answers, obeys who wants to be left alone,
    waits for who is away, has support answer who asks, and puts everything else to a person.
    """

    name: ClassVar[AgentName] = "inbox"

    def __init__(
        self,
        *,
        arrivals: Arrivals,
        threads: Threads,
        new_leads: NewLeads,
        outcomes: OutcomeService,
        cases: CaseService,
        leads: LeadRepository,
        effects: EffectRepository,
        contact_statuses: ContactStatusRepository,
        outbox: Outbox,
        has_support: bool,
        transactions: Transactions,
        clock: Clock,
        escalation_days: int,
    ) -> None:
        self._arrivals = arrivals
        self._threads = threads
        self._new_leads = new_leads
        self._outcomes = outcomes
        self._cases = cases
        self._leads = leads
        self._effects = effects
        self._contact_statuses = contact_statuses
        self._outbox = outbox
        self._has_support = has_support
        self._transactions = transactions
        self._clock = clock
        self._escalation_days = escalation_days

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Leads)

        def keys() -> Sequence[bytes]:
            secret = platform.secrets.named(platform.settings.require("link_secret"))
            return link_keys(secret.texts())

        return cls(
            arrivals=Arrivals(platform.files, keys),
            threads=Threads(
                leads=area.leads, effects=platform.effects, subjects=platform.subjects, keys=keys
            ),
            new_leads=NewLeads(LeadIntake.of(platform)),
            outcomes=OutcomeService.of(platform),
            cases=CaseService(platform.escalations, platform.outbox),
            leads=area.leads,
            effects=platform.effects,
            contact_statuses=platform.contact_statuses,
            outbox=platform.outbox,
            has_support=somebody_answers(),
            transactions=platform.transactions,
            clock=platform.clock,
            escalation_days=platform.settings.escalation_days,
        )

    def perform(self, task: InboxTask) -> InboxResult:
        """What follows from one answer; the same one again changes nothing more. Raises
        ``Unavailable`` or ``Conflict``, after which it can be taken again.
        """
        arrived = self._arrivals.of(task)
        if arrived is None:
            return InboxResult(meaning=Meaning.NOTHING)
        reply = arrived.reply
        thread = self._threads.of(reply)
        read = _read(arrived, thread)
        if self._has_support and is_for_support(arrived, thread, read.meaning):
            result = self._to_support(thread, arrived)
        elif thread.lead is None:
            result = self._from_a_stranger(arrived, read)
        else:
            result = self._from(thread.lead, thread, arrived, read)
        self._arrivals.done(task)
        return result

    def decided(self, task: InboxTask, result: InboxResult) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        del task
        if result.lead_id is None or result.reply_id is None:
            return ()
        step = f" to step {result.step}" if result.step else ""
        return (
            DecisionRecord(
                about="lead",
                subject_id=result.lead_id,
                what=f"A reply{step} means: {result.meaning}",
                inputs=(record_at("lead", result.lead_id, 1),),
                made_by="meaning.yaml",
                once=f"reply/{result.reply_id}",
            ),
        )

    def _from(self, lead: Lead, thread: Thread, arrived: Arrived, read: Read) -> InboxResult:
        """An answer of a lead's person."""
        meaning, case = read.meaning, None
        if meaning is Meaning.STOP:
            self._contact_statuses.record({sender_key(arrived.reply): (self._closed(arrived),)})
        if read.no_calls:
            no_calls = self._closed(arrived, EffectKind.CALL_TASK)
            self._contact_statuses.record(closed_for(lead.lead_id, lead.details, no_calls))
        if meaning is Meaning.AWAY:
            self._wait(lead, away_until(f"{arrived.reply.subject}\n{arrived.words}", self._clock()))
        if meaning in (Meaning.PERSON, Meaning.COMPLAINT):
            case = self._case(lead, thread, arrived, meaning)
        if kind := _OUTCOMES.get(meaning):
            self._record(lead, thread, arrived, kind, self._opened(case) if case else None)
        return InboxResult(
            meaning=meaning,
            reply_id=arrived.reply_id,
            lead_id=lead.lead_id,
            step=thread.step,
            escalation_id=case.escalation_id if case else None,
        )

    def _to_support(self, thread: Thread, arrived: Arrived) -> InboxResult:
        """A question that support answers; of a lead it is an answer to us as well."""
        entry = question_entry(arrived, thread, self._clock())
        if thread.lead is not None and thread.reference is None:
            replied = InteractionKind.REPLIED
            self._record(
                thread.lead, thread, arrived, replied, lambda w: self._outbox.add(entry, w)
            )
        else:
            with self._transactions.begin() as within:
                self._outbox.add(entry, within)
        lead_id = thread.lead.lead_id if thread.lead else None
        return InboxResult(meaning=Meaning.SUPPORT, reply_id=arrived.reply_id, lead_id=lead_id)

    def _closed(self, arrived: Arrived, kind: str | None = None) -> Suppression:
        """What a reply closes, by every channel or by one."""
        source = f"reply:{arrived.reply_id}"
        return Suppression(
            kind=kind, why=SuppressionReason.OPTED_OUT, at=self._clock(), source=source
        )

    def _from_a_stranger(self, arrived: Arrived, read: Read) -> InboxResult:
        """Who was never written to: their stop counts, and what they ask makes them a lead."""
        if read.meaning is Meaning.STOP:
            self._contact_statuses.record({sender_key(arrived.reply): (self._closed(arrived),)})
        if read.meaning not in (Meaning.PERSON, Meaning.COMPLAINT):
            return InboxResult(meaning=read.meaning)
        lead_id = self._new_leads.take(arrived)
        return InboxResult(
            meaning=read.meaning,
            reply_id=arrived.reply_id,
            lead_id=lead_id,
            new_lead=lead_id is not None,
        )

    def _case(self, lead: Lead, thread: Thread, arrived: Arrived, meaning: Meaning) -> Escalation:
        return case_of(
            lead,
            meaning,
            arrived.reply.channel,
            step=thread.step,
            escalation_id=arrived.reply_id,
            now=self._clock(),
            days=self._escalation_days,
        )

    def _opened(self, case: Escalation) -> Callable[[Transaction], None]:
        return lambda within: self._cases.open(case, within)

    def _record(
        self,
        lead: Lead,
        thread: Thread,
        arrived: Arrived,
        kind: InteractionKind,
        also: Callable[[Transaction], None] | None,
    ) -> None:
        """The outcome and what goes with it in one transaction, once."""
        reply, now = arrived.reply, self._clock()
        outcome = NewOutcome(
            kind=kind,
            channel=_CHANNELS[reply.channel],
            step=thread.step,
            occurred_at=min(reply.received_at or now, now),
        )
        said = {"subject": reply.subject, "text": arrived.words[:_KEPT_TEXT]}
        try:
            self._outcomes.record(
                lead.lead_id,
                outcome,
                outcome_id=arrived.reply_id,
                correlation_id=lead.correlation_id,
                data={name: text for name, text in said.items() if text},
                also=also,
            )
        except AlreadyExists:
            return

    def _wait(self, lead: Lead, until: datetime) -> None:
        """Has the next step wait until the person is back; the steps after it wait as long."""

        def attempt() -> None:
            now = self._clock()
            effect = waiting_step(self._effects.of_subject(lead.lead_id), now)
            try:
                kept = self._leads.get(lead.lead_id)
            except NotFound:
                return
            later = postponed(kept, effect, until, now) if effect else None
            if later is None:
                return
            with self._transactions.begin() as within:
                self._leads.replace(later[0], within)
                self._effects.put(later[1], within)

        retry_on_conflict(attempt)


def _read(arrived: Arrived, thread: Thread) -> Read:
    """What an answer means."""
    reply: NewReply = arrived.reply
    if arrived.undeliverable:
        return Read(Meaning.BOUNCED if thread.proven else Meaning.NOTHING)
    if is_away(reply.subject, arrived.words if reply.automatic else ""):
        return Read(Meaning.AWAY)
    if reply.automatic:
        return Read(Meaning.NOTHING)
    words = arrived.words or reply.subject
    return meaning_of(words, thread.template) if words else Read(Meaning.NOTHING)
