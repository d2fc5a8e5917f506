"""Semantic memory: the graph of domain knowledge, walked by relation (requirement B4)."""

from collections.abc import Collection, Sequence
from typing import Protocol

from baton.contracts.knowledge import Direction, Edge, Node, Path, Related


class SemanticMemory(Protocol):
    """Nodes and edges. Putting the same node or edge again replaces it."""

    def put(self, nodes: Sequence[Node] = (), edges: Sequence[Edge] = ()) -> None:
        """Keeps nodes and edges. Trying again is safe. Raises ``Unavailable``."""
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
        """The edges at a node, the strongest first; of all relations if none is named."""
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
        """Deletes a node and its edges, in both directions."""
        ...
