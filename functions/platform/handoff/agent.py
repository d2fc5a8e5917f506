"""The handoff step."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from baton.core.clock import Clock
from baton.core.errors import BatonError, FieldError, InvalidInput, Unavailable
from baton.escalation.case import Verdict
from baton.memory.handoff_subject import Contradiction, HandoffRecords, Needs, registered
from baton.messaging.handoff import ContextQuality, Handoff, handoff_id
from baton.messaging.handoff_repository import HandoffRepository
from baton.persistence.database import in_parallel
from baton.persistence.transaction import Transactions
from baton.runtime.agent import Agent
from baton.runtime.decision import DecisionRecord
from functions.platform.handoff.context import carried
from functions.platform.handoff.decision_trace import trace_entry
from functions.platform.handoff.engine import ContextEngine, Enquiry
from functions.platform.handoff.memories import Memories
from functions.platform.handoff.models import (
    BatchItem,
    BatchResult,
    HandoffAnswer,
    HandoffBatch,
    HandoffResult,
    HandoffTask,
    HandoffWork,
)

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_TIME_TO_BEGIN = timedelta(seconds=3)
"""After this time of a batch no handoff is begun: one may take seven seconds, and the function ends
after ten."""


class HandoffStep(Agent[HandoffWork, HandoffAnswer]):
    """Passes a record on with what the receiving agent needs to know, or says that it is not enough.

    The record itself is not read again: whoever stores the result of its workflow checks its version.
    A workflow's handoffs are kept with its result, in the record's own transaction; a batch's are kept
    here.
    """

    name = "handoff"

    def __init__(
        self,
        engine: ContextEngine,
        *,
        handoffs: HandoffRepository,
        records: Mapping[str, HandoffRecords],
        transactions: Transactions,
        clock: Clock,
        threshold: float = 0.7,
    ) -> None:
        self._engine = engine
        self._handoffs = handoffs
        self._records = records
        self._transactions = transactions
        self._clock = clock
        self._threshold = threshold

    @classmethod
    def assemble(cls, platform: "Platform") -> "HandoffStep":
        """The step with its real parts."""
        threshold = platform.settings.context_quality_threshold
        areas = registered()
        engine = ContextEngine(
            {name: sources(platform) for name, sources in areas.references.items()},
            Memories(
                short_term=platform.short_term,
                long_term=platform.long_term,
                episodes=platform.episodes,
                semantic=platform.semantic,
            ),
            clock=platform.clock,
            sleep=platform.sleep,
            threshold=threshold,
        )
        return cls(
            engine,
            handoffs=platform.handoffs,
            records={name: kind.records(platform) for name, kind in areas.records.items()},
            transactions=platform.transactions,
            clock=platform.clock,
            threshold=threshold,
        )

    def perform(self, task: HandoffWork) -> HandoffAnswer:
        """Hands a record over, or several. Raises ``InvalidInput`` for a receiver that has not declared
        its needs, unless in a batch, where the others go on.
        """
        if isinstance(task.work, HandoffBatch):
            return self._all(task.work)
        return HandoffResult(handoff=self.hand_over(task.work))

    def decided(self, task: HandoffWork, result: HandoffAnswer) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        return tuple(trace_entry(task, result))

    def hand_over(self, task: HandoffTask) -> Handoff:
        """One handoff. A context that stays below the threshold after two more attempts is not
        accepted, unless a person has decided that the record goes on. Raises ``InvalidInput``.
        """
        records = self._records[task.kind]
        asked = _needs_of(task, records)
        subject = records.subject(task.record, task.context, just_received=task.just_received)
        brief = self._engine.brief(
            Enquiry(subject=subject, asked=asked, said=task.context, decided=bool(task.resume))
        )
        accepted = brief.quality.quality >= self._threshold
        if task.resume:
            accepted = task.resume.verdict is not Verdict.REFUSE
        return Handoff(
            handoff_id=_id_of(task, subject.record_id),
            source_agent=task.source_agent,
            target_agent=task.route.target_agent,
            record_id=subject.record_id,
            conversation_id=subject.conversation_id,
            priority=task.route.priority,
            reason=_reason(task, brief.quality, brief.contradictions, accepted=accepted),
            context=carried(asked, task.context, brief.gathered, brief.contradictions),
            quality=brief.quality,
            accepted=accepted,
            at=self._clock(),
        )

    def _all(self, batch: HandoffBatch) -> BatchResult:
        """Every handoff of a batch, side by side."""
        latest = self._clock() + _TIME_TO_BEGIN

        def one(index: int) -> BatchItem:
            try:
                if self._clock() > latest:
                    raise Unavailable("There was no time left for it. Send it again.")
                task = batch.handoffs[index]
                handoff = self._kept(self.hand_over(task), task.kind)
            except BatonError as error:
                return BatchItem(index=index, error=f"{type(error).__name__}: {error}")
            return BatchItem(index=index, handoff=handoff)

        return BatchResult(items=tuple(in_parallel(one, range(len(batch.handoffs)))))

    def _kept(self, handoff: Handoff, kind: str) -> Handoff:
        """The handoff, kept under its id; trying again replaces it. Raises ``StaleVersion`` if its
        record is gone.
        """
        with self._transactions.begin() as unit:
            self._records[kind].hold(handoff.record_id, unit)
            self._handoffs.add(handoff, unit)
        return handoff


def _needs_of(task: HandoffTask, records: HandoffRecords) -> Needs:
    receiver = task.route.target_agent
    if asked := records.needs.get(receiver):
        return asked
    detail = f"nobody has declared what {receiver} needs to know of a {task.kind}"
    raise InvalidInput(
        [FieldError("/route/target_agent", detail)], "Nobody can hand over to this agent."
    )


def _id_of(task: HandoffTask, record_id: str) -> str:
    own = [task.resume.escalation_id] if task.resume else []
    own += [task.request_id] if task.request_id else []
    return handoff_id(record_id, task.source_agent, task.route.target_agent, *own)


def _reason(
    task: HandoffTask,
    quality: ContextQuality,
    contradictions: tuple[Contradiction, ...],
    *,
    accepted: bool,
) -> str:
    """Why the record goes to this agent, or why it is held back."""
    if accepted:
        return task.route.reason
    if task.resume:
        return f"{task.route.reason} Held back: a person refused it."
    why = [f"the quality of its context is {quality.quality:.2f}"]
    if quality.unavailable:
        why.append(f"not answering: {', '.join(quality.unavailable)}")
    why.extend(one.text for one in contradictions)
    return f"{task.route.reason} Held back: {'; '.join(why)}."
