"""What a process has lately seen of the graph, so that walking it again reads nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, Protocol, TypeVar

from baton.core.clock import Clock
from baton.memory import graph
from baton.memory.knowledge import Direction, Edge, Node
from baton.persistence.database import in_parallel

KNOWN_FOR = timedelta(seconds=60)
"""How long a process may walk over what it has read."""

KNOWN_MOST = 4_000
"""Of how many nodes a process keeps the edges, and how many nodes."""

Thing = TypeVar("Thing")


class Source(Protocol):
    """Where the graph is kept."""

    def read_edges(self, node_id: str, direction: Direction, *, most: int) -> tuple[Edge, ...]:
        """The ``most`` strongest edges in each direction."""
        ...

    def read_nodes(self, node_ids: Collection[str]) -> dict[str, Node]:
        """The nodes that are there."""
        ...


class RecentGraph:
    """The graph as this process has seen it within the last minute (``baton.memory.graph.Graph``)."""

    def __init__(self, source: Source, clock: Clock) -> None:
        self._source = source
        self._edges: dict[Direction, _Recent[tuple[Edge, ...]]] = {
            direction: _Recent(clock) for direction in Direction
        }
        self._nodes: _Recent[Node] = _Recent(clock)

    def around(
        self, node_ids: Collection[str], direction: Direction
    ) -> Mapping[str, Sequence[Edge]]:
        """See ``baton.memory.graph.Graph``."""
        recent = self._edges[direction]
        seen = recent.of(node_ids)
        unseen = [one for one in node_ids if one not in seen]
        if unseen:
            epoch = recent.epoch
            read = in_parallel(
                lambda one: self._source.read_edges(one, direction, most=graph.EDGES_A_NODE),
                unseen,
            )
            new = dict(zip(unseen, read, strict=True))
            recent.keep(new, epoch)
            seen |= new
        return seen

    def known(self, node_ids: Collection[str]) -> Mapping[str, Node]:
        """See ``baton.memory.graph.Graph``."""
        seen = self._nodes.of(node_ids)
        unseen = [one for one in node_ids if one not in seen]
        if unseen:
            epoch = self._nodes.epoch
            new = self._source.read_nodes(unseen)
            self._nodes.keep(new, epoch)
            seen |= new
        return seen

    def clear(self) -> None:
        """Forgets all of it."""
        self._nodes.clear()
        for recent in self._edges.values():
            recent.clear()


class _Recent(Generic[Thing]):
    """Things by id, each for a minute. What was read before a ``clear`` is not kept after it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[str, tuple[datetime, Thing]] = {}
        self.epoch = 0

    def of(self, ids: Collection[str]) -> dict[str, Thing]:
        """Those that are kept."""
        oldest = self._clock() - KNOWN_FOR
        with self._lock:
            found = {one: self._kept[one] for one in ids if one in self._kept}
        return {one: thing for one, (at, thing) in found.items() if at > oldest}

    def keep(self, things: Mapping[str, Thing], epoch: int) -> None:
        """Keeps things that were read in ``epoch``."""
        now = self._clock()
        with self._lock:
            if epoch != self.epoch:
                return
            if len(self._kept) + len(things) > KNOWN_MOST:
                self._kept.clear()
            self._kept.update({one: (now, thing) for one, thing in things.items()})

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._kept.clear()
            self.epoch += 1
