"""Walks over a graph of weighted edges: what is related to a node, and why two nodes are.

Pure: a ``Graph`` gives edges and nodes in batches, so that one step of a walk is one round of reads.
A way's strength is the product of its edges' weights, so it never grows along the way, and the
strongest way to a node visits nothing twice.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Protocol

from baton.memory.knowledge import Direction, Edge, Node, Path, Related

OPENED_A_HOP = 40
"""How many nodes of one hop are followed further, the strongest first."""

EDGES_A_NODE = 200
"""How many edges of a node are followed in one direction, the strongest first."""

SAME_AS = "same_as"
"""From another name to what it stands for. Walks follow it that way only, so that they reach what a
name means and not every other name of it."""

MOST_HOPS = 4
WAYS_TRIED = 10_000
"""How many beginnings of ways ``why`` looks at before it gives what it has found."""


class Graph(Protocol):
    """Where a walk reads."""

    def around(
        self, node_ids: Collection[str], direction: Direction
    ) -> Mapping[str, Sequence[Edge]]:
        """The ``EDGES_A_NODE`` strongest edges at each node in each direction."""
        ...

    def known(self, node_ids: Collection[str]) -> Mapping[str, Node]:
        """Those of the nodes that there are."""
        ...


def rank(edge: Edge) -> tuple[float, str, str, str]:
    """Sorts edges: the strongest first, then by name."""
    return (-edge.weight, edge.source, edge.relation, edge.target)


def walk(
    graph: Graph,
    start: str,
    *,
    hops: int = 2,
    direction: Direction = Direction.BOTH,
    relations: Collection[str] = (),
    kinds: Collection[str] = (),
    limit: int = 20,
) -> tuple[Related, ...]:
    """What is related to ``start``, the strongest first; of equals the nearer, then by name.

    Each hop opens the ``OPENED_A_HOP`` strongest of the nodes that the last hop reached for the first
    time or over a stronger way, so what is read is bounded; within these bounds the result is exact.
    A node that is not there is neither given nor passed. Raises ``ValueError``.
    """
    _check(hops, limit)
    nodes = dict(graph.known([start]))
    best = {start: _Way(1.0, ())}
    frontier = list(nodes)
    for _ in range(hops):
        reached = _reached(graph, frontier, direction, relations, best)
        nodes.update(graph.known([one for one in reached if one not in nodes]))
        reached = {one: way for one, way in reached.items() if one in nodes}
        best.update(reached)
        frontier = _strongest(reached)
    found = [
        Related(node=nodes[one], hops=len(way.edges), path=way.path)
        for one, way in best.items()
        if way.edges and (not kinds or nodes[one].kind in kinds)
    ]
    found.sort(key=lambda one: (-one.path.strength, one.hops, one.node.node_id))
    return tuple(found[:limit])


def why(
    graph: Graph, one: str, other: str, *, hops: int = MOST_HOPS, limit: int = 3
) -> tuple[Path, ...]:
    """The strongest ways of at most ``hops`` edges from ``one`` to ``other``; of equals the shorter.

    Edges are followed in both directions, and no way visits a node twice. Only the edges near the two
    ends are read: of a way's edges the first half is near the one, the rest near the other. Raises
    ``ValueError``.
    """
    _check(hops, limit)
    if one == other or not {one, other} <= graph.known([one, other]).keys():
        return ()
    near = _near(graph, one, (hops + 1) // 2) | _near(graph, other, hops // 2)
    at: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in sorted(near.values(), key=rank):
        for end in {edge.source, edge.target}:
            at[end].append(edge)
    senders = _senders(at, one, other, _ceilings(at, other, hops))
    return tuple(way.path for way in islice(senders, limit))


@dataclass(frozen=True, slots=True)
class _Way:
    """Edges from a start to a node. The strength is their product, taken in their order."""

    strength: float
    edges: tuple[Edge, ...]

    def on(self, edge: Edge) -> "_Way":
        """This way and one edge more."""
        return _Way(self.strength * edge.weight, (*self.edges, edge))

    @property
    def path(self) -> Path:
        """The way as callers get it."""
        return Path(edges=self.edges, strength=self.strength)


def _check(hops: int, limit: int) -> None:
    if not 1 <= hops <= MOST_HOPS:
        raise ValueError(f"hops are 1 to {MOST_HOPS}, and {hops} was asked for")
    if limit < 1:
        raise ValueError(f"a limit is at least 1, and {limit} was asked for")


def _far(edge: Edge, near: str) -> str:
    return edge.target if edge.source == near else edge.source


def _strongest(reached: Mapping[str, _Way]) -> list[str]:
    return sorted(reached, key=lambda one: (-reached[one].strength, one))[:OPENED_A_HOP]


def _reached(
    graph: Graph,
    frontier: Sequence[str],
    direction: Direction,
    relations: Collection[str],
    best: Mapping[str, _Way],
) -> dict[str, _Way]:
    """The nodes that one more hop reaches for the first time, or over a stronger way."""
    reached: dict[str, _Way] = {}
    around = graph.around(frontier, direction) if frontier else {}
    for near in frontier:
        for edge in around.get(near, ()):
            backwards = edge.relation == SAME_AS and edge.target == near
            if backwards or (relations and edge.relation not in relations):
                continue
            far, way = _far(edge, near), best[near].on(edge)
            rival = reached.get(far) or best.get(far)
            if rival is None or way.strength > rival.strength:
                reached[far] = way
    return reached


def _near(graph: Graph, start: str, depth: int) -> dict[tuple[str, str, str], Edge]:
    """The edges at the nodes less than ``depth`` hops from ``start``, between nodes that are there."""
    edges: dict[tuple[str, str, str], Edge] = {}
    seen = {start: _Way(1.0, ())}
    frontier = [start]
    for _ in range(depth):
        around = graph.around(frontier, Direction.BOTH) if frontier else {}
        touched = [edge for near in frontier for edge in around.get(near, ())]
        ends = {end for edge in touched for end in (edge.source, edge.target)}
        there = graph.known(sorted(ends))
        new: dict[str, _Way] = {}
        for near in frontier:
            for edge in around.get(near, ()):
                far, way = _far(edge, near), seen[near].on(edge)
                if far not in there:
                    continue
                edges[edge.source, edge.relation, edge.target] = edge
                if far not in seen and (far not in new or way.strength > new[far].strength):
                    new[far] = way
        seen.update(new)
        frontier = _strongest(new)
    return edges


def _ceilings(at: Mapping[str, Sequence[Edge]], other: str, hops: int) -> list[dict[str, float]]:
    """For 0, 1, … ``hops`` edges left: how strong the rest of a way from each node can be at most."""
    ceilings = [{other: 1.0}]
    for _ in range(hops):
        last = ceilings[-1]
        now = dict(last)
        for node, edges in at.items():
            for edge in edges:
                rest = last.get(_far(edge, node))
                if rest is not None:
                    now[node] = max(now.get(node, 0.0), edge.weight * rest)
        ceilings.append(now)
    return ceilings


def _senders(
    at: Mapping[str, Sequence[Edge]], one: str, other: str, ceilings: Sequence[Mapping[str, float]]
) -> Iterator[_Way]:
    """Ways from ``one`` to ``other``, the strongest first.

    A* (Hart, Nilsson and Raphael 1968): the beginning that promises most is continued first. What the
    rest can be at most is known, so the first way to arrive is the strongest of all that are left.
    """
    hops, order = len(ceilings) - 1, count()
    promising: list[tuple[float, int, int, str, tuple[str, ...], _Way]] = []
    if one in ceilings[hops]:
        promising.append((-ceilings[hops][one], 0, next(order), one, (one,), _Way(1.0, ())))
    for _ in range(WAYS_TRIED):
        if not promising:
            return
        _, length, _, here, visited, way = heapq.heappop(promising)
        if here == other:
            yield way
            continue
        left = ceilings[hops - length - 1] if length < hops else {}
        for edge in at.get(here, ()):
            far = _far(edge, here)
            if far in left and far not in visited:
                longer = way.on(edge)
                promise = -longer.strength * left[far]
                step = (promise, length + 1, next(order), far, (*visited, far), longer)
                heapq.heappush(promising, step)
