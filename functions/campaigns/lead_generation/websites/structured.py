"""A page's structured data as nodes: JSON-LD and microdata, by extruct.

Of extruct only these two readers are loaded (70 ms of CPU): the package's own ``__init__`` loads
RDFa and microformats as well, which costs 550 ms and 13 MB.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = {
    "elements": 60_000,
    "items": 400,
    "properties": 1_500,
    "references": 100,
    "nested": 60_000,
    "characters": 4_000_000,
}
"""Of a page with microdata. What is ``nested``, elements and characters within items and
properties, counts once for each that is around it."""

_MOST_REFERRED = 10_000
"""References times properties."""

_WRAPPED = re.compile(r"(?://|/\*)?\s{0,9}(?:<!--|<!\[CDATA\[)[ \t]{0,9}(?:\*/)?")
_WRAP_END = re.compile(r"(?://|/\*)?[ \t]{0,9}(?:-->|\]\]>)\s{0,9}(?:\*/)?\Z")
_LONGEST_END = 40

_MOST_SCRIPTS, _MOST_SCRIPT = 40, 400_000
_MOST_NODES, _DEEPEST = 5_000, 12

Data = Mapping[str, Any]
"""An item as extruct gives it."""


def items_of(tree: "HtmlElement", url: str) -> tuple[list[Data], bool]:
    """The items of a page, in one form: ``@type``, and properties by their names. Whether all could be
    read is told beside.
    """
    items, whole = _json_ld(tree)
    if not tree.xpath("boolean(//*[@itemscope])"):
        return items, whole
    if not _is_readable(tree):
        return items, False
    try:
        found = _readers().micro.MicrodataExtractor().extract_items(tree, url)
        return [*items, *(_from_microdata(one) for one in found)], whole
    except (RecursionError, ValueError):
        return items, False


def _json_ld(tree: "HtmlElement") -> tuple[list[Data], bool]:
    """JSON-LD script by script: one that cannot be read takes no other with it."""
    items: list[Data] = []
    scripts = tree.xpath('//script[@type="application/ld+json"]')
    whole = len(scripts) <= _MOST_SCRIPTS
    for script in scripts[:_MOST_SCRIPTS]:
        if len(script.text or "") > _MOST_SCRIPT:
            whole = False
            continue
        script.text = _unwrapped(script.text or "")
        try:
            items += _readers().json_ld.JsonLdExtractor().extract_items(script)
        except (ValueError, RecursionError, IndexError, AttributeError, TypeError):
            whole = False
    return [one for one in items if isinstance(one, dict)], whole


def _unwrapped(script: str) -> str:
    """A script without the comment or CDATA section that hides it from old browsers and XML."""
    bare = script.strip()
    begun = _WRAPPED.match(bare)
    if begun is None:
        return script
    ended = _WRAP_END.search(bare, max(begun.end(), len(bare) - _LONGEST_END))
    return bare[begun.end() : ended.start() if ended else len(bare)]


def _is_readable(tree: "HtmlElement") -> bool:
    """Whether reading the page's microdata takes no longer than it is worth: the reader copies what is
    in a property, goes through all below an item for each, and through what an item refers to for each
    reference.
    """
    from lxml.etree import iterwalk

    counts: Counter[str] = Counter()
    around = 0
    for event, element in iterwalk(tree, events=("start", "end")):
        held = ("itemprop" in element.attrib) + ("itemscope" in element.attrib)
        if event == "end":
            around -= held
            counts["characters"] += around * len(element.tail or "")
            continue
        around += held
        counts["elements"] += 1
        counts["nested"] += around
        counts["characters"] += around * len(element.text or "")
        counts["items"] += "itemscope" in element.attrib
        counts["properties"] += "itemprop" in element.attrib
        counts["references"] += len((element.get("itemref") or "").split())
        if any(counts[name] > most for name, most in _MOST.items()):
            return False
    return counts["references"] * counts["properties"] <= _MOST_REFERRED


def _from_microdata(item: Data) -> Data:
    """An item of microdata in the form of JSON-LD."""
    properties = item.get("properties")
    found: dict[str, Any] = {"@type": item.get("type", [])}
    if isinstance(properties, Mapping):
        found |= {name: _plain(value) for name, value in properties.items()}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return _from_microdata(value) if isinstance(value, Mapping) else value


def walk(items: list[Data]) -> Iterator[tuple[Data, tuple[str, ...]]]:
    """Every node with the names of the properties that lead to it; the outer ones first. A node that
    only refers (``{"@id": …}``) is the node it refers to.
    """
    known = {one["@id"]: one for one in _all_nodes(items) if len(one) > 1 and _is_id(one)}
    waiting: list[tuple[Data, tuple[str, ...]]] = [(one, ()) for one in items]
    count = 0
    while waiting and count < _MOST_NODES:
        count += 1
        node, path = waiting.pop(0)
        yield {name: _resolved(value, known) for name, value in node.items()}, path
        if len(path) < _DEEPEST:
            waiting += [
                (
                    one,
                    path if name in {"@graph", "mainEntity", "mainEntityOfPage"} else (*path, name),
                )
                for name, value in node.items()
                for one in nodes_in(value)
            ]


def _all_nodes(items: list[Data]) -> Iterator[Data]:
    waiting: list[Any] = list(items)
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        yield node
        waiting += [one for value in node.values() for one in nodes_in(value)]


def _is_id(node: Data) -> bool:
    return isinstance(node.get("@id"), str)


def _resolved(value: Any, known: Mapping[str, Data]) -> Any:
    if isinstance(value, list):
        return [_referred(one, known) for one in value]
    return _referred(value, known)


def _referred(value: Any, known: Mapping[str, Data]) -> Any:
    if isinstance(value, Mapping) and set(value) == {"@id"} and _is_id(value):
        return known.get(value["@id"], value)
    return value


def nodes_in(value: Any) -> list[Data]:
    """The nodes that a property's value is or has."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values[:_MOST_NODES] if isinstance(one, Mapping)]


def texts_in(value: Any) -> list[str]:
    """The texts that a property's value is or has; of a node with ``@value``, that."""
    values = value if isinstance(value, list) else [value]
    found: list[str] = []
    for one in values[:_MOST_NODES]:
        bare = one.get("@value") if isinstance(one, Mapping) else one
        if isinstance(bare, str | int | float) and not isinstance(bare, bool):
            found.append(str(bare))
    return found


def types_of(node: Data) -> frozenset[str]:
    """The node's types by their last names, as ``Restaurant`` of ``https://schema.org/Restaurant``."""
    return frozenset(
        one.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
        for one in texts_in(node.get("@type"))
    )


class _Readers:
    json_ld: ModuleType
    micro: ModuleType


@cache
def _readers() -> _Readers:
    """extruct's two readers, without its ``__init__``: a package of that name stands in its place while
    they are loaded.
    """
    found = _Readers()
    spec, before = find_spec("extruct"), sys.modules.get("extruct")
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError("extruct is in the layer web, which this function has not")
    bare = ModuleType("extruct")
    bare.__path__ = list(spec.submodule_search_locations)
    sys.modules["extruct"] = before or bare
    try:
        found.json_ld = import_module("extruct.jsonld")
        found.micro = import_module("extruct.w3cmicrodata")
    finally:
        if before is None:
            del sys.modules["extruct"]
    return found
