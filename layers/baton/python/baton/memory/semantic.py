"""Semantic memory: the graph of domain knowledge, walked by relation (requirement B4)."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.memory import graph
from baton.memory.knowledge import Direction, Edge, Node, Path, Related
from baton.memory.recent_graph import RecentGraph
from baton.persistence.database import Database, database_errors, in_parallel

if TYPE_CHECKING:
    from pynamodb.indexes import Index

    from baton.memory.knowledge_items import KnowledgeItem

ITSELF = "node"
"""The part of a node's items that is the node, beside its edges."""

MOST_EDGES = 1_000
"""How many edges of a node ``edges`` looks at in one direction, the strongest first."""


class SemanticMemory(Protocol):
    """Nodes and edges. Putting the same node or edge again replaces it. An edge may be put before its
    nodes; it is followed once they are there.

    ``walk`` and ``why`` may be a minute behind what other processes put. All methods raise
    ``Unavailable``, and ``ValueError`` for hops or a limit out of range.
    """

    def put(self, nodes: Sequence[Node] = (), edges: Sequence[Edge] = ()) -> None:
        """Keeps nodes and edges; if it fails, some may be kept. Trying again is safe."""
        ...

    def node(self, node_id: str) -> Node:
        """One node. Raises ``NotFound``."""
        ...

    def nodes(self, kind: str, *, limit: int = 100) -> tuple[Node, ...]:
        """The nodes of a type, by name."""
        ...

    def edges(
        self,
        node_id: str,
        direction: Direction = Direction.OUT,
        *,
        relations: Collection[str] = (),
        limit: int = 100,
    ) -> tuple[Edge, ...]:
        """The edges at a node, the strongest first; of all relations if none is named. Of a node with
        over a thousand edges in a direction, the thousand strongest are looked at.
        """
        ...

    def walk(
        self,
        start: str,
        *,
        hops: int = 2,
        direction: Direction = Direction.BOTH,
        relations: Collection[str] = (),
        kinds: Collection[str] = (),
        limit: int = 20,
    ) -> tuple[Related, ...]:
        """What is related to a node within ``hops`` (1 to 4), the strongest first; only nodes of
        ``kinds`` if some are named. What is read is bounded; an unknown start has no relations.
        """
        ...

    def why(self, one: str, other: str, *, hops: int = 4, limit: int = 3) -> tuple[Path, ...]:
        """Ways from one node to the other, the strongest first; none if there are none."""
        ...

    def remove(self, node_id: str) -> None:
        """Deletes a node and its edges, in both directions; there or not."""
        ...

    def disconnect(self, edges: Sequence[Edge]) -> None:
        """Deletes edges by source, relation and target; there or not."""
        ...


def checked(limit: int) -> int:
    """``limit``, if it is 1 to 1,000. Raises ``ValueError``."""
    if not 1 <= limit <= MOST_EDGES:
        raise ValueError(f"a limit is 1 to {MOST_EDGES}, and {limit} was asked for")
    return limit


