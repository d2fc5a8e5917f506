"""Consolidation's task and result."""

from pydantic import Field

from baton.core.contract import Contract
from baton.persistence.shards import DUE_SHARDS


class ConsolidationTask(Contract):
    """``most`` is how many turns are moved at most; what is left waits for the next run. With ``shard``
    it is only about turns, those of one shard.
    """

    most: int = Field(default=1_000_000, ge=1, le=1_000_000)
    shard: int | None = Field(default=None, ge=0, lt=DUE_SHARDS)


class ConsolidationResult(Contract):
    """What a run did. ``moved`` turns left short-term memory, ``forgotten`` of them because their
    person was erased meanwhile. ``learned`` and ``unlearned`` are edges of the knowledge graph.
    ``more`` says that turns may be left, ``behind_seconds`` how long the oldest was due already when the
    run came to it; ``episodic`` whether there is an episodic memory at all, and
    ``index_current`` whether its index is as this version of the code wants it.
    """

    moved: int = Field(default=0, ge=0)
    forgotten: int = Field(default=0, ge=0)
    remembered: int = Field(default=0, ge=0)
    episodes: int = Field(default=0, ge=0)
    attempts: int = Field(default=0, ge=0)
    learned: int = Field(default=0, ge=0)
    unlearned: int = Field(default=0, ge=0)
    tidied: int = Field(default=0, ge=0, description="writings of earlier runs that were finished")
    expired: int = Field(default=0, ge=0, description="episodes whose time was over")
    pack_loaded: bool = False
    episodic: bool = True
    index_current: bool = True
    more: bool = False
    behind_seconds: float = Field(default=0, ge=0)
