"""The consolidation agent."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.areas import contributions
from baton.core.clock import Clock, NewId
from baton.core.message import AgentName
from baton.runtime import Agent
from functions.platform.consolidation import pack as packs
from functions.platform.consolidation import patterns
from functions.platform.consolidation.models import ConsolidationResult, ConsolidationTask
from functions.platform.consolidation.mover import Moved, Mover
from functions.platform.consolidation.pack import Pack

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

BATCH = 200
"""How many turns are moved together."""

TIME = timedelta(minutes=10)
"""How long a run begins new batches; the function has fifteen minutes."""


class Consolidation(Agent[ConsolidationTask, ConsolidationResult]):
    """Moves turns that are over from short-term memory into the lasting ones (requirement B5), and
    ends the episodes whose time is over (``episodes_stay``; ``None`` is for good).
    """

    name: ClassVar[AgentName] = "consolidation"

    def __init__(
        self,
        mover: Mover,
        *,
        clock: Clock,
        new_id: NewId,
        pack: Pack | None = None,
        episodes_stay: timedelta | None = None,
    ) -> None:
        self._mover = mover
        self._episodes_stay = episodes_stay
        self._clock = clock
        self._new_id = new_id
        self._pack = pack or Pack.own()

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        mover = Mover(
            short_term=platform.short_term,
            long_term=platform.long_term,
            episodes=platform.episodes,
            semantic=platform.semantic,
            pattern_counts=platform.pattern_counts,
            subjects=platform.subjects,
            sources=[one.conversations(platform) for one in contributions("consolidation")],
            clock=platform.clock,
        )
        days = platform.settings.retention_days.get("episodes")
        return cls(
            mover,
            clock=platform.clock,
            new_id=platform.new_id,
            episodes_stay=timedelta(days=days) if days else None,
        )

    def perform(self, task: ConsolidationTask) -> ConsolidationResult:
        """One run: as many batches as there is work, room (``most``) and time for. Where it stops, the
        next run goes on. Raises ``Unavailable``; what was moved stays moved.
        """
        mover = self._mover
        tidied = mover.tidy()
        loaded = packs.load(self._pack, mover.semantic, mover.pattern_counts)
        run, until = self._new_id(), self._clock() + TIME
        done, more = Moved(), True
        while done.turns < task.most and self._clock() < until:
            turns = mover.short_term.due(limit=min(BATCH, task.most - done.turns))
            if not turns:
                more = False
                break
            done = done.plus(mover.move(run, turns))
        overtaken = patterns.review(mover.semantic, mover.pattern_counts)
        expired = self._expire()
        current = mover.episodes.renew()  # goes on where the last run left it
        return ConsolidationResult(
            moved=done.turns,
            forgotten=done.forgotten,
            remembered=done.remembered,
            episodes=done.episodes,
            attempts=done.attempts,
            learned=done.learned,
            unlearned=done.unlearned + overtaken,
            tidied=tidied,
            expired=expired,
            pack_loaded=loaded,
            episodic=mover.episodes.enabled,
            index_current=current,
            more=more,
        )

    def _expire(self) -> int:
        """Ends old episodes, before the index is renewed, so that none of them is copied."""
        if self._episodes_stay is None:
            return 0
        return self._mover.episodes.expire(self._clock() - self._episodes_stay)
