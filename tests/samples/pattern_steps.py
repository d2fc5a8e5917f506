"""How many steps a pattern takes on a text, counted without a clock.

A small backtracking matcher over Python's own parse of a pattern. It tries what ``re`` tries, in the
same order, but for shortcuts that only spare constant work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]
_compiler: Any = re._compiler  # type: ignore[attr-defined]
MOST_STEPS = 2_000_000
UNLIMITED = _parser.MAXREPEAT
REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
_ONE_SIGN = {"LITERAL", "NOT_LITERAL", "ANY", "IN"}


class TooMany(Exception):
    """More steps than anything linear takes."""


@dataclass(slots=True)
class _Node:
    """A part of a pattern: what it is, what the parser gave it, and the parts in it, which follow each
    other or are to choose from. ``alone`` matches it alone, if nothing is in it.
    """

    kind: str
    given: Any
    inner: list[list["_Node"]]
    alone: re.Pattern[str] | None

    @property
    def is_sign(self) -> bool:
        return self.kind in _ONE_SIGN


def _nodes(tree: Any, flags: int) -> list[_Node]:
    return [_node(tree.state, one, flags) for one in tree]


def _node(state: Any, node: Any, flags: int) -> _Node:
    kind, given = str(node[0]), node[1]
    looks = kind in {"ASSERT", "ASSERT_NOT"}
    inner = [] if looks else [_nodes(one, flags) for one in _inside(kind, given)]
    if inner or kind == "GROUPREF":
        return _Node(kind, given, inner, None)
    alone = _compiler.compile(_parser.SubPattern(state, [node]), flags)
    return _Node(kind, given, [], alone)


class Steps:
    """Counts the steps of ``pattern``."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.count, self.most = 0, MOST_STEPS
        self._nodes = _nodes(_parser.parse(pattern.pattern, pattern.flags), pattern.flags)

    def of(self, text: str, *, anchored: bool, most: int = MOST_STEPS) -> int:
        """The steps until every match is found, or, if ``anchored``, until one covers the text. Raises
        ``TooMany`` beyond ``most``.
        """
        self.count, self.most, at = 0, most, 0
        while at <= len(text):
            ends = self._ends(self._nodes, 0, text, at, {})
            if anchored:
                any(end == len(text) for end in ends)
                break
            at = max(next(ends, at), at + 1)
        return self.count

    def _step(self) -> None:
        self.count += 1
        if self.count > self.most:
            raise TooMany(self.pattern.pattern)

    def _ends(
        self, nodes: list[_Node], place: int, text: str, at: int, groups: dict[int, str]
    ) -> Iterator[int]:
        """Where a match of ``nodes`` from ``place`` on may end that begins at ``at``, in the order in
        which they are tried.
        """
        while place < len(nodes):
            self._step()
            node, place = nodes[place], place + 1
            if node.alone is None:
                for middle in self._one(node, text, at, groups):
                    yield from self._ends(nodes, place, text, middle, groups)
                return
            if not node.alone.match(text, at):
                return
            at += node.is_sign
        yield at

    def _one(self, node: _Node, text: str, at: int, groups: dict[int, str]) -> Iterator[int]:
        if node.kind in REPEATS:
            yield from self._repeated(node, text, at, groups)
        elif node.kind == "SUBPATTERN":
            for end in self._ends(node.inner[0], 0, text, at, groups):
                groups[node.given[0]] = text[at:end]
                yield end
        elif node.kind == "BRANCH":
            for branch in node.inner:
                yield from self._ends(branch, 0, text, at, groups)
        elif node.kind == "ATOMIC_GROUP":
            yield from list(self._ends(node.inner[0], 0, text, at, groups))[:1]
        elif text.startswith(groups.get(node.given, "\0"), at):
            yield at + len(groups[node.given])

    def _repeated(self, node: _Node, text: str, at: int, groups: dict[int, str]) -> Iterator[int]:
        least, most, _ = node.given
        (body,) = node.inner
        if len(body) == 1 and body[0].alone and body[0].is_sign:
            ends = self._signs(body[0].alone, (least, most), text, at)
        else:
            ends = self._more(body, (least, most, 0), text, at, groups)
        if node.kind == "POSSESSIVE_REPEAT":
            yield next(ends, -1)
            return
        yield from ends if node.kind == "MAX_REPEAT" else sorted(ends)

    def _signs(
        self, sign: re.Pattern[str], bounds: tuple[int, Any], text: str, at: int
    ) -> Iterator[int]:
        """As ``_more`` of one sign, which can end in one way only."""
        least, most = bounds
        done = 0
        while done < most:
            self._step()
            if not sign.match(text, at + done):
                break
            done += 1
        yield from range(at + done, at + least - 1, -1)

    def _more(
        self,
        body: list[_Node],
        bounds: tuple[int, Any, int],
        text: str,
        at: int,
        groups: dict[int, str],
    ) -> Iterator[int]:
        least, most, done = bounds
        if done < most:
            for end in self._ends(body, 0, text, at, groups):
                if end > at or done < least:
                    yield from self._more(body, (least, most, done + 1), text, end, groups)
        if done >= least:
            yield at


def repeated(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What every repeat of ``pattern`` without a limit takes as many of as there are, after a text
    that may stand before it.
    """
    yield from _repeated_in(_parser.parse(pattern.pattern, pattern.flags), "", pattern.flags)


def _repeated_in(tree: Any, before: str, flags: int) -> Iterator[tuple[str, str]]:
    for place, (kind, given) in enumerate(tree):
        name = str(kind)
        if name in REPEATS and given[1] is UNLIMITED:
            yield from ((before, piece) for piece in _pieces(given[2], flags))
        for inner in _inside(name, given):
            yield from _repeated_in(inner, before, flags)
        before += _text_of(tree[place : place + 1], flags)


def _inside(name: str, given: Any) -> list[Any]:
    """The trees in a node."""
    if name in REPEATS:
        return [given[2]]
    if name == "SUBPATTERN":
        return [given[3]]
    if name == "BRANCH":
        return list(given[1])
    if name == "ATOMIC_GROUP":
        return [given]
    return [given[1]] if name in {"ASSERT", "ASSERT_NOT"} else []


def _pieces(body: Any, flags: int) -> Iterator[str]:
    """Short texts that a repeat of ``body`` takes: of one sign each and every two of them."""
    if len(body) == 1 and str(body[0][0]) in _ONE_SIGN:
        alone = _compiler.compile(body, flags)
        signs = [sign for sign in _SIGNS if alone.match(sign)][:MOST_SIGNS]
        yield from signs
        yield from (one + two for one in signs for two in signs if one != two)
    elif text := _text_of(body, flags):
        yield text
        yield f" {text}"


MOST_SIGNS = 5
_SIGNS = "a1 ,-.\t_\n'\"\\/:;|(){}[]<>@%A5=+*x" + "\u00e9\u00a0"


def _text_of(tree: Any, flags: int) -> str:
    """A short text that the tree takes."""
    text = ""
    for node in tree:
        kind, given = str(node[0]), node[1]
        if kind in _ONE_SIGN:
            alone = _compiler.compile(_parser.SubPattern(tree.state, [node]), flags)
            text += chr(given) if kind == "LITERAL" else next(filter(alone.match, _SIGNS), "")
        elif kind in REPEATS:
            text += _text_of(given[2], flags) * max(given[0], 1)
        elif kind == "SUBPATTERN":
            text += _text_of(given[3], flags)
        elif kind == "ATOMIC_GROUP":
            text += _text_of(given, flags)
        elif kind == "BRANCH":
            text += _text_of(given[1][0], flags)
    return text
