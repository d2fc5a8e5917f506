"""Semantic memory in memory."""

from collections.abc import Collection, Mapping, Sequence

from baton.core.errors import NotFound
from baton.memory import graph
from baton.memory.knowledge import Direction, Edge, Node, Path, Related
from baton.memory.semantic import MOST_EDGES, checked
from tests.fakes.platform.transaction import Ground


class FakeSemanticMemory:
    """See ``baton.memory.semantic.SemanticMemory``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept_nodes: dict[str, Node] = {}
        self.kept_edges: dict[tuple[str, str, str], Edge] = {}

    def put(self, nodes: Sequence[Node] = (), edges: Sequence[Edge] = ()) -> None:
        with self._ground.faults.at("semantic.put"), self._ground.lock:
            self.kept_nodes.update({node.node_id: node for node in nodes})
            self.kept_edges.update(
                {(edge.source, edge.relation, edge.target): edge for edge in edges}
            )

    def node(self, node_id: str) -> Node:
        with self._ground.faults.at("semantic.node"), self._ground.lock:
            if node_id not in self.kept_nodes:
                raise NotFound("node", node_id)
            return self.kept_nodes[node_id]

    def nodes(self, kind: str, *, limit: int = 100) -> tuple[Node, ...]:
        with self._ground.faults.at("semantic.nodes"), self._ground.lock:
            found = [self.kept_nodes[one] for one in sorted(self.kept_nodes)]
            return tuple([node for node in found if node.kind == kind][: checked(limit)])

    def edges(
        self,
        node_id: str,
        direction: Direction = Direction.OUT,
        *,
        relations: Collection[str] = (),
        limit: int = 100,
    ) -> tuple[Edge, ...]:
        with self._ground.faults.at("semantic.edges"), self._ground.lock:
            found = self._at(node_id, direction, MOST_EDGES)
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
        with self._ground.faults.at("semantic.walk"), self._ground.lock:
            return graph.walk(
                self,
                start,
                hops=hops,
                direction=direction,
                relations=relations,
                kinds=kinds,
                limit=limit,
            )

    def why(self, one: str, other: str, *, hops: int = 4, limit: int = 3) -> tuple[Path, ...]:
        with self._ground.faults.at("semantic.why"), self._ground.lock:
            return graph.why(self, one, other, hops=hops, limit=limit)

    def remove(self, node_id: str) -> None:
        with self._ground.faults.at("semantic.remove"), self._ground.lock:
            self.kept_nodes.pop(node_id, None)
            for key in [key for key in self.kept_edges if node_id in (key[0], key[2])]:
                del self.kept_edges[key]

    def disconnect(self, edges: Sequence[Edge]) -> None:
        with self._ground.faults.at("semantic.disconnect"), self._ground.lock:
            for edge in edges:
                self.kept_edges.pop((edge.source, edge.relation, edge.target), None)

    def around(
        self, node_ids: Collection[str], direction: Direction
    ) -> Mapping[str, Sequence[Edge]]:
        return {one: self._at(one, direction, graph.EDGES_A_NODE) for one in node_ids}

    def known(self, node_ids: Collection[str]) -> Mapping[str, Node]:
        return {one: self.kept_nodes[one] for one in node_ids if one in self.kept_nodes}

    def _at(self, node_id: str, direction: Direction, most: int) -> list[Edge]:
        ranked = sorted(self.kept_edges.values(), key=graph.rank)
        out = [edge for edge in ranked if edge.source == node_id][:most]
        into = [edge for edge in ranked if edge.target == node_id][:most]
        ends = {Direction.OUT: out, Direction.IN: into, Direction.BOTH: [*out, *into]}
        found = {(edge.source, edge.relation, edge.target): edge for edge in ends[direction]}
        return sorted(found.values(), key=graph.rank)
