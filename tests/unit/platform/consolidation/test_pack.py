"""The pack of knowledge: what is shipped is sound, and loading it leaves what was learned alone."""

import pytest
import yaml

from baton.memory.knowledge import Direction, Edge, Node
from functions.leads.engagement.sequence import OUTLINES
from functions.platform.consolidation.pack import Pack, load
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash

KINDS = {"industry", "channel", "objection", "offer", "play", "action"}
ONE = Pack(
    {
        "a.yaml": """
play:
  demo: {label: Demo, also: [show], uses: {"offer:trial": 0.5}}
  old: {label: Old, uses: {"offer:trial": 0.5}}
offer:
  trial: {label: Trial, facts: {effort: 0.4}}
"""
    }
)
TWO = Pack({"a.yaml": "{play: {demo: {label: Show it}}, offer: {trial: {label: Trial}}}"})


def brought(platform: FakePlatform, pack: Pack) -> bool:
    return load(pack, platform.semantic, platform.pattern_counts)


def test_the_shipped_pack_has_every_kind_and_every_step_of_our_sequences() -> None:
    nodes, edges = Pack.own().content
    kinds = {node.kind for node in nodes}
    assert kinds == KINDS
    actions = {node.node_id for node in nodes if node.kind == "action"}
    planned = {
        f"action:{strategy.value}/{outline.template}"
        for strategy, outlines in OUTLINES.items()
        for outline in outlines
    }
    assert actions == planned
    assert "industry:education" in {node.node_id for node in nodes}
    assert all(edge.provenance == "pack" for edge in edges)


def test_from_every_industry_and_objection_a_play_and_an_offer_are_near() -> None:
    platform = FakePlatform()
    brought(platform, Pack.own())
    for node in Pack.own().content[0]:
        if node.kind in ("industry", "objection"):
            found = platform.semantic.walk(node.node_id, hops=2, kinds=["play", "offer"])
            assert {one.node.kind for one in found} == {"play", "offer"}, node.node_id


def test_a_pack_is_brought_once_for_each_fingerprint() -> None:
    platform = FakePlatform()
    assert brought(platform, ONE)
    puts = platform.faults.calls.count("semantic.put")
    assert not brought(platform, ONE)
    assert platform.faults.calls.count("semantic.put") == puts
    assert platform.semantic.node("offer:trial") == Node(
        node_id="offer:trial", label="Trial", facts={"effort": 0.4}
    )
    assert [one.node.node_id for one in platform.semantic.walk("play:show", hops=1)] == [
        "play:demo"
    ]


def test_the_next_pack_replaces_what_the_last_one_brought_and_nothing_else() -> None:
    platform = FakePlatform()
    learned = Edge(source="play:demo", relation="works_for", target="offer:trial", weight=0.4)
    brought(platform, ONE)
    platform.semantic.put(edges=[learned])
    assert brought(platform, TWO)
    assert set(platform.semantic.kept_nodes) == {"play:demo", "offer:trial"}
    assert platform.semantic.node("play:demo").label == "Show it"
    assert platform.semantic.edges("offer:trial", Direction.BOTH) == (learned,)


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_while_it_is_brought_is_made_good(after: bool) -> None:
    platform = FakePlatform()
    brought(platform, ONE)
    start = len(platform.faults.calls)
    brought(platform, TWO)
    calls = len(platform.faults.calls) - start
    expected = (
        platform.semantic.kept_nodes,
        platform.semantic.kept_edges,
        platform.pattern_counts.pack,
    )
    for number in range(1, calls + 1):
        platform = FakePlatform()
        brought(platform, ONE)
        platform.faults.crash_at(start + number, after=after)
        with pytest.raises(Crash):
            brought(platform, TWO)
        platform = platform.restarted()
        brought(platform, TWO)
        found = (
            platform.semantic.kept_nodes,
            platform.semantic.kept_edges,
            platform.pattern_counts.pack,
        )
        assert found == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("play: [", "is not YAML"),
        ("play: {demo: {}}", "play:demo: 'label'"),
        ("play: {Demo: {label: Demo}}", "play:Demo"),
        ("play: {demo: {label: Demo, uses: {'offer:none': 1}}}", r"offer:none"),
        ("play: {demo: {label: Demo, uses: {'play:demo': 1.5}}}", "play:demo"),
        ("play: {demo: {label: Demo, also: [demo]}}", "twice"),
        ("play: {demo: {label: Demo, uses: 7}}", "play:demo"),
    ],
)
def test_an_entry_that_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        assert Pack({"bad.yaml": text}).content


def test_the_files_hold_nothing_twice() -> None:
    for name, text in Pack.own().texts.items():
        tree = yaml.compose(text)
        assert isinstance(tree, yaml.MappingNode)
        for _, things in tree.value:
            names = [key.value for key, _ in things.value]
            assert len(names) == len(set(names)), name
