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


@dataclass
class Steps:
    """Counts the steps of ``pattern``."""

    pattern: re.Pattern[str]

    def __post_init__(self) -> None:
        self.count, self.most = 0, MOST_STEPS
        self._tree = _parser.parse(self.pattern.pattern, self.pattern.flags)
        self._single: dict[int, re.Pattern[str]] = {}

    def of(self, text: str, *, anchored: bool, most: int = MOST_STEPS) -> int:
        """The steps until every match is found, or, if ``anchored``, until one covers the text. Raises
        ``TooMany`` beyond ``most``.
        """
        self.count, self.most, at = 0, most, 0
        while at <= len(text):
            ends = self._ends(list(self._tree), text, at, {})
            if anchored:
                any(end == len(text) for end in ends)
                break
            at = max(next(ends, at), at + 1)
        return self.count

    def _ends(self, nodes: list[Any], text: str, at: int, groups: dict[int, str]) -> Iterator[int]:
        """Where a match of ``nodes`` from ``at`` on may end, in the order in which they are tried."""
        if not nodes:
            yield at
            return
        self.count += 1
        if self.count > self.most:
            raise TooMany(self.pattern.pattern)
        for middle in self._one(nodes[0], text, at, groups):
            yield from self._ends(nodes[1:], text, middle, groups)

    def _one(self, node: Any, text: str, at: int, groups: dict[int, str]) -> Iterator[int]:
        kind, given = str(node[0]), node[1]
        if kind in REPEATS:
            yield from self._repeated(kind, given, text, at, groups)
        elif kind == "SUBPATTERN":
            for end in self._ends(list(given[3]), text, at, groups):
                groups[given[0]] = text[at:end]
                yield end
        elif kind == "BRANCH":
            for branch in given[1]:
                yield from self._ends(list(branch), text, at, groups)
        elif kind == "ATOMIC_GROUP":
            yield from list(self._ends(list(given), text, at, groups))[:1]
        else:
            yield from self._plain(node, text, at, groups)

    def _plain(self, node: Any, text: str, at: int, groups: dict[int, str]) -> Iterator[int]:
        """Of a sign, what a group took, a place, or a look around."""
        kind, given = str(node[0]), node[1]
        if kind == "GROUPREF":
            if text.startswith(groups.get(given, "\0"), at):
                yield at + len(groups[given])
        elif self._alone(node).match(text, at):
            yield at + (kind in _ONE_SIGN)

    def _repeated(
        self, kind: str, given: Any, text: str, at: int, groups: dict[int, str]
    ) -> Iterator[int]:
        least, most, body = given
        if kind == "POSSESSIVE_REPEAT":
            yield next(self._more(list(body), (least, most, 0), text, at, groups), -1)
            return
        ends = self._more(list(body), (least, most, 0), text, at, groups)
        yield from ends if kind == "MAX_REPEAT" else sorted(ends)

    def _more(
        self,
        body: list[Any],
        bounds: tuple[int, Any, int],
        text: str,
        at: int,
        groups: dict[int, str],
    ) -> Iterator[int]:
        least, most, done = bounds
        if done < most:
            for end in self._ends(body, text, at, groups):
                if end > at or done < least:
                    yield from self._more(body, (least, most, done + 1), text, end, groups)
        if done >= least:
            yield at

    def _alone(self, node: Any) -> re.Pattern[str]:
        """A pattern of this node only."""
        if id(node) not in self._single:
            tree = _parser.SubPattern(self._tree.state, [node])
            self._single[id(node)] = _compiler.compile(tree, self.pattern.flags)
        return self._single[id(node)]


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