class DynamoSemanticMemory:
    """The graph in DynamoDB: a node's item, and beside it one for each edge that starts there.

    The graph is small, changes seldom and is walked at every handoff, so a process keeps what its
    walks have read for a minute; what it puts itself it sees at once.
    """

    def __init__(self, database: Database, table: str, clock: Clock) -> None:
        from baton.memory.knowledge_items import KnowledgeItem

        self._database = database
        self._items = database.bound(KnowledgeItem, table)
        self._recent = RecentGraph(self, clock)

    def put(self, nodes: Sequence[Node] = (), edges: Sequence[Edge] = ()) -> None:
        """See ``SemanticMemory``."""
        items = {(item.node_id, item.part): item for item in map(self._node_item, nodes)}
        items |= {(item.node_id, item.part): item for item in map(self._edge_item, edges)}

        def save(item: "KnowledgeItem") -> None:
            with database_errors():
                item.save()

        try:
            in_parallel(save, list(items.values()))
        finally:
            self._recent.clear()

    def node(self, node_id: str) -> Node:
        """See ``SemanticMemory``."""
        found = self.read_nodes([node_id])
        if node_id not in found:
            raise NotFound("node", node_id)
        return found[node_id]

    def nodes(self, kind: str, *, limit: int = 100) -> tuple[Node, ...]:
        """See ``SemanticMemory``."""
        with database_errors():
            found = list(self._items.by_kind.query(kind, limit=checked(limit)))
        return tuple(Node.model_validate_json(item.document or "") for item in found)

    def edges(
        self,
        node_id: str,
        direction: Direction = Direction.OUT,
        *,
        relations: Collection[str] = (),
        limit: int = 100,
    ) -> tuple[Edge, ...]:
        """See ``SemanticMemory``."""
        most = MOST_EDGES if relations else limit
        found = self.read_edges(node_id, direction, most=checked(most))
        wanted = [edge for edge in found if not relations or edge.relation in relations]
        return tuple(wanted[: checked(limit)])

    def walk(
        self,
        start: str,
        *,
        hops: int = 2,
        direction: Direction = Direction.BOTH,
        relations: Collection[str] = (),
        kinds: Collection[str] = (),
        limit: int = 20,
    ) -> tuple[Related, ...]:
        """See ``SemanticMemory``."""
        return graph.walk(
            self._recent,
            start,
            hops=hops,
            direction=direction,
            relations=relations,
            kinds=kinds,
            limit=limit,
        )

    def why(self, one: str, other: str, *, hops: int = 4, limit: int = 3) -> tuple[Path, ...]:
        """See ``SemanticMemory``."""
        return graph.why(self._recent, one, other, hops=hops, limit=limit)

    def remove(self, node_id: str) -> None:
        """See ``SemanticMemory``. The node goes last, so that a repeat finds what is left."""
        with database_errors():
            own = [(item.node_id, item.part) for item in self._items.query(node_id)]
            to_it = [(item.node_id, item.part) for item in self._items.inverse.query(node_id)]
        itself = (node_id, ITSELF)
        try:
            self._database.delete(self._items, [key for key in own + to_it if key != itself])
            self._database.delete(self._items, [itself])
        finally:
            self._recent.clear()

    def disconnect(self, edges: Sequence[Edge]) -> None:
        """See ``SemanticMemory``."""
        try:
            self._database.delete(self._items, [(edge.source, _part(edge)) for edge in edges])
        finally:
            self._recent.clear()

    def read_edges(self, node_id: str, direction: Direction, *, most: int) -> tuple[Edge, ...]:
        """The ``most`` strongest edges in each direction, from the table."""
        senders: dict[Direction, tuple[Index[KnowledgeItem], ...]] = {
            Direction.OUT: (self._items.strongest,),
            Direction.IN: (self._items.inverse,),
            Direction.BOTH: (self._items.strongest, self._items.inverse),
        }
        found: dict[tuple[str, str], Edge] = {}
        for index in senders[direction]:
            with database_errors():
                for item in index.query(node_id, scan_index_forward=False, limit=most):
                    found[item.node_id, item.part] = Edge.model_validate_json(item.document or "")
        return tuple(sorted(found.values(), key=graph.rank))

    def read_nodes(self, node_ids: Collection[str]) -> dict[str, Node]:
        """The nodes that are there, from the table."""
        keys = [(node_id, ITSELF) for node_id in dict.fromkeys(node_ids)]
        found = self._database.fetch(self._items, keys)
        return {item.node_id: Node.model_validate_json(item.document or "") for item in found}

    def _node_item(self, node: Node) -> "KnowledgeItem":
        document = node.model_dump_json(exclude_none=True)
        return self._items(node.node_id, ITSELF, kind=node.kind, document=document)

    def _edge_item(self, edge: Edge) -> "KnowledgeItem":
        return self._items(
            edge.source,
            _part(edge),
            target=edge.target,
            weight=round(edge.weight, 12),
            document=edge.model_dump_json(exclude_none=True),
        )


def _part(edge: Edge) -> str:
    return f"edge#{edge.relation}#{edge.target}"
