"""What a conversation leaves to the lasting memories: past turns, episodes, attempts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from baton.memory.conversations import ConversationContext
from baton.memory.episode import Episode
from baton.memory.keys import ANY, OTHER, key_of
from baton.memory.pattern_counts import Attempt, Pattern
from baton.memory.person import PastTurn, Turn
from functions.platform.consolidation.conversion import has_worked

NOTHING = "nothing"
"""The action where none of ours was planned."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_./-]{0,120}")
_PARTS = 3
_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class PersonConversation:
    """Turns of one conversation about one person. ``record_id`` is whose conversation it is, if it is
    some area's record's; ``context`` is what is known of it, once that was read.
    """

    conversation_id: str
    subject: str | None
    turns: tuple[Turn, ...]
    record_id: str | None = None
    context: ConversationContext | None = None

    @property
    def owner(self) -> str | None:
        """By whose erasure the story ends: the record's, else the person's."""
        return self.record_id or self.subject

    def rate(self, turn: Turn) -> float | None:
        """How well what was done in a turn has worked, 0 to 1; ``None`` while that is not known."""
        return self.context.rate(turn) if self.context else turn.conversion_rate

    def past(self) -> list[PastTurn]:
        """What is remembered of the turns, and of what the conversation opened with."""
        opening = self.context.opening(self.turns) if self.context else None
        return [
            PastTurn(
                turn_id=turn.turn_id,
                conversation_id=turn.conversation_id,
                speaker=turn.speaker,
                kind=turn.kind,
                text=turn.text,
                at=turn.at,
                conversion_rate=self.rate(turn),
            )
            for turn in (*([opening] if opening else ()), *self.turns)
        ]

    def episodes(self) -> list[Episode]:
        """One for each thing that was done and worked. Of a record's turns the outcome's is the one that
        knows what it answers; the turns before it carry its rate, but would only tell the same again.
        """
        return [
            self._episode(turn, rate)
            for turn in self.turns
            if has_worked(rate := self.rate(turn))
            and (self.context is None or "attempt" in turn.data)
            and rate is not None
        ]

    def attempts(self) -> list[Attempt]:
        """What was tried: each step of a plan of which an outcome is known, once."""
        return [
            Attempt(self._attempt_id(turn), pattern, has_worked(rate))
            for turn in self.turns
            if (rate := self.rate(turn)) is not None
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
        if self.context is not None and isinstance(told, str) and 0 < len(told) <= _LONGEST_ID:
            return told
        return f"{self.conversation_id[:96]}#{turn.turn_id}"

    def _pattern(self, turn: Turn) -> Pattern | None:
        """What was done in which situation; ``None`` for a turn that tells of neither."""
        told = turn.data.get("attempt") is not None or self.context is None
        action = _key(turn.data.get("action"))
        if not told or action is None or _key(turn.data.get("situation")) is None:
            return None
        return Pattern(self._situation(turn), action)

    def _situation(self, turn: Turn) -> str:
        """The turn's situation, without a part that would name the person or company."""
        known = _key(turn.data.get("situation"))
        if self.context is None:
            return known or f"conversation/{key_of(turn.kind)}"
        parts, own = (known or self.context.situation).split("/"), self.context.names
        return "/".join(OTHER if set(part.split("_")) & own else part for part in parts)

    def _told(self, situation: str) -> str:
        if self.context is None:
            return f"In {situation.replace('_', ' ')}."
        return self.context.describe(situation)


def stories_of(
    turns: Sequence[Turn], record_of: Callable[[str], str | None] = lambda _: None
) -> list[PersonConversation]:
    """The turns by conversation and person, each in their order. ``record_of`` says whose conversation
    one is.
    """
    grouped: dict[tuple[str, str | None], list[Turn]] = {}
    for turn in turns:
        grouped.setdefault((turn.conversation_id, turn.subject), []).append(turn)
    return [
        PersonConversation(
            conversation_id,
            subject,
            tuple(sorted(those, key=lambda turn: turn.turn_id)),
            record_of(conversation_id),
        )
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
