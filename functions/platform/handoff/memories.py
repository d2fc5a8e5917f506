"""Reading the four memories, and what of them goes along with a handoff (requirement A5).

What a memory gives is brought into the words of ``MemoryContext`` where it is read, so that nothing
else of it, and nobody's name, gets any further. Nobody waits for a memory that is down: one that did
not answer at any attempt is left alone for a while, and the handoff says that it was silent.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from baton.core.errors import Unavailable
from baton.core.observability import logger
from baton.memory.context import (
    MOST_EPISODES,
    MOST_TURNS,
    ConversationTurn,
    KnownPerson,
    MemoryContext,
    MemoryName,
    RelatedKnowledge,
    SimilarEpisode,
)
from baton.memory.episode import EpisodeMatch
from baton.memory.handoff_subject import Contradiction, HandoffSubject, Needs
from baton.memory.knowledge import Related
from baton.memory.person import Person, Turn
from baton.memory.short_term import with_opening
from functions.platform.handoff.gathering import Read

if TYPE_CHECKING:
    from baton.memory.episodic import EpisodicMemory
    from baton.memory.long_term import LongTermMemory
    from baton.memory.semantic import SemanticMemory
    from baton.memory.short_term import ShortTermMemory

FIELDS = {
    "conversation": MemoryName.SHORT_TERM,
    "profile": MemoryName.LONG_TERM,
    "episodes": MemoryName.EPISODIC,
    "knowledge": MemoryName.SEMANTIC,
}
"""The fields that a receiver may need and a memory supplies."""

REST = timedelta(seconds=30)
"""How long a memory is left alone that did not answer."""

ALIKE = 0.3
"""The least cosine at which a situation counts as similar."""

KNOWN_FOR = 60.0
"""For how many seconds a container goes by what walks of the field's knowledge gave: it changes once an
hour, and walking takes longer than anything else that a handoff does by itself."""

_MOST_WALKS = 500
_HOPS = 3
_WALKED = 40
_KINDS = {"action": 3, "play": 2, "objection": 2, "offer": 1}
"""What of the field helps a receiver, and how much of each goes along."""

_PAST_TURNS = 20
_PREFERENCES = ("channel", "hour", "timezone")


@dataclass(frozen=True, slots=True)
class Memories:
    """The four memories, of which the episodic one need not be set up."""

    short_term: "ShortTermMemory"
    long_term: "LongTermMemory"
    episodes: "EpisodicMemory"
    semantic: "SemanticMemory"
    _walks: dict[tuple[str, ...], tuple[float, tuple[RelatedKnowledge, ...]]] = field(
        default_factory=dict
    )

    def reads(
        self, subject: HandoffSubject, names: Sequence[MemoryName], now: datetime
    ) -> dict[str, Read]:
        """How each of these memories is asked about a record."""
        reads: dict[MemoryName, Read] = {
            MemoryName.SHORT_TERM: lambda: turns_of(
                with_opening(self._turns(subject), subject.opening, now, limit=MOST_TURNS)
            ),
            MemoryName.LONG_TERM: lambda: self.long_term.recall(
                subject.person, history=_PAST_TURNS
            ),
            MemoryName.EPISODIC: lambda: episodes_of(self.episodes.search(subject.episodes)),
            MemoryName.SEMANTIC: lambda: self._knowledge(subject.walks),
        }
        return {name.value: _guarded(name, reads[name]) for name in names}

    def absent(self, names: Sequence[MemoryName]) -> tuple[MemoryName, ...]:
        """Those of the memories that are not set up."""
        there = self.episodes.enabled or MemoryName.EPISODIC not in names
        return () if there else (MemoryName.EPISODIC,)

    def _turns(self, subject: HandoffSubject) -> Sequence[Turn]:
        if subject.just_received:
            return ()
        return self.short_term.recent(subject.conversation_id, limit=MOST_TURNS)

    def _knowledge(self, begin: tuple[str, ...]) -> tuple[RelatedKnowledge, ...]:
        now = time.monotonic()
        known = self._walks.get(begin)
        if known and now < known[0]:
            return known[1]
        found: list[Related] = []
        for start in begin:
            found += self.semantic.walk(start, hops=_HOPS, kinds=tuple(_KINDS), limit=_WALKED)
        if len(self._walks) >= _MOST_WALKS:
            self._walks.clear()
        knowledge = knowledge_of(found)
        self._walks[begin] = (now + KNOWN_FOR, knowledge)
        return knowledge


class MemoryCooldowns:
    """Which memories are left alone for now, since they did not answer. One for a container."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def resting(self, name: str, now: datetime) -> bool:
        """Whether a memory is left alone at ``now``."""
        until = self._until.get(name)
        return until is not None and now < until

    def heard(self, asked: Sequence[str], silent: Sequence[str], now: datetime) -> None:
        """Remembers which of the memories that were asked stayed silent to the end."""
        for name in asked:
            if name in silent:
                self._until[name] = now + REST
            else:
                self._until.pop(name, None)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the memories gave. ``fields`` are those of ``FIELDS`` that have something in them,
    ``unheard`` those whose memory was silent.
    """

    context: MemoryContext
    fields: frozenset[str]
    unheard: frozenset[str]
    differences: tuple[Contradiction, ...] = ()


def memories_of(asked: Needs) -> tuple[MemoryName, ...]:
    """The memories that know what is asked for."""
    return tuple(memory for name, memory in FIELDS.items() if name in asked.remembered)


def remembered(
    subject: HandoffSubject,
    now: datetime,
    *,
    found: Mapping[str, Any],
    silent: Sequence[str],
    absent: Sequence[MemoryName],
) -> Remembered:
    """The memories' answers put together. ``found`` and ``silent`` are by the memories' names."""
    person: Person | None = found.get(MemoryName.LONG_TERM)
    context = MemoryContext(
        conversation=found.get(MemoryName.SHORT_TERM, ()),
        person=known_person(person),
        episodes=found.get(MemoryName.EPISODIC, ()),
        knowledge=found.get(MemoryName.SEMANTIC, ()),
        silent=tuple(name for name in MemoryName if name in silent),
        absent=tuple(absent),
    )
    contents = {
        "conversation": context.conversation,
        "profile": context.person,
        "episodes": context.episodes,
        "knowledge": context.knowledge,
    }
    return Remembered(
        context,
        fields=frozenset(name for name, content in contents.items() if content),
        unheard=frozenset(name for name, memory in FIELDS.items() if memory in context.silent),
        differences=subject.differences(person.profile, now) if person else (),
    )


def turns_of(turns: Sequence[Turn]) -> tuple[ConversationTurn, ...]:
    """The turns without what was said in them."""
    return tuple(
        ConversationTurn(
            speaker=one.speaker, kind=one.kind, at=one.at, conversion_rate=one.conversion_rate
        )
        for one in turns
    )


def known_person(person: Person | None) -> KnownPerson | None:
    """What of a person is of use to a receiver; ``None`` for one who is not known."""
    if person is None or not person.is_known:
        return None
    return KnownPerson(
        preferences={
            name: person.preferences[name] for name in _PREFERENCES if name in person.preferences
        },
        rfm=person.rfm,
        past_turns=len(person.history),
        last_turn_at=max((turn.at for turn in person.history), default=None),
    )


def episodes_of(matches: Sequence[EpisodeMatch]) -> tuple[SimilarEpisode, ...]:
    """The matches that are similar enough, the best first, without whom they are about."""
    return tuple(
        SimilarEpisode(
            situation=one.episode.situation,
            action=one.episode.action,
            outcome=one.episode.outcome,
            value=one.episode.value,
            similarity=round(one.similarity, 4),
            at=one.episode.at,
        )
        for one in matches[:MOST_EPISODES]
        if one.similarity >= ALIKE
    )


def knowledge_of(found: Sequence[Related]) -> tuple[RelatedKnowledge, ...]:
    """What several walks reached, each thing over the strongest way; what was learned comes first."""
    best: dict[str, Related] = {}
    for one in found:
        known = best.get(one.node.node_id)
        if known is None or one.path.strength > known.path.strength:
            best[one.node.node_id] = one
    ranked = sorted(best.values(), key=_rank)
    chosen = [
        one
        for kind, most in _KINDS.items()
        for one in [near for near in ranked if near.node.kind == kind][:most]
    ]
    return tuple(map(_told, sorted(chosen, key=_rank)))


def _rank(one: Related) -> tuple[bool, float, int, str]:
    """What was learned from outcomes before what was written down, then the strongest."""
    learned = one.path.edges[-1].tried > 0
    return (not learned, -one.path.strength, one.hops, one.node.node_id)


def _told(one: Related) -> RelatedKnowledge:
    last = one.path.edges[-1]
    return RelatedKnowledge(
        node_id=one.node.node_id,
        label=one.node.label,
        way="; ".join(f"{edge.source} {edge.relation} {edge.target}" for edge in one.path.edges),
        strength=round(min(1.0, one.path.strength), 4),
        tried=last.tried,
        worked=last.worked,
    )


def _guarded(name: MemoryName, read: Callable[[], Any]) -> Read:
    """``read``, where any failure is a memory that does not answer: no handoff fails for one."""

    def guarded() -> Any:
        try:
            return read()
        except (Unavailable, OSError):
            raise
        except Exception as error:
            logger("handoff").exception(f"the {name.value} memory gave an unknown error")
            raise Unavailable(f"The {name.value} memory failed.") from error

    return guarded
