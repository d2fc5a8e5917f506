"""What the handoff's memories say about a plan: what the person prefers, and which plays work.

A play is a step of a strategy. Those steps that may change places are taken in the order of what is
known of them, the surest kind of knowledge first:

    learned    tried often in this situation, and working better than usual (consolidation's counts)
    episodes   at least two similar episodes that went well (value above 0.8, cosine from 0.5 on)
    written    related by the field's own knowledge, with a strength from 0.5 on
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from baton.core.places import time_zone
from baton.leads.engagement import Channel, Strategy
from baton.memory.context import MemoryContext, SimilarEpisode, memory_of
from baton.memory.person import Fact
from baton.messaging.handoff import Handoff

_SURE_CHANNEL, _SURE_ZONE, _SURE_HOUR = 0.6, 0.5, 0.35
"""How sure a preference must be to be gone by. A click alone shows no favourite channel; a wrong hour
costs little."""

_STILL_TRUE = timedelta(days=365)
_LAST_HOUR = 23
_WENT_WELL, _ALIKE, _ENOUGH = 0.8, 0.5, 2
_STRONG = 0.5
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person is known to prefer; ``None`` for what is not known well enough."""

    channel: Channel | None = None
    hour: int | None = None
    timezone: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def basis(self, name: str) -> str:
        """What a wish rests on, in words."""
        fact = self.facts[name]
        return f"known of this person since {fact.at:%Y-%m-%d}, confidence {fact.confidence:.2f}"


@dataclass(frozen=True, slots=True)
class RankedTemplate:
    """A step's template, how it ranks among others (the highest first), and why."""

    template: str
    rank: tuple[float, float, float]
    reason: str


class MemoryEvidence:
    """The memories of a handoff, read for a plan. A handoff without any gives an empty one."""

    def __init__(self, memory: MemoryContext | None = None) -> None:
        self._memory = memory or MemoryContext()

    @classmethod
    def of(cls, handoff: Handoff) -> "MemoryEvidence":
        """What a handoff brought; nothing of one from another version of the handoff step."""
        try:
            return cls(memory_of(handoff))
        except ValidationError:
            return cls()

    def wishes(self, now: datetime) -> Preferences:
        """What the person prefers, as far as it is sure and not older than a year."""
        person = self._memory.person
        facts = {
            name: fact
            for name, fact in (person.preferences if person else {}).items()
            if now - fact.at <= _STILL_TRUE
        }
        return Preferences(
            channel=_channel(facts.get("channel")),
            hour=_hour(facts.get("hour")),
            timezone=_timezone(facts.get("timezone")),
            facts=facts,
        )

    def plays(self, strategy: Strategy) -> tuple[RankedTemplate, ...]:
        """The plays of a strategy of which something is known, the best first."""
        names = {one.action for one in self._memory.episodes}
        names |= {one.name for one in self._memory.knowledge if one.kind == "action"}
        own = sorted(name for name in names if name.partition("/")[0] == strategy.value)
        found = [play for name in own if (play := self._play(name))]
        return tuple(sorted(found, key=lambda play: play.rank, reverse=True))

    def notes(self, strategy: Strategy) -> tuple[str, ...]:
        """What the memories had to say about the plan, in words; nothing if they had nothing."""
        plays = self.plays(strategy)
        notes = [f"Plays: {'; '.join(play.reason for play in plays[:_NAMED])}."] if plays else []
        if self._memory.silent:
            names = " and ".join(one.value.replace("_", "-") for one in self._memory.silent)
            notes.append(f"Memory: planned without the {names} memory, which did not answer.")
        return tuple(notes)

    def _play(self, action: str) -> RankedTemplate | None:
        template = action.partition("/")[2]
        known = next(
            (k for k in self._memory.knowledge if k.kind == "action" and k.name == action), None
        )
        learned = known.strength if known and known.tried else 0.0
        written = known.strength if known and not known.tried else 0.0
        alike = [
            one
            for one in self._memory.episodes
            if one.action == action and one.similarity >= _ALIKE
        ]
        well = [one for one in alike if one.value > _WENT_WELL]
        shown = sum(one.similarity for one in well) if len(well) >= _ENOUGH else 0.0
        reasons = []
        if known and learned:
            reasons.append(f"worked {known.worked} of {known.tried} times in such situations")
        if shown:
            reasons.append(_told(well, len(alike)))
        if known and written >= _STRONG:
            reasons.append(f"fits what is known of the field ({known.way})")
        if not reasons:
            return None
        return RankedTemplate(
            template,
            (learned, shown, written if written >= _STRONG else 0.0),
            f"{template.replace('_', ' ')} {' and '.join(reasons)}",
        )


def _told(well: list[SimilarEpisode], tried: int) -> str:
    best = max(well, key=lambda one: one.similarity)
    return (
        f"led to {best.outcome.replace('_', ' ')} in {len(well)} of {tried} similar episodes "
        f"({best.situation}, likeness {best.similarity:.2f})"
    )


def _channel(fact: Fact | None) -> Channel | None:
    known: dict[Any, Channel] = {one.value: one for one in Channel}
    sure = fact is not None and fact.confidence >= _SURE_CHANNEL
    return known.get(str(fact.value)) if fact and sure else None


def _hour(fact: Fact | None) -> int | None:
    if fact is None or fact.confidence < _SURE_HOUR:
        return None
    value = fact.value
    is_one = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST_HOUR
    return value if is_one else None


def _timezone(fact: Fact | None) -> str | None:
    if fact is None or fact.confidence < _SURE_ZONE:
        return None
    try:
        return time_zone(str(fact.value))
    except ValueError:
        return None
