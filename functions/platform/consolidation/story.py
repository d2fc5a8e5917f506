"""What a conversation leaves to the lasting memories: past turns, episodes, attempts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baton.leads.conversation import ANY, OTHER, conversation_of, key_of
from baton.leads.interaction import Interaction
from baton.leads.lead import Lead, NewLead
from baton.memory.episode import Episode
from baton.memory.pattern_counts import Attempt, Pattern
from baton.memory.person import PastTurn, Turn
from functions.platform.consolidation.conversion import has_worked, rate_of

NOTHING = "nothing"
"""The action where none of ours was planned."""

_LEAD = re.compile(f"{conversation_of('')}([0-9A-HJKMNP-TV-Z]{{26}})")
_KEY = re.compile(r"[a-z0-9][a-z0-9_./-]{0,120}")
_SHORTEST_NAME = 3
_PARTS = 3
_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Story:
    """Turns of one conversation about one person, with the lead and its outcomes if it is a lead's."""

    conversation_id: str
    subject: str | None
    turns: tuple[Turn, ...]
    lead: Lead | None = None
    outcomes: tuple[Interaction, ...] = ()

    @property
    def owner(self) -> str | None:
        """By whose erasure the story ends: the lead's id, else the person's key."""
        return lead_of(self.conversation_id) or self.subject

    def past(self) -> list[PastTurn]:
        """What is remembered of the turns."""
        return [
            PastTurn(
                turn_id=turn.turn_id,
                conversation_id=turn.conversation_id,
                speaker=turn.speaker,
                kind=turn.kind,
                text=turn.text,
                at=turn.at,
                conversion_rate=rate_of(turn, self.outcomes),
            )
            for turn in self.turns
        ]

    def episodes(self) -> list[Episode]:
        """One for each thing that was done and worked. Of a lead's turns the outcome's is the one that
        knows what it answers; the turns before it carry its rate, but would only tell the same again.
        """
        return [
            self._episode(turn, rate)
            for turn in self.turns
            if has_worked(rate := rate_of(turn, self.outcomes))
            and (self.lead is None or "attempt" in turn.data)
            and rate is not None
        ]

    def attempts(self) -> list[Attempt]:
        """What was tried: each step of a plan of which an outcome is known, once."""
        return [
            Attempt(self._attempt_id(turn), pattern, has_worked(rate))
            for turn in self.turns
            if (rate := rate_of(turn, self.outcomes)) is not None
            and (pattern := self._pattern(turn)) is not None
        ]

    def _episode(self, turn: Turn, rate: float) -> Episode:
        situation, action = self._situation(turn), _key(turn.data.get("action")) or NOTHING
        outcome = _key(turn.data.get("outcome")) or key_of(turn.kind)
        channel = _key(turn.data.get("channel"))
        done = action.replace("/", ": ").replace("_", " ")
        by = f" by {channel.replace('_', ' ')}" if channel else ""
        return Episode(
            episode_id=self._attempt_id(turn),
            situation=situation,
            action=action,
            outcome=outcome,
            value=rate,
            tags=_tags(situation, channel),
            text=f"{self._told(situation)} Done: {done}{by}. It {outcome.replace('_', ' ')}. "
            f"{situation} {action}",
            at=turn.at,
            subject=self.subject,
            conversation_id=self.conversation_id,
        )

    def _attempt_id(self, turn: Turn) -> str:
        told = turn.data.get("attempt")
        if self.lead is not None and isinstance(told, str) and 0 < len(told) <= _LONGEST_ID:
            return told
        return f"{self.conversation_id[:96]}#{turn.turn_id}"

    def _pattern(self, turn: Turn) -> Pattern | None:
        """What was done in which situation; ``None`` for a turn that tells of neither."""
        told = turn.data.get("attempt") is not None or self.lead is None
        action = _key(turn.data.get("action"))
        if not told or action is None or _key(turn.data.get("situation")) is None:
            return None
        return Pattern(self._situation(turn), action)

    def _situation(self, turn: Turn) -> str:
        """The turn's situation, without a part that would name the lead's person or company."""
        known = _key(turn.data.get("situation"))
        if self.lead is None:
            return known or f"conversation/{key_of(turn.kind)}"
        details = self.lead.details
        parts = (known or f"{key_of(details.industry)}/{ANY}/{key_of(details.source)}").split("/")
        own = _names(details)
        return "/".join(OTHER if set(part.split("_")) & own else part for part in parts)

    def _told(self, situation: str) -> str:
        """The situation as the handoff asks for it, so that they lie close together."""
        parts = situation.replace("_", " ").split("/")
        if self.lead is None or len(parts) != _PARTS:
            return f"In {situation.replace('_', ' ')}."
        topic = key_of(self.lead.details.interest)
        if set(topic.split("_")) & _names(self.lead.details):
            topic = OTHER
        industry, temperature, source = parts
        return (
            f"A {temperature} lead from {industry} that came by {source}, "
            f"interested in {topic.replace('_', ' ')}."
        )


def lead_of(conversation_id: str) -> str | None:
    """The lead whose conversation it is, if it is a lead's."""
    match = _LEAD.fullmatch(conversation_id)
    return match[1] if match else None


def stories_of(turns: Sequence[Turn]) -> list[Story]:
    """The turns by conversation and person, each in their order."""
    grouped: dict[tuple[str, str | None], list[Turn]] = {}
    for turn in turns:
        grouped.setdefault((turn.conversation_id, turn.subject), []).append(turn)
    return [
        Story(conversation_id, subject, tuple(sorted(those, key=lambda turn: turn.turn_id)))
        for (conversation_id, subject), those in grouped.items()
    ]


def _key(told: Any) -> str | None:
    """``told``, if it is a key as episodes and nodes have them."""
    return told if isinstance(told, str) and _KEY.fullmatch(told) else None


def _tags(situation: str, channel: str | None) -> tuple[str, ...]:
    parts = situation.split("/")
    names = ("industry", "temperature", "source")
    tags = dict(zip(names, parts, strict=True)) if len(parts) == _PARTS else {}
    if channel:
        tags["channel"] = channel
    return tuple(
        f"{name}:{value}"[:64] for name, value in tags.items() if value not in (ANY, OTHER)
    )


def _names(details: NewLead) -> frozenset[str]:
    """The words in the names of a lead's person and company."""
    names = (details.first_name, details.last_name, details.company)
    words = (word for name in names if name for word in key_words(name))
    return frozenset(word for word in words if len(word) >= _SHORTEST_NAME)


def key_words(text: str) -> list[str]:
    """The words of a text as keys have them, however many they are."""
    return [key for word in re.split(r"\W+", text) if (key := key_of(word)) not in (ANY, OTHER)]
