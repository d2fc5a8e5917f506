"""Walks over a graph give what trying every way would give, and read no more than they may."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.memory import graph
from baton.memory.graph import EDGES_A_NODE, OPENED_A_HOP, SAME_AS, rank, walk, why
from baton.memory.knowledge import Direction, Edge, Node

NAMES = [f"{kind}:{number}" for kind in ("play", "offer") for number in range(4)]


class Drawn:
    """A graph in memory that counts what is read of it."""

    def __init__(self, edges: Sequence[Edge], missing: Collection[str] = ()) -> None:
        named = {(one.source, one.relation, one.target): one for one in edges}
        self.edges = sorted(named.values(), key=rank)
        ends = {end for one in self.edges for end in (one.source, one.target)} | set(NAMES)
        self.nodes = {end: Node(node_id=end, label=end) for end in ends - set(missing)}
        self.opened: list[str] = []

    def around(
        self, node_ids: Collection[str], direction: Direction
    ) -> Mapping[str, Sequence[Edge]]:
        self.opened += node_ids
        return {one: list(self._at(one, direction)) for one in node_ids}

    def known(self, node_ids: Collection[str]) -> Mapping[str, Node]:
        return {one: self.nodes[one] for one in node_ids if one in self.nodes}

    def _at(self, near: str, direction: Direction) -> Iterator[Edge]:
        out = [edge for edge in self.edges if edge.source == near][:EDGES_A_NODE]
        into = [edge for edge in self.edges if edge.target == near][:EDGES_A_NODE]
        if direction is not Direction.IN:
            yield from out
        if direction is not Direction.OUT:
            yield from (edge for edge in into if edge not in out)


def edge(source: str, target: str, weight: float, relation: str = "leads_to") -> Edge:
    return Edge(source=source, target=target, weight=weight, relation=relation)


def simple_ways(
    drawn: Drawn, start: str, hops: int, direction: Direction
) -> Iterator[tuple[str, tuple[Edge, ...], float]]:
    """Every way that visits no node twice and no node that is not there."""
    waiting: list[tuple[str, frozenset[str], tuple[Edge, ...], float]] = []
    if start in drawn.nodes:
        waiting.append((start, frozenset({start}), (), 1.0))
    while waiting:
        here, visited, edges, strength = waiting.pop()
        if edges:
            yield here, edges, strength
        if len(edges) == hops:
            continue
        for one in drawn._at(here, direction):
            far = one.target if one.source == here else one.source
            if far not in visited and far in drawn.nodes:
                waiting.append((far, visited | {far}, (*edges, one), strength * one.weight))


weights = st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1.0])
edges = st.builds(
    edge,
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    weights,
    st.sampled_from(["leads_to", "needs"]),
)
graphs = st.builds(
    Drawn, st.lists(edges, max_size=16), st.lists(st.sampled_from(NAMES), max_size=2)
)
hops_of = st.integers(1, 4)


@given(graphs, hops_of, st.sampled_from(Direction))
def test_a_walk_finds_the_strongest_way_to_everything_in_reach(
    drawn: Drawn, hops: int, direction: Direction
) -> None:
    strongest: dict[str, float] = {}
    for far, _, strength in simple_ways(drawn, NAMES[0], hops, direction):
        strongest[far] = max(strongest.get(far, 0.0), strength)
    found = walk(drawn, NAMES[0], hops=hops, direction=direction, limit=100)
    assert {one.node.node_id: pytest.approx(one.path.strength) for one in found} == strongest
    strengths = [one.path.strength for one in found]
    assert strengths == sorted(strengths, reverse=True)


@given(graphs, hops_of)
def test_every_way_that_is_given_is_one(drawn: Drawn, hops: int) -> None:
    for one in walk(drawn, NAMES[0], hops=hops, limit=100):
        assert one.hops == len(one.path.edges) <= hops
        here, strength = NAMES[0], 1.0
        for step in one.path.edges:
            assert here in (step.source, step.target)
            here = step.target if step.source == here else step.source
            strength *= step.weight
        assert here == one.node.node_id
        assert one.path.strength == strength


@given(graphs, hops_of, st.integers(1, 8))
def test_why_gives_the_strongest_ways_between_two_nodes(
    drawn: Drawn, hops: int, limit: int
) -> None:
    one, other = NAMES[0], NAMES[5]
    senders = [way for way in simple_ways(drawn, one, hops, Direction.BOTH) if way[0] == other]
    strengths = sorted((strength for _, _, strength in senders), reverse=True)
    found = why(drawn, one, other, hops=hops, limit=limit)
    assert [way.strength for way in found] == pytest.approx(strengths[:limit])
    assert len({way.edges for way in found}) == len(found)
    assert {way.edges for way in found} <= {edges for _, edges, _ in senders}


@given(graphs, hops_of)
def test_why_is_the_same_from_both_ends(drawn: Drawn, hops: int) -> None:
    there = why(drawn, NAMES[0], NAMES[5], hops=hops)
    back = why(drawn, NAMES[5], NAMES[0], hops=hops)
    assert [way.strength for way in there] == pytest.approx([way.strength for way in back])


def test_what_a_walk_reads_is_bounded_however_large_the_graph() -> None:
    hub = [edge("play:0", f"offer:{n}", 0.9) for n in range(1_000)]
    leaves = [edge(f"offer:{n}", f"offer:{n}/{m}", 0.9) for n in range(200) for m in range(3)]
    drawn = Drawn([*hub, *leaves])
    found = walk(drawn, "play:0", hops=3, limit=1_000)
    assert len(drawn.opened) <= 1 + 2 * OPENED_A_HOP
    assert len(found) >= EDGES_A_NODE
    drawn.opened.clear()
    why(drawn, "play:0", "offer:7/1", hops=4)
    assert len(drawn.opened) <= 2 * (1 + OPENED_A_HOP)


def test_why_ends_even_where_there_are_very_many_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "WAYS_TRIED", 50)
    names = [f"play:{n}" for n in range(30)]
    drawn = Drawn([edge(one, other, 1.0) for one in names for other in names if one < other])
    assert 0 < len(why(drawn, names[0], names[1], limit=1_000)) <= 50


def test_another_name_leads_to_what_it_means_and_not_back() -> None:
    drawn = Drawn([edge("play:1", "play:0", 1.0, SAME_AS), edge("play:0", "offer:1", 0.5, "needs")])
    assert [one.node.node_id for one in walk(drawn, "play:1")] == ["play:0", "offer:1"]
    assert [one.node.node_id for one in walk(drawn, "play:0")] == ["offer:1"]
