"""The platform's own stores that keep something of a record or a person."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.repository import EffectRepository
from baton.escalation.case import Escalation, EscalationStatus
from baton.escalation.entries import ids_of
from baton.escalation.repository import EscalationRepository
from baton.http.idempotency_repository import IdempotencyRepository
from baton.messaging.handoff_repository import HandoffRepository
from baton.messaging.outbox import Outbox
from baton.persistence.claims import ClaimRepository
from baton.persistence.page import Page
from baton.persistence.transaction import Transactions
from baton.privacy.personal_data import MOST, Json, SubjectRecord
from baton.privacy.subject_repository import SubjectRepository
from baton.runtime.trace_repository import TraceRepository

if TYPE_CHECKING:
    from baton.memory.episodic import EpisodicMemory
    from baton.memory.long_term import LongTermMemory
    from baton.memory.shared_cache import SharedCache
    from baton.memory.short_term import ShortTermMemory

Shown = TypeVar("Shown")

ROW_STAYS_AWAY = timedelta(days=3_650)
"""How long the content of an erased row is a duplicate, in whatever file it comes."""

GONE = {
    "status": 410,
    "type": "application/problem+json",
    "headers": {},
    "body": '{"type":"https://baton.example/problems/erased","title":"The person was erased",'
    '"status":410,"detail":"What was answered here is gone with the person it was about.",'
    '"instance":"urn:baton:request:erased"}',
}
"""What a request that is repeated after the erasure is answered: it must not bring the record back."""


class Listed(Protocol[Shown]):
    """A listing in pages."""

    def __call__(self, record_id: str, /, *, cursor: str | None, limit: int) -> Page[Shown]: ...


def pages(listed: Listed[Shown], record_id: str) -> Iterator[Shown]:
    """Everything that is listed of a record."""
    cursor = None
    while True:
        page = listed(record_id, cursor=cursor, limit=100)
        yield from page.items
        if (cursor := page.cursor) is None:
            return


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases for a person. They lose everything they tell and are over, but stay as cases: their
    workflow, which may still wait, ends by itself when it finds that nothing is left to be done.
    """

    escalations: EscalationRepository
    outbox: Outbox
    transactions: Transactions
    clock: Clock
    name: str = "escalations"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        cases = self._about(record)
        return [case.model_copy(update={"task_token": None}).to_json() for case in cases]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``. Raises ``StaleVersion`` if a case changes meanwhile: try again."""
        changed = 0
        for case in self._about(record):
            self.outbox.settle(ids_of(case.escalation_id))
            emptied = without_words(case, self.clock())
            if emptied != case:
                with self.transactions.begin() as within:
                    self.escalations.replace(emptied, within)
                changed += 1
        return changed

    def _about(self, record: SubjectRecord) -> Sequence[Escalation]:
        """Those the index names, and those the record names, which may be younger."""
        found = list(self.escalations.about(record.record_id))
        for named in set(record.cases) - {case.escalation_id for case in found}:
            with suppress(NotFound):
                found.append(self.escalations.get(named))
        return found


WORDLESS = "The person it was about was erased."


def without_words(case: Escalation, now: datetime) -> Escalation:
    """A case that tells nothing of anybody and is over. One that is so already stays as it is."""
    if case.reason == WORDLESS:
        return case
    decision = case.decision
    return case.next_version(
        status=EscalationStatus.DECIDED if decision else EscalationStatus.EXPIRED,
        reason=WORDLESS,
        recommendations=(),
        case={},
        decision=decision and decision.model_copy(update={"note": None, "changes": {}}),
        carried_out_at=case.carried_out_at or now,
    )


@dataclass(frozen=True, slots=True)
class Turns:
    """The record's conversations in short-term memory."""

    short_term: "ShortTermMemory"
    name: str = "turns"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        turns = (turn for one in record.conversations for turn in self.short_term.whole(one))
        return [turn.to_json() for turn in turns]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return sum(self.short_term.forget(one) for one in record.conversations)


@dataclass(frozen=True, slots=True)
class Handoffs:
    """With what context the record went from agent to agent."""

    handoffs: HandoffRepository
    name: str = "handoffs"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in pages(self.handoffs.page, record.record_id)]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return self.handoffs.forget(record.record_id)


@dataclass(frozen=True, slots=True)
class Traces:
    """What agents decided about the record, and why."""

    traces: TraceRepository
    name: str = "traces"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in pages(self.traces.page, record.record_id)]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return self.traces.forget(record.record_id)


@dataclass(frozen=True, slots=True)
class Effects:
    """What went out to the record's person, and what did not. What is under way ends without a record:
    without the record nothing new goes out.
    """

    effects: EffectRepository
    name: str = "effects"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        return [one.to_json() for one in self.effects.of_subject(record.record_id)]

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return self.effects.forget(record.record_id)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers kept under idempotency keys, and the claims on who asks and on a row's content."""

    requests: IdempotencyRepository
    claims: ClaimRepository
    subjects: SubjectRepository
    clock: Clock
    name: str = "requests"

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``. The answers repeat the record, so their number is enough."""
        found = self.requests.answers(record.record_id)
        return [{"kept_answers": len(found)}] if found else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``. The person may ask anew; the same row does not return."""
        answers = self.requests.replace_answers(record.record_id, GONE)
        for key in record.tie.keys:
            self.subjects.release(key, record.record_id)
        for claim in record.tie.row_claims:
            until = self.clock() + ROW_STAYS_AWAY
            self.claims.prolong(claim, record.record_id, until=until)
        return answers


@dataclass(frozen=True, slots=True)
class LongTerm:
    """What long-term memory knows of a person."""

    long_term: "LongTermMemory"
    name: str = "long_term"

    def show(self, key: str) -> Json | None:
        """See ``PersonStore``."""
        person = self.long_term.recall(key, history=MOST)
        return person.to_json() if person.is_known else None

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return self.long_term.forget(key)


@dataclass(frozen=True, slots=True)
class Episodes:
    """What was done for a person, in episodic memory."""

    episodes: "EpisodicMemory"
    name: str = "episodes"

    def show(self, key: str) -> list[Json]:
        """See ``PersonStore``."""
        return [one.to_json() for one in self.episodes.about(key)]

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return self.episodes.forget(key)


@dataclass(frozen=True, slots=True)
class Cached:
    """What was made for a person and may be made again. An export need not show it."""

    shared_cache: "SharedCache"
    name: str = "cache"

    def show(self, key: str) -> None:
        """See ``PersonStore``."""
        del key

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return self.shared_cache.forget(key)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What was sent to a person. What they closed stays, under the hash alone: it is what keeps them
    from being written to, and deleting it would open the channel again.
    """

    contact_statuses: ContactStatusRepository
    name: str = "contact_status"

    def show(self, key: str) -> Json | None:
        """See ``PersonStore``."""
        (status,), _ = self.contact_statuses.read([key])
        return status.to_json() if status.version else None

    def forget(self, key: str) -> int:
        """See ``PersonStore``."""
        return self.contact_statuses.forget(key)
