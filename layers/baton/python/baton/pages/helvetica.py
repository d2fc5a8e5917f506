"""How wide words are in Helvetica, and how they break into lines. Pure. A line with letters that it
lacks and ``letters`` has is set in those; what neither has is a question mark.

Widths are those of Adobe's metrics of the fourteen fonts that every reader of PDF has (Adobe Core 14 AFM
files): in thousandths of the size, by the codes 32 to 255 of Windows-1252.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from baton.pages.letters import glyphs

_SAID_OTHERWISE = str.maketrans({"\u2212": "-", "\u2192": "to", "\u2265": ">=", "\u2264": "<="})
_FIRST = 32
_UNKNOWN = "?"
_OWN = frozenset(bytes(range(_FIRST, 256)).decode("cp1252", "ignore"))


def encoded(text: str) -> bytes:
    """Text in the font's 218 letters: others lose their accents, or are a question mark."""
    if _OWN.issuperset(text):
        return text.encode("cp1252")
    return "".join(map(_known, text.translate(_SAID_OTHERWISE))).encode("cp1252", "replace")


def other_letters(text: str) -> str | None:
    """The line as it is set in the other letters; ``None`` for one that Helvetica writes, or in which
    they are no help.
    """
    if _OWN.issuperset(text):
        return None
    composed = unicodedata.normalize("NFC", text).translate(_SAID_OTHERWISE)
    if not any(one in glyphs() for one in set(composed) - _OWN):
        return None
    return "".join(one if one in glyphs() else _UNKNOWN for one in composed)


def is_readable(text: str) -> bool:
    """Whether every letter of a text can be shown."""
    composed = unicodedata.normalize("NFC", text)
    return all(_known(one) != _UNKNOWN or one in glyphs() for one in composed if one != _UNKNOWN)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text, in the unit of ``size``."""
    if (others := other_letters(text)) is not None:
        return sum(glyphs()[one].width for one in others) * size / 1000
    widths = _widths()["bold" if bold else "regular"]
    return sum(map(widths.__getitem__, encoded(text))) * size / 1000


def lines(text: str, size: float, most: float, *, bold: bool = False) -> Iterator[str]:
    """Text in lines at most ``most`` wide, broken between words, or within one that is wider."""
    line = ""
    for word in text.split():
        for piece in _pieces(word, size, most, bold=bold):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer, size, bold=bold) > most:
                yield line
                line = piece
            else:
                line = longer
    yield line


def _pieces(word: str, size: float, most: float, *, bold: bool) -> Iterator[str]:
    if width(word, size, bold=bold) <= most:
        yield word
        return
    piece = ""
    for letter in word:
        if piece and width(piece + letter, size, bold=bold) > most:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _known(letter: str) -> str:
    if letter in _OWN:
        return letter
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
    )
    return plain if plain and _OWN.issuperset(plain) else _UNKNOWN


@cache
def _widths() -> Mapping[str, Sequence[int]]:
    found: Mapping[str, list[int]] = json.loads(
        files(__package__).joinpath("helvetica.json").read_text(encoding="ascii")
    )
    return {name: [widths[0]] * _FIRST + widths for name, widths in found.items()}
