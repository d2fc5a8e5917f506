"""What an area registers about the records that one agent hands to another (requirement A5).

An area whose records are handed over, or whose records those of others refer to, has a module
``handoff_context`` with ``HANDOFF_CONTEXT``. The handoff step gathers, judges and carries what it says,
and knows no record itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from baton.core import areas
from baton.core.contract import Versioned
from baton.memory.episode import EpisodeQuery
from baton.memory.knowledge import NodeId
from baton.memory.person import Fact, Turn
from baton.persistence.transaction import Transaction
from baton.privacy.subject import PersonKey

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts that do not fit, in words without personal data, and what it costs, 0 to 1."""

    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class Needs:
    """What a receiver asks for: weights by field, and the source agent's words that go along.

    Without a ``required`` field the receiver cannot do its work, with a ``helpful`` one it does it
    better; of what is ``remembered`` it may be that there is nothing.
    """

    required: Mapping[str, float]
    helpful: Mapping[str, float]
    remembered: Mapping[str, float]
    passes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field is read, and what that is called while it does not answer. ``read`` gives what goes
    along, without personal data; it raises ``NotFound`` or ``Unavailable``.
    """

    name: str
    read: Callable[[], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffSubject:
    """What a handoff must know of one record. Making it reads nothing.

    ``fields`` are those that are in the record itself, and whether they are there; ``sources`` those
    that are read. ``opening`` is the turn that the conversation began with, where the record tells it.
    ``references`` name records of other areas by the field that they fill: ``None`` where
    this record names none, and the field does not apply. ``walks`` is where walks of the field's
    knowledge begin. ``differences`` are those to what was known of the person before. Of a record that
    was ``just_received`` nothing is kept beside it yet, so its conversation is not read.
    """

    record_id: str
    conversation_id: str
    person: PersonKey
    asked_at: datetime
    fields: Mapping[str, bool]
    sources: Mapping[str, Source] = field(default_factory=dict)
    references: Mapping[str, str | None] = field(default_factory=dict)
    opening: Turn | None = None
    just_received: bool = False
    episodes: EpisodeQuery
    walks: tuple[NodeId, ...]
    contradictions: Callable[[datetime], tuple[Contradiction, ...]]
    differences: Callable[[Mapping[str, Fact], datetime], tuple[Contradiction, ...]]

    def applies(self, name: str) -> bool:
        """Whether a field can be asked of this record."""
        return name not in self.references or self.references[name] is not None


class HandoffRecords(Protocol):
    """An area's records of one kind."""

    @property
    def needs(self) -> Mapping[str, Needs]:
        """What each agent that they can be handed to needs to know, by its name."""
        ...

    def subject(
        self, record: Any, said: Mapping[str, Any], *, just_received: bool = False
    ) -> HandoffSubject:
        """A record, which is of the kind's ``document``. ``said`` are the source agent's words. Of one
        that was ``just_received`` nothing is read that can only be kept once somebody knows of it.
        """
        ...

    def hold(self, record_id: str, within: Transaction) -> None:
        """Has a transaction commit only if the record is there, else it raises ``StaleVersion``."""
        ...


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record. ``records`` are made of the platform (``baton.runtime.platform``)."""

    document: type[Versioned]
    records: Callable[[Any], HandoffRecords]


ReferenceSources = Callable[[str], Source]
"""Where the record of an id is read."""


@dataclass(frozen=True, slots=True)
class HandoffContext:
    """What an area registers: the kinds of its records by the name that a task has for them, as
    ``lead``, and what it gives of a record that another one names, by the field that it fills. That is
    made of the platform, too.
    """

    records: Mapping[str, RecordKind] = field(default_factory=dict)
    references: Mapping[str, Callable[[Any], ReferenceSources]] = field(default_factory=dict)


def registered() -> HandoffContext:
    """What the areas that are on register, together. Raises ``ValueError`` for two of one name."""
    return _registered(areas.enabled())


@cache
def _registered(_enabled: tuple[str, ...]) -> HandoffContext:
    records: dict[str, RecordKind] = {}
    references: dict[str, Callable[[Any], ReferenceSources]] = {}
    for module in areas.contributions("handoff_context"):
        own: HandoffContext = module.HANDOFF_CONTEXT
        twice = {*records} & {*own.records} | {*references} & {*own.references}
        if twice:
            raise ValueError(f"handoffs of {', '.join(sorted(twice))} are registered twice")
        records |= own.records
        references |= own.references
    return HandoffContext(records, references)
