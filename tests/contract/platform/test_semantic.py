"""What every semantic memory promises."""

import copy

import pytest

from baton.core.errors import NotFound
from baton.memory.knowledge import Direction, Edge, Node
from baton.runtime.platform import Platform
from tests.contract.given import at_once

EDUCATION = Node(node_id="industry:education", label="Education", facts={"cycle_days": 90})
DOUBT = Node(node_id="objection:no_time", label="I have no time")
CASE = Node(node_id="play:case_study", label="Case study")
DEMO = Node(node_id="play:demo", label="Demo")
RAISES = Edge(
    source="industry:education", relation="raises", target="objection:no_time", weight=0.8
)
ANSWERED = Edge(source="objection:no_time", relation="answered_by", target="play:demo", weight=0.9)
SUITS = Edge(
    source="play:case_study", relation="works_for", target="industry:education", weight=0.6
)


@pytest.fixture
def platform(platform: Platform) -> Platform:
    """One with a small graph: two plays around an industry, one of them behind an objection."""
    platform.semantic.put([EDUCATION, DOUBT, CASE, DEMO], [RAISES, ANSWERED, SUITS])
    return platform


def test_a_node_comes_back_as_it_was_put_and_an_unknown_one_is_named(platform: Platform) -> None:
    assert platform.semantic.node(EDUCATION.node_id) == EDUCATION
    with pytest.raises(NotFound, match="industry:space"):
        platform.semantic.node("industry:space")


def test_putting_again_replaces(platform: Platform) -> None:
    better = EDUCATION.model_copy(update={"label": "Schools and training"})
    stronger = SUITS.model_copy(update={"weight": 0.95, "tried": 12, "worked": 9})
    platform.semantic.put([better], [stronger])
    assert platform.semantic.node(EDUCATION.node_id) == better
    assert platform.semantic.edges(CASE.node_id) == (stronger,)
    assert platform.semantic.edges(EDUCATION.node_id, Direction.IN) == (stronger,)


def test_nodes_of_a_type_are_listed_by_name(platform: Platform) -> None:
    assert platform.semantic.nodes("play") == (CASE, DEMO)
    assert platform.semantic.nodes("play", limit=1) == (CASE,)
    assert platform.semantic.nodes("pla") == ()


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.OUT, (RAISES,)),
        (Direction.IN, (SUITS,)),
        (Direction.BOTH, (RAISES, SUITS)),
    ],
)
def test_edges_are_found_from_both_ends(
    platform: Platform, direction: Direction, expected: tuple[Edge, ...]
) -> None:
    assert platform.semantic.edges(EDUCATION.node_id, direction) == expected


def test_edges_come_the_strongest_first_and_of_the_relations_that_were_named(
    platform: Platform,
) -> None:
    weights = [0.5, 1.0, 0.0, 0.25, 1 / 3]
    more = [
        Edge(source=DEMO.node_id, relation=relation, target=f"offer:o{number}", weight=weight)
        for number, weight in enumerate(weights)
        for relation in ("needs", "shows")
    ]
    platform.semantic.put(edges=more)
    found = platform.semantic.edges(DEMO.node_id)
    assert [edge.weight for edge in found] == sorted([*weights, *weights], reverse=True)
    assert platform.semantic.edges(DEMO.node_id, limit=2) == found[:2]
    needs = platform.semantic.edges(DEMO.node_id, relations=["needs"], limit=3)
    assert [edge.weight for edge in needs] == [1.0, 0.5, 1 / 3]
    assert {edge.relation for edge in needs} == {"needs"}


def test_a_walk_reaches_what_is_near_over_the_strongest_way(platform: Platform) -> None:
    found = platform.semantic.walk(EDUCATION.node_id, hops=2)
    assert [(one.node, one.hops) for one in found] == [(DOUBT, 1), (DEMO, 2), (CASE, 1)]
    assert found[1].path.edges == (RAISES, ANSWERED)
    assert found[1].path.strength == pytest.approx(0.72)
    assert [one.node for one in platform.semantic.walk(EDUCATION.node_id, hops=1)] == [DOUBT, CASE]


