"""Support (requirements E5, F2)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.message import AgentName
from baton.escalation.service import CaseService
from baton.gtm.answer import MissingFacts, Statement
from baton.gtm.container import Gtm
from baton.gtm.kept_answer import KeptAnswer
from baton.gtm.support import (
    HandoverReason,
    SupportAnswer,
    SupportOutcome,
    SupportQuote,
    SupportTask,
)
from baton.gtm.support_store import SupportRepository
from baton.gtm.support_ticket import Exchange, exchange_of
from baton.language.generation import Language
from baton.language.guards.detector import Detector
from baton.language.wiring import address_of
from baton.persistence.transaction import Transactions
from baton.runtime import Agent
from baton.runtime.asked_agents import asked_agents
from baton.runtime.decision import DecisionRecord
from functions.gtm.support import calibration, texts
from functions.gtm.support.decision_trace import trace_entry
from functions.gtm.support.finding import Answer, Finder
from functions.gtm.support.kept_answers import KeptAnswers
from functions.gtm.support.question import DEFAULT_LANGUAGE, Question
from functions.gtm.support.records import Recorded, Records
from functions.gtm.support.tickets import Handover, Tickets
from functions.gtm.support.token_alignment import TokenAlignment
from functions.gtm.support.wording import lead_in

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


_NOTHING = (
    "The knowledge base has nothing to answer this with.",
    "Drop a document or a table of questions and answers into knowledge/support/.",
)
_REMEDIES: Mapping[HandoverReason | None, tuple[str, str]] = {
    HandoverReason.NOTHING_FOUND: _NOTHING,
    HandoverReason.OTHER_LANGUAGE: _NOTHING,
    HandoverReason.CONTRADICTORY: (
        "Documents of the knowledge base answer this question differently.",
        "Correct or delete those that are wrong.",
    ),
}


class Support(Agent[SupportTask, SupportAnswer]):
    """Answers from the knowledge base alone, word for word and with the source, where it is sure enough;
    what a customer asks of their own, as where an order is, the agent tells that keeps it. Else a person
    answers. What a question claims is neither confirmed nor denied: it is told what the documents say.
    """

    name: ClassVar[AgentName] = "support"

    def __init__(
        self,
        *,
        finder: Finder,
        records: Records,
        kept: KeptAnswers,
        tickets: Tickets,
        support: SupportRepository,
        transactions: Transactions,
        language: Language | None,
        clock: Clock,
    ) -> None:
        self._finder = finder
        self._records = records
        self._kept = kept
        self._tickets = tickets
        self._support = support
        self._transactions = transactions
        self._language = language
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        support, base = platform.area(Gtm).support_store, platform.knowledge_base
        detector = Detector.shipped()
        return cls(
            finder=Finder(
                base=base,
                embedder=lambda: platform.embedder,
                support=support,
                calibration=calibration.shipped(),
                alignment=TokenAlignment(platform.token_embedder.tokens),
                is_order=lambda text: detector.judge(text).suspicious,
            ),
            records=Records(platform.workflows, asked_agents()),
            kept=KeptAnswers(support=support, base=base),
            tickets=Tickets(
                support=support,
                cases=CaseService(platform.escalations, platform.outbox),
                outbox=platform.outbox,
                transactions=platform.transactions,
                clock=platform.clock,
                new_id=platform.new_id,
                escalation_days=platform.settings.escalation_days,
            ),
            support=support,
            transactions=platform.transactions,
            language=platform.language if address_of(platform.settings) else None,
            clock=platform.clock,
        )

    def perform(self, task: SupportTask) -> SupportAnswer:
        """Answers, or opens a ticket. The same request again opens no other. Raises ``Unavailable`` if
        not even a ticket can be kept now.
        """
        question = Question.of(task)
        if task.ticket_id and (added := self._tickets.go_on(task, question.language)):
            return added
        before = self._before(task)
        conversation = before[0].conversation_id if before else task.request_id
        if question.courtesy:
            return self._returned(task, question.courtesy, conversation)
        if question.wants_person or not question.is_one:
            reason = HandoverReason.ASKED_FOR if question.wants_person else HandoverReason.TOO_LONG
            found = Answer(0.0, reason=reason)
        elif told := self._records.ask(task, question.language):
            if told.reason is None:
                return self._told(task, told, conversation)
            found = Answer(0.0, reason=told.reason, language=told.language)
        else:
            try:
                found = self._finder.find(question, task.collection)
            except Unavailable:
                if kept := self._kept.find(question, task.collection):
                    return self._from_kept(task, kept, conversation)
                found = Answer(0.0, reason=HandoverReason.SEARCH_DOWN)
        language = question.language or found.language or DEFAULT_LANGUAGE
        if found.quote is None:
            handover = Handover(
                reason=found.reason or HandoverReason.UNSURE,
                confidence=found.confidence,
                language=language,
                conversation_id=conversation,
                before=before,
                near=found.near,
            )
            return self._named(self._tickets.open(task, handover))
        return self._answered(task, question, found, found.quote, conversation)

    def decided(self, task: SupportTask, result: SupportAnswer) -> Sequence[DecisionRecord]:
        """From where it was answered, or why not."""
        return (trace_entry(task, result),)

    def _before(self, task: SupportTask) -> tuple[Exchange, ...]:
        """What the same person asked before in this conversation; nothing of one that is another's."""
        if task.conversation_id is None:
            return ()
        exchanges = self._support.conversation(task.conversation_id)
        return exchanges if all(one.person == task.person for one in exchanges) else ()

    def _answered(
        self,
        task: SupportTask,
        question: Question,
        found: Answer,
        quote: SupportQuote,
        conversation: str,
    ) -> SupportAnswer:
        language, now = question.language or found.language or DEFAULT_LANGUAGE, self._clock()
        sentence = model = None
        if self._language is not None:
            sentence, model = lead_in(self._language, task, question, quote, language)
        answer = SupportAnswer(
            request_id=task.request_id,
            outcome=SupportOutcome.ANSWERED,
            text=texts.answered(quote, language, sentence),
            quote=quote,
            confidence=found.confidence,
            language=language,
            conversation_id=conversation,
            worded_by=model,
            statements=(_statement(quote),),
        )
        self._keep(task, answer, found.passage)
        with suppress(Unavailable):  # it is answered all the same
            self._kept.keep(question, task.collection, found, now)
        return answer

    def _told(self, task: SupportTask, told: Recorded, conversation: str) -> SupportAnswer:
        """What an agent tells: it is looked up anew each time, and kept for nobody."""
        language = told.language
        answer = SupportAnswer(
            request_id=task.request_id,
            outcome=SupportOutcome.ANSWERED,
            text=texts.told(told.statements, language),
            told_by=told.agent,
            references=told.references,
            confidence=1.0,
            language=language,
            conversation_id=conversation,
            statements=tuple(Statement(text=one[:600]) for one in told.statements),
        )
        self._keep(task, answer)
        return answer

    def _returned(self, task: SupportTask, language: str, conversation: str) -> SupportAnswer:
        """To a greeting or thanks, which need no ticket."""
        answer = SupportAnswer(
            request_id=task.request_id,
            outcome=SupportOutcome.ANSWERED,
            text=texts.returned(language),
            told_by=self.name,
            confidence=1.0,
            language=language,
            conversation_id=conversation,
        )
        self._keep(task, answer)
        return answer

    def _keep(self, task: SupportTask, answer: SupportAnswer, passage: str | None = None) -> None:
        with self._transactions.begin() as within:
            exchange = exchange_of(task, answer, passage, self._clock())
            self._support.keep_exchange(exchange, within)

    def _from_kept(
        self, task: SupportTask, kept: tuple[SupportQuote, KeptAnswer], conversation: str
    ) -> SupportAnswer:
        quote, known = kept
        now: datetime = self._clock()
        return SupportAnswer(
            request_id=task.request_id,
            outcome=SupportOutcome.ANSWERED,
            text=texts.answered(quote, known.language, age=now - known.at),
            quote=quote,
            confidence=known.confidence,
            language=known.language,
            conversation_id=conversation,
            kept_at=known.at,
            statements=(_statement(quote),),
        )

    def _named(self, answer: SupportAnswer) -> SupportAnswer:
        """The answer with what is wrong with the knowledge base, where that is why it has none."""
        if answer.reason not in _REMEDIES:
            return answer
        why, what_to_do = _REMEDIES[answer.reason]
        missing = MissingFacts(kind="document", why=why, what_to_do=what_to_do)
        return answer.model_copy(update={"missing": (missing,)})


def _statement(quote: SupportQuote) -> Statement:
    return Statement(text=quote.quote[:600], documents=(f"{quote.document_id}@{quote.version}",))
