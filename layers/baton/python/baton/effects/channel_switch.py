"""The switch of each channel: nothing goes out by one that is stopped, from the moment it is (A16).

What is due by a stopped channel waits, and goes out once it is open again, if it is still of use then.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Self

from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract, UtcDatetime
from baton.effects.contact_status import ALL, spoken, way_of
from baton.effects.effect import EffectKind

SEEN_FOR = timedelta(seconds=2)
"""How long a process goes by what it read: so soon after a turn nothing goes out any more."""

LOOK_AGAIN = timedelta(minutes=10)
"""When an effect that waits for its channel is looked at again."""

TURNS_KEPT = 20

ALWAYS_OPEN = (EffectKind.NOTICE, EffectKind.RECOVERY)
"""What has no switch: it puts trouble right, or tells employees of it."""


class Turn(Contract):
    """That somebody stopped a channel, or opened it again."""

    stopped: bool
    reason: str = Field(default="", max_length=300)
    by: str = Field(description="who turned it")
    at: UtcDatetime


class ChannelSwitch(Contract):
    """How a channel stands: ``channel`` is a kind of effects, or ``*`` for every one. ``turns`` are the
    last 20, the newest first; without one it was never stopped.
    """

    channel: str
    version: int = Field(default=0, ge=0)
    turns: tuple[Turn, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether nothing goes out by it."""
        return bool(self.turns) and self.turns[0].stopped

    def turned(self, turn: Turn) -> Self:
        """The switch after one more turn."""
        turns = (turn, *self.turns)[:TURNS_KEPT]
        return self.model_copy(update={"turns": turns, "version": self.version + 1})

    def __str__(self) -> str:
        named = "sending" if self.channel == ALL else way_of(self.channel)
        last = self.turns[0]
        was = "were" if named.endswith("s") else "was"
        return f"{named} {was} stopped by {last.by}, {spoken(last.at)}: {last.reason}"


class SwitchBoard:
    """What sending goes by: whether a channel is stopped, as it was read at most two seconds ago."""

    def __init__(
        self,
        read: Callable[[tuple[str, ...]], tuple[ChannelSwitch, ...]],
        clock: Clock,
    ) -> None:
        self._read = read
        self._clock = clock
        self._lock = Lock()
        self._seen: dict[str, tuple[datetime, str | None]] = {}

    def stop_of(self, kind: str) -> str | None:
        """Why nothing goes out by a kind of effects just now, in words for an operator; ``None`` if it
        does. Raises ``Unavailable``: what cannot be known to be open is not sent by.
        """
        if kind in ALWAYS_OPEN:
            return None
        now = self._clock()
        with self._lock:
            seen = self._seen.get(kind)
        if seen and seen[0] <= now < seen[0] + SEEN_FOR:
            return seen[1]
        stopped = [switch for switch in self._read((ALL, kind)) if switch.stopped]
        why = str(stopped[0]) if stopped else None
        with self._lock:
            self._seen[kind] = (now, why)
        return why