def test_a_walk_keeps_to_direction_relations_types_and_limit(platform: Platform) -> None:
    semantic, start = platform.semantic, EDUCATION.node_id
    assert [one.node for one in semantic.walk(start, direction=Direction.OUT)] == [DOUBT, DEMO]
    assert [one.node for one in semantic.walk(start, direction=Direction.IN)] == [CASE]
    assert [one.node for one in semantic.walk(start, relations=["works_for"])] == [CASE]
    assert [one.node for one in semantic.walk(start, kinds=["play"])] == [DEMO, CASE]
    assert [one.node for one in semantic.walk(start, kinds=["play"], limit=1)] == [DEMO]
    assert semantic.walk("industry:space") == ()


@pytest.mark.parametrize("hops", [0, 5])
def test_hops_out_of_range_are_refused(platform: Platform, hops: int) -> None:
    with pytest.raises(ValueError, match="hops"):
        platform.semantic.walk(EDUCATION.node_id, hops=hops)
    with pytest.raises(ValueError, match="hops"):
        platform.semantic.why(EDUCATION.node_id, DEMO.node_id, hops=hops)


def test_the_graph_says_why_two_nodes_are_related(platform: Platform) -> None:
    (way,) = platform.semantic.why(CASE.node_id, DEMO.node_id)
    assert way.edges == (SUITS, RAISES, ANSWERED)
    assert way.strength == pytest.approx(0.6 * 0.8 * 0.9)
    assert platform.semantic.why(CASE.node_id, DEMO.node_id, hops=2) == ()
    assert platform.semantic.why(CASE.node_id, "play:none") == ()


def test_an_edge_is_followed_once_its_nodes_are_there(platform: Platform) -> None:
    offer = Node(node_id="offer:trial", label="Trial")
    leads_to = Edge(source=DEMO.node_id, relation="leads_to", target=offer.node_id)
    platform.semantic.put(edges=[leads_to])
    assert offer not in [one.node for one in platform.semantic.walk(DEMO.node_id)]
    platform.semantic.put([offer])
    assert offer in [one.node for one in platform.semantic.walk(DEMO.node_id)]


def test_a_removed_node_takes_its_edges_along(platform: Platform) -> None:
    assert platform.semantic.walk(EDUCATION.node_id)
    platform.semantic.remove(DOUBT.node_id)
    platform.semantic.remove(DOUBT.node_id)
    assert [one.node for one in platform.semantic.walk(EDUCATION.node_id)] == [CASE]
    assert platform.semantic.edges(EDUCATION.node_id) == ()
    assert platform.semantic.edges(DEMO.node_id, Direction.IN) == ()
    with pytest.raises(NotFound):
        platform.semantic.node(DOUBT.node_id)


def test_edges_can_be_taken_away(platform: Platform) -> None:
    platform.semantic.disconnect([SUITS, SUITS.model_copy(update={"target": "industry:none"})])
    platform.semantic.disconnect([SUITS])
    assert platform.semantic.edges(EDUCATION.node_id, Direction.BOTH) == (RAISES,)
    assert [one.node for one in platform.semantic.walk(EDUCATION.node_id)] == [DOUBT, DEMO]


def test_many_hands_lose_no_edge(platform: Platform) -> None:
    def put(number: int) -> None:
        target = f"offer:o{number}"
        edge = Edge(source=DEMO.node_id, relation="needs", target=target, weight=number / 10)
        platform.semantic.put([Node(node_id=target, label=target)], [edge])

    at_once(put)
    assert len(platform.semantic.edges(DEMO.node_id)) == 8
    assert len(platform.semantic.walk(DEMO.node_id, hops=1, direction=Direction.OUT)) == 8


def test_another_process_sees_what_was_put_within_a_minute(platform: Platform) -> None:
    other = copy.copy(platform)
    other.__dict__.pop("semantic", None)
    if type(platform) is not Platform:  # the fake is one and the same memory
        other.__dict__["semantic"] = platform.semantic
    assert [one.node for one in other.semantic.walk(CASE.node_id, hops=1)] == [EDUCATION]
    offer = Node(node_id="offer:trial", label="Trial")
    leads_to = Edge(source=CASE.node_id, relation="leads_to", target=offer.node_id)
    platform.semantic.put([offer], [leads_to])
    assert offer in [one.node for one in platform.semantic.walk(CASE.node_id, hops=1)]
    platform.clock.advance(60)  # type: ignore[attr-defined]
    assert offer in [one.node for one in other.semantic.walk(CASE.node_id, hops=1)]
