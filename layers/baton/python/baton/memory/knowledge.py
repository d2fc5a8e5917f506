"""Domain knowledge as a graph: typed nodes, and edges with weights and where they are from (B4)."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime

NodeId = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}:[a-z0-9][a-z0-9_./-]{0,126}$")]
"""``<type>:<name>``, as ``industry:education`` or ``play:case_study``."""

RelationName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,47}$")]
"""What an edge says, read from its source to its target, as ``answers`` or ``works_for``."""


class Direction(StrEnum):
    """In which direction edges are followed."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class Node(Contract):
    """One thing of the field. ``label`` is what a person reads."""

    node_id: NodeId
    label: str = Field(min_length=1, max_length=200)
    facts: dict[str, Any] = Field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The node's type."""
        return self.node_id.partition(":")[0]


class Edge(Contract):
    """``source`` stands in ``relation`` to ``target``. ``weight`` is how strongly, 0 to 1;
    ``provenance`` where it is from (``pack``, ``consolidation``, a caller). A learned edge counts how
    often what it says was tried and worked.
    """

    source: NodeId
    relation: RelationName
    target: NodeId
    weight: float = Field(default=1.0, ge=0, le=1)
    provenance: str = Field(default="pack", max_length=128)
    tried: int = Field(default=0, ge=0)
    worked: int = Field(default=0, ge=0)
    at: UtcDatetime | None = None


class Path(Contract):
    """Edges one after the other from one node to another. ``strength`` is the product of the weights."""

    edges: tuple[Edge, ...]
    strength: float = Field(ge=0, le=1)


class Related(Contract):
    """A node that a walk reached, over the strongest way it found."""

    node: Node
    hops: int = Field(ge=1)
    path: Path
