"""What repeats and works becomes knowledge: edges with counts (requirement B5).

A pattern is an action in a situation. It is knowledge if it was tried at least ten times and the lower
bound of its success rate (Wilson, 95 %) is above the base rate, which is the rate over everything that
was tried. The bound is the edge's weight. When that no longer holds, the edge goes.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from baton.memory.keys import ANY, OTHER
from baton.memory.knowledge import Edge, Node
from baton.memory.pattern_counts import Pattern, PatternCount, PatternCounts
from baton.memory.semantic import SemanticMemory
from baton.statistics.intervals import wilson

LEAST_TRIED = 10
LEVEL = 0.95
WORKS_FOR = "works_for"
LEARNED = "consolidation"
"""The provenance of what was learned."""

ABOUT = 0.5
"""The weight of what ties a situation to its industry and channel: a walk from there finds what was
written down of them first."""

_MOST = 1_000
_PARTS = 3


def strength(count: PatternCount, whole: PatternCount) -> float | None:
    """The lower bound of a pattern's success rate; ``None`` if it is not knowledge."""
    if count.tried < LEAST_TRIED or whole.tried == 0:
        return None
    low = wilson(count.worked, count.tried, LEVEL).low
    return low if low > whole.worked / whole.tried else None


def learn(
    semantic: SemanticMemory,
    pattern_counts: PatternCounts,
    touched: Collection[Pattern],
    now: datetime,
) -> tuple[int, int]:
    """Keeps or takes away the edges of patterns that were counted. Gives how many of each.

    The edges follow from the tallies alone, so doing it again changes nothing. A pattern that was
    tried less often than ten times never had an edge.
    """
    if not touched:
        return 0, 0
    tallies, whole = pattern_counts.tallies(touched), pattern_counts.whole()
    found = {pattern: strength(count, whole) for pattern, count in tallies.items()}
    held = {pattern: low for pattern, low in found.items() if low is not None}
    lost = [one for one in found if one not in held and tallies[one].tried > LEAST_TRIED]
    if held:
        nodes, around = _surroundings(semantic, held)
        semantic.put(nodes, [*around, *_edges(held, tallies, now)])
    if lost:
        semantic.disconnect([_edge(one, 0.0, tallies[one], now) for one in lost])
    return len(held), len(lost)


def review(semantic: SemanticMemory, pattern_counts: PatternCounts) -> int:
    """Takes away learned edges that the base rate has overtaken. Gives how many."""
    whole = pattern_counts.whole()
    overtaken = [
        edge
        for node in semantic.nodes("action", limit=_MOST)
        for edge in semantic.edges(node.node_id, relations=[WORKS_FOR], limit=_MOST)
        if edge.provenance == LEARNED
        and strength(PatternCount(edge.tried, edge.worked), whole) is None
    ]
    if overtaken:
        semantic.disconnect(overtaken)
    return len(overtaken)


def _edges(
    held: Mapping[Pattern, float], tallies: Mapping[Pattern, PatternCount], now: datetime
) -> Iterable[Edge]:
    return (_edge(pattern, low, tallies[pattern], now) for pattern, low in held.items())


def _edge(pattern: Pattern, weight: float, count: PatternCount, now: datetime) -> Edge:
    return Edge(
        source=f"action:{pattern.action}",
        relation=WORKS_FOR,
        target=f"situation:{pattern.situation}",
        weight=round(weight, 6),
        provenance=LEARNED,
        tried=count.tried,
        worked=count.worked,
        at=now,
    )


def _surroundings(
    semantic: SemanticMemory, patterns: Collection[Pattern]
) -> tuple[list[Node], list[Edge]]:
    """The nodes of patterns, and what ties a situation to its industry and channel."""
    actions = {f"action:{one.action}": _words(one.action) for one in patterns}
    known = {node.node_id for node in semantic.nodes("action", limit=_MOST)}
    nodes = [
        Node(node_id=name, label=label) for name, label in actions.items() if name not in known
    ]
    edges: list[Edge] = []
    for situation in dict.fromkeys(one.situation for one in patterns):
        own = f"situation:{situation}"
        nodes.append(Node(node_id=own, label=_words(situation)))
        parts = situation.split("/")
        if len(parts) != _PARTS:
            continue
        for relation, kind, name in (
            ("about", "industry", parts[0]),
            ("came_by", "channel", parts[2]),
        ):
            if name not in (ANY, OTHER):
                target = f"{kind}:{name}"
                edges.append(
                    Edge(
                        source=own,
                        relation=relation,
                        target=target,
                        weight=ABOUT,
                        provenance=LEARNED,
                    )
                )
    return nodes, edges


def _words(key: str) -> str:
    return key.replace("/", ", ").replace("_", " ")
