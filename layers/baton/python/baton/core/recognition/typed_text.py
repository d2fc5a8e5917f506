"""A text in the characters of a keyboard, and where each of them stands in what was written.

Full-width and mathematical letters and digits, digits of other scripts, wide and narrow spaces and every
dash look like those that people type, and invisible characters and marks like nothing: none of them
hides what is personal. Raised and circled figures count notes and items, unless six and more of them
stand together as in a number.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_SAME = frozenset({"<wide>", "<narrow>", "<font>", "<small>", "<noBreak>"})
"""How a character may be made of one that means the same (Unicode, Decomposition_Mapping)."""

_UNSEEN = frozenset({"Cf", "Mn", "Mc", "Me"})
_OF_JSON = frozenset('"\\')
"""What would begin or end something in a line of JSON that is none there."""

_DOTS = frozenset("\u00b7\u2022\u2219\u22c5\u30fb")


_DRAWN = "".join(
    one
    for one in map(chr, (*range(0xB2, 0xBA), *range(0x2070, 0x208A), *range(0x2460, 0x2800)))
    if unicodedata.category(one) == "No" and unicodedata.digit(one, None) is not None
)
"""Raised, lowered and circled figures."""

_AS_DIGITS = {ord(one): str(unicodedata.digit(one)) for one in _DRAWN} | {0x207A: "+", 0x208A: "+"}
_DRAWN_NUMBER = re.compile(
    rf"[\u207a\u208a]?[{_DRAWN}](?:[\W_]{{0,3}}[{_DRAWN}]){{5}}(?:[\W_]{{0,3}}[{_DRAWN}])*+"
)


class TypedText(NamedTuple):
    """``places`` says where each character stood."""

    text: str
    places: Sequence[int]

    def back(self, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Where what stands at ``spans`` of the plain text began and ended."""
        return ((self.places[begin], self.places[end - 1] + 1) for begin, end in spans)


class _Table(dict[int, str | None]):
    """What stands for each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = found = _plain(chr(code))
        return found


_TABLE = _Table()


def typed_text(text: str) -> TypedText:
    """``text`` as it would be typed."""
    if text.isascii():
        return TypedText(text, range(len(text)))
    drawn = _DRAWN_NUMBER.sub(lambda found: found[0].translate(_AS_DIGITS), text)
    plain = drawn.translate(_TABLE)
    if len(plain) == len(text):
        return TypedText(plain, range(len(text)))
    return TypedText(plain, [at for at, one in enumerate(text) if _TABLE[ord(one)] is not None])


def _plain(one: str) -> str | None:
    category = unicodedata.category(one)
    if category in _UNSEEN:
        return None
    if category == "Nd":
        return str(unicodedata.decimal(one))
    if category == "Zs":
        return " "
    if category == "Pd" or one == "\u2212":
        return "-"
    if one in _DOTS:
        return "."
    made = unicodedata.normalize("NFKC", one)
    same = unicodedata.decomposition(one).split(" ")[0] in _SAME and len(made) == 1
    return made if same and made not in _OF_JSON else one
