"""Methods ``memory.semantic.*``: the graph of domain knowledge."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract
from baton.core.sizes import at_most
from baton.http.methods import CallContext, Method
from baton.memory.knowledge import (
    Direction,
    Edge,
    Node,
    NodeId,
    Path,
    Related,
    RelationName,
)
from baton.privacy.redaction import masked

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_AT_A_TIME = 100
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]


class NewNode(Contract):
    """A thing of the field, as ``{"node_id": "play:case_study", "label": "Case study"}``."""

    node_id: NodeId
    label: str = Field(min_length=1, max_length=200)
    facts: Annotated[dict[str, Any], at_most(8)] = Field(default_factory=dict, max_length=40)


class NewEdge(Contract):
    """``source`` stands in ``relation`` to ``target``, as strongly as ``weight`` says (0 to 1)."""

    source: NodeId
    relation: RelationName
    target: NodeId
    weight: float = Field(default=1.0, ge=0, le=1)


class StoreKnowledge(Contract):
    """Nodes and edges to keep; the same again replaces. Knowledge is of the field, not of people."""

    nodes: tuple[NewNode, ...] = Field(default=(), max_length=MOST_AT_A_TIME)
    edges: tuple[NewEdge, ...] = Field(default=(), max_length=MOST_AT_A_TIME)

    @model_validator(mode="after")
    def _gives_something(self) -> Self:
        if not (self.nodes or self.edges):
            raise ValueError("give nodes or edges")
        return self


class KnowledgeReceipt(Contract):
    """How much was kept."""

    nodes: int
    edges: int


class GetNode(Contract):
    """Which node, and how many of its edges."""

    node_id: NodeId
    limit: int = Field(default=50, ge=1, le=100)


class NodeWithEdges(Contract):
    """A node with its edges in both directions, the strongest first."""

    node: Node
    edges: tuple[Edge, ...]


class SearchRelated(Contract):
    """What is related to ``start`` within ``hops``; of ``kinds`` and by ``relations`` only, if some
    are named. With ``target``, the ways that lead there are given too.
    """

    start: NodeId
    hops: int = Field(default=2, ge=1, le=4)
    direction: Direction = Direction.BOTH
    relations: tuple[RelationName, ...] = Field(default=(), max_length=20)
    kinds: tuple[Kind, ...] = Field(default=(), max_length=20)
    limit: int = Field(default=20, ge=1, le=100)
    target: NodeId | None = None


class RelatedList(Contract):
    """What is related, the strongest first, and why ``target`` is."""

    items: tuple[Related, ...]
    paths: tuple[Path, ...] = ()


class KnowledgeMethods:
    """Semantic memory."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        scopes = ("memory.semantic",)
        yield Method(
            name="memory.semantic.store",
            of_nobody="knowledge names nobody",
            title="Add knowledge",
            description="Keeps nodes and edges of domain knowledge, with their caller as provenance.",
            scopes=scopes,
            params=StoreKnowledge,
            result=KnowledgeReceipt,
            handler=self.store,
            changes=True,
        )
        yield Method(
            name="memory.semantic.get",
            of_nobody="knowledge names nobody",
            title="Read a node",
            description="One node of domain knowledge with its edges.",
            scopes=scopes,
            params=GetNode,
            result=NodeWithEdges,
            handler=self.get,
        )
        yield Method(
            name="memory.semantic.search",
            of_nobody="knowledge names nobody",
            title="Walk the knowledge graph",
            description="What is related to a node within some hops, the strongest first, with the way "
            "that leads there.",
            scopes=scopes,
            params=SearchRelated,
            result=RelatedList,
            handler=self.search,
        )

    def store(self, params: StoreKnowledge, context: CallContext) -> KnowledgeReceipt:
        """Keeps nodes and edges."""
        now = self._platform.clock()
        nodes = [
            Node(node_id=one.node_id, label=masked(one.label), facts=masked(one.facts))
            for one in params.nodes
        ]
        edges = [
            Edge(
                source=one.source,
                relation=one.relation,
                target=one.target,
                weight=one.weight,
                provenance=f"caller/{context.agent or context.caller.client_id}",
                at=now,
            )
            for one in params.edges
        ]
        self._platform.semantic.put(nodes, edges)
        return KnowledgeReceipt(nodes=len(nodes), edges=len(edges))

    def get(self, params: GetNode, _context: CallContext) -> NodeWithEdges:
        """One node. Raises ``NotFound``."""
        node = self._platform.semantic.node(params.node_id)
        edges = self._platform.semantic.edges(params.node_id, Direction.BOTH, limit=params.limit)
        return NodeWithEdges(node=node, edges=edges)

    def search(self, params: SearchRelated, _context: CallContext) -> RelatedList:
        """What is related."""
        items = self._platform.semantic.walk(
            params.start,
            hops=params.hops,
            direction=params.direction,
            relations=params.relations,
            kinds=params.kinds,
            limit=params.limit,
        )
        paths: tuple[Path, ...] = ()
        if params.target:
            paths = self._platform.semantic.why(params.start, params.target, hops=params.hops)
        return RelatedList(items=items, paths=paths)
