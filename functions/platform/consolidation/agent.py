"""The consolidation agent."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.areas import contributions
from baton.core.clock import Clock, NewId
from baton.core.message import AgentName
from baton.core.observability import record
from baton.memory.events import CONSOLIDATION_BACKLOG
from baton.memory.short_term import LIFE
from baton.messaging.backlog import Backlog
from baton.runtime import Agent
from baton.runtime.backlog import backlog_of
from functions.platform.consolidation import pack as packs
from functions.platform.consolidation import patterns
from functions.platform.consolidation.models import ConsolidationResult, ConsolidationTask
from functions.platform.consolidation.mover import ConsolidationMemories, Moved
from functions.platform.consolidation.pack import Pack

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

BATCH = 200
"""How many turns are moved together."""

TIME = timedelta(minutes=2)
"""How long a run goes on alone; then it calls helpers and looks after the rest."""

HELPERS_TIME = timedelta(minutes=12)
"""How long a helper begins new batches."""

LONGEST = timedelta(minutes=15)
"""The function's own limit (``function.yaml``)."""


class Consolidation(Agent[ConsolidationTask, ConsolidationResult]):
    """Moves turns that are over from short-term memory into the lasting ones (requirement B5), and
    ends the episodes whose time is over (``episodes_stay``; ``None`` is for good).
    """

    name: ClassVar[AgentName] = "consolidation"

    def __init__(
        self,
        mover: ConsolidationMemories,
        *,
        clock: Clock,
        new_id: NewId,
        backlog: Backlog,
        pack: Pack | None = None,
        episodes_stay: timedelta | None = None,
    ) -> None:
        self._mover = mover
        self._backlog = backlog
        self._episodes_stay = episodes_stay
        self._clock = clock
        self._new_id = new_id
        self._pack = pack or Pack.own()

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        mover = ConsolidationMemories(
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
            backlog=backlog_of(platform, CONSOLIDATION_BACKLOG, cls.name, LONGEST),
            episodes_stay=timedelta(days=days) if days else None,
        )

    def idle(self, result: ConsolidationResult) -> bool:
        """See ``Agent``."""
        nothing = ConsolidationResult(episodic=result.episodic, index_current=result.index_current)
        return result == nothing

    def perform(self, task: ConsolidationTask) -> ConsolidationResult:
        """One run: as many batches as there is work, room (``most``) and time for. What is left then,
        helpers go on with, a shard each, until nothing is. Raises ``Unavailable``; what was moved stays
        moved.
        """
        if task.shard is not None:
            return self._helped(task, task.shard)
        mover = self._mover
        tidied = mover.tidy()
        loaded = packs.load(self._pack, mover.semantic, mover.pattern_counts)
        result = self._moved(task, TIME)
        if result.more:
            self._backlog.call_helpers()
        overtaken = patterns.review(mover.semantic, mover.pattern_counts)
        expired = self._expire()
        current = mover.episodes.renew()  # goes on where the last run left it
        return result.model_copy(
            update={
                "unlearned": result.unlearned + overtaken,
                "tidied": tidied,
                "expired": expired,
                "pack_loaded": loaded,
                "index_current": current,
            }
        )

    def _helped(self, task: ConsolidationTask, shard: int) -> ConsolidationResult:
        """A helper's run. What it cannot get through, the next one goes on with."""
        with self._backlog.alone(shard) as alone:
            if not alone:
                return ConsolidationResult(episodic=self._mover.episodes.enabled)
            result = self._moved(task, HELPERS_TIME)
        if result.more:
            self._backlog.call_helpers(range(shard, shard + 1))
        return result

    def _moved(self, task: ConsolidationTask, time: timedelta) -> ConsolidationResult:
        """Moves what is due, and says how far behind that was."""
        mover, run, until = self._mover, self._new_id(), self._clock() + time
        done, more, behind = Moved(), True, timedelta()
        while done.turns < task.most and self._clock() < until:
            limit = min(BATCH, task.most - done.turns)
            turns = mover.short_term.due(limit=limit, shard=task.shard)
            if not turns:
                more = False
                break
            behind = max(behind, self._clock() - min(turn.at for turn in turns) - LIFE)
            done = done.plus(mover.move(run, turns))
        record(
            self.name,
            "turns are moved",
            counts={"Moved": done.turns},
            milliseconds={"Behind": round(behind.total_seconds() * 1000)},
        )
        return ConsolidationResult(
            moved=done.turns,
            forgotten=done.forgotten,
            remembered=done.remembered,
            episodes=done.episodes,
            attempts=done.attempts,
            learned=done.learned,
            unlearned=done.unlearned,
            episodic=mover.episodes.enabled,
            more=more,
            behind_seconds=behind.total_seconds(),
        )

    def _expire(self) -> int:
        """Ends old episodes, before the index is renewed, so that none of them is copied."""
        if self._episodes_stay is None:
            return 0
        return self._mover.episodes.expire(self._clock() - self._episodes_stay)
