"""Publishing facts: outbox entries to add to the transaction that makes them true. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256

from ulid import ULID

from baton.core.message import AgentName
from baton.facts.events import FACTS_RECORDED, MOST_BYTES, MOST_FACTS, FactsRecorded
from baton.facts.fact import Fact
from baton.messaging.announcements import announcement
from baton.messaging.outbox import OutboxEntry


def fact_announcements(
    facts: Iterable[Fact],
    *,
    sender: AgentName,
    message_id: str,
    subject_id: str,
    correlation_id: str,
    now: datetime,
) -> tuple[OutboxEntry, ...]:
    """The entries that publish facts, as many as their size needs: 500 facts or 150 KB each; none for
    no facts. The first has ``message_id``, a ULID, and the others ids that follow from it, so that doing
    it again publishes nothing new.
    """
    return tuple(
        announcement(
            FACTS_RECORDED,
            FactsRecorded(facts=some),
            sender=sender,
            message_id=_derived(message_id, number) if number else message_id,
            subject_id=subject_id,
            correlation_id=correlation_id,
            now=now,
        )
        for number, some in enumerate(_in_events(facts))
    )


def _in_events(facts: Iterable[Fact]) -> Iterator[tuple[Fact, ...]]:
    some: list[Fact] = []
    size = 0
    for fact in facts:
        own = len(fact.model_dump_json())
        if some and (len(some) == MOST_FACTS or size + own > MOST_BYTES):
            yield tuple(some)
            some, size = [], 0
        some.append(fact)
        size += own
    if some:
        yield tuple(some)


def _derived(message_id: str, number: int) -> str:
    """Another id of the same moment, the same each time."""
    digest = sha256(f"{message_id}/{number}".encode()).digest()
    return str(ULID.from_bytes(ULID.from_str(message_id).bytes[:6] + digest[:10]))
