"""The pack of knowledge that Baton starts with: the YAML files in ``knowledge/``.

A file holds things of one or more types, and what they have to do with others::

    objection:
      no_time:
        label: I have no time for this
        also: [too_busy]            # other names of the same
        facts: {says: "..."}
        answered_by:                # a relation: targets with their weights, 0 to 1
          play:start_small: 0.8
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Self

import yaml
from pydantic import ValidationError

from baton.core.packaged_yaml import yaml_of
from baton.memory.graph import SAME_AS
from baton.memory.knowledge import Edge, Node
from baton.memory.pattern_counts import Loaded, PatternCounts
from baton.memory.semantic import SemanticMemory

_OWN = {"label", "also", "facts"}


@dataclass(frozen=True)
class Pack:
    """The texts of the files, by name. Their knowledge is read only if it is not loaded yet."""

    texts: Mapping[str, str]

    @classmethod
    def own(cls) -> Self:
        """The one that is shipped."""
        folder = files("functions.platform.consolidation") / "knowledge"
        found = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
        return cls({file.name: file.read_text(encoding="utf-8") for file in found})

    @property
    def fingerprint(self) -> str:
        """Another one for other texts."""
        digest = hashlib.sha256()
        for name in sorted(self.texts):
            digest.update(f"{name}\n{self.texts[name]}\n".encode())
        return digest.hexdigest()

    @cached_property
    def content(self) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        """Nodes and edges. Raises ``ValueError`` saying which entry is wrong."""
        nodes: dict[str, Node] = {}
        edges: dict[tuple[str, str, str], Edge] = {}
        for file in sorted(self.texts):
            for node_id, entry in _entries(file, self.texts[file]):
                try:
                    for node in _nodes(node_id, entry):
                        if node.node_id in nodes:
                            raise ValueError(f"{node.node_id} is there twice")
                        nodes[node.node_id] = node
                    edges.update({_name(edge): edge for edge in _edges(node_id, entry)})
                except (ValidationError, ValueError, TypeError, AttributeError, KeyError) as error:
                    raise ValueError(f"{file}, {node_id}: {error}") from error
        ends = {end for edge in edges.values() for end in (edge.source, edge.target)}
        if strange := sorted(ends - nodes.keys()):
            raise ValueError(f"edges lead to nodes that the pack does not have: {strange}")
        return tuple(nodes.values()), tuple(edges.values())


def load(pack: Pack, semantic: SemanticMemory, pattern_counts: PatternCounts) -> bool:
    """Brings a pack into the graph if another one, or none, is there. Says whether it did.

    What the one before had brought and this one has not is removed. The ledger is told last, so that
    after a crash it is done again.
    """
    before = pattern_counts.loaded()
    if before and before.fingerprint == pack.fingerprint:
        return False
    nodes, edges = pack.content
    semantic.put(nodes, edges)
    now = Loaded(
        fingerprint=pack.fingerprint,
        nodes=tuple(node.node_id for node in nodes),
        edges=tuple(_name(edge) for edge in edges),
    )
    if before:
        gone = sorted(set(before.edges) - set(now.edges))
        semantic.disconnect([Edge(source=s, relation=r, target=t) for s, r, t in gone])
        for node_id in sorted(set(before.nodes) - set(now.nodes)):
            semantic.remove(node_id)
    pattern_counts.load(now)
    return True


def _entries(file: str, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        read = yaml_of(text)
    except yaml.YAMLError as error:
        raise ValueError(f"{file} is not YAML: {error}") from error
    for kind, things in (read or {}).items():
        for name, entry in things.items():
            yield f"{kind}:{name}", entry


def _nodes(node_id: str, entry: Mapping[str, Any]) -> Iterator[Node]:
    label, facts = entry["label"], entry.get("facts", {})
    yield Node(node_id=node_id, label=label, facts=facts)
    for alias in entry.get("also", ()):
        yield Node(node_id=_alias(node_id, alias), label=label)


def _edges(node_id: str, entry: Mapping[str, Any]) -> Iterator[Edge]:
    for alias in entry.get("also", ()):
        yield Edge(source=_alias(node_id, alias), relation=SAME_AS, target=node_id)
    for relation in entry.keys() - _OWN:
        for target, weight in entry[relation].items():
            yield Edge(source=node_id, relation=relation, target=target, weight=weight)


def _alias(node_id: str, alias: str) -> str:
    return f"{node_id.partition(':')[0]}:{alias}"


def _name(edge: Edge) -> tuple[str, str, str]:
    return edge.source, edge.relation, edge.target
