"""SQL as tokens: enough to see what a query asks for. Linear in its length."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from baton.core.errors import FieldError, InvalidInput


class Kind(StrEnum):
    """What a token is."""

    NAME = "name"
    QUOTED = "quoted"
    """a name in double quotation marks"""
    TEXT = "text"
    NUMBER = "number"
    SIGN = "sign"
    PLACE = "place"
    """a question mark, for a parameter"""


class Token(NamedTuple):
    """A piece of a query. ``word`` is a name in lower case, or the piece as it is."""

    kind: Kind
    word: str
    start: int
    end: int


_PIECES = re.compile(
    r"""(?P<skipped>[\x20\t\r\n]+)
      | (?P<comment>--|/\*)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<quoted>"[^"\x00]*")
      | (?P<text>'(?:[^'\x00]|'')*')
      | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|\.\d+)
      | (?P<sign><>|!=|<=|>=|\|\||[(),.+*/%<>=-])
      | (?P<place>\?)""",
    re.VERBOSE,
)


def tokens_of(sql: str) -> Iterator[Token]:
    """The tokens of a query. Raises ``InvalidInput`` for a sign that neither engine has the same way,
    as ``;``, ``::`` or ``$``, and for comments: what one engine takes for one may be code to another.
    """
    at = 0
    while at < len(sql):
        found = _PIECES.match(sql, at)
        if found is None:
            raise not_allowed(f"{sql[at]!r} at character {at + 1} is not allowed")
        kind, text = str(found.lastgroup), found[0]
        if kind == "comment":
            raise not_allowed("it has a comment")
        if kind != "skipped":
            if kind in ("text", "quoted") and not _stands_alone(sql, at, found.end()):
                raise not_allowed(f"there is no space around the text at character {at + 1}")
            word = text.lower() if kind == "name" else text.strip('"') if kind == "quoted" else text
            yield Token(Kind(kind), word, at, found.end())
        at = found.end()


def _stands_alone(sql: str, start: int, end: int) -> bool:
    """Whether a text or quoted name has nothing before or after it that changes where it ends: engines
    read ``E'…'`` by other rules.
    """
    before, after = sql[max(start - 1, 0) : start], sql[end : end + 1]
    return not (before.isalnum() or before in ("_", "'", '"') or after in ("'", '"'))


def not_allowed(why: str) -> InvalidInput:
    """The error for a query that is not run."""
    return InvalidInput(
        [FieldError("/sql", why, "query_not_allowed")], f"The query is refused: {why}."
    )
