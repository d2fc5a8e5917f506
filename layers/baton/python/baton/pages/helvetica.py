"""How wide words are in Helvetica, and how they break into lines. Pure.

Widths are those of Adobe's metrics of the fourteen fonts that every reader of PDF has (Adobe Core 14 AFM
files): in thousandths of the size, by the codes 32 to 255 of Windows-1252.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

_SAID_OTHERWISE = str.maketrans({"\u2212": "-", "\u2192": "to", "\u2265": ">=", "\u2264": "<="})
_FIRST = 32
_UNKNOWN = "?"


def encoded(text: str) -> bytes:
    """Text in the font's 218 letters: others lose their accents, or are a question mark."""
    return "".join(map(_known, text.translate(_SAID_OTHERWISE))).encode("cp1252", "replace")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text, in the unit of ``size``."""
    widths = _widths()["bold" if bold else "regular"]
    return sum(widths[max(code, _FIRST) - _FIRST] for code in encoded(text)) * size / 1000


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
    piece = ""
    for letter in word:
        if piece and width(piece + letter, size, bold=bold) > most:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _known(letter: str) -> str:
    if _has(letter):
        return letter
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
    )
    return plain if plain and all(map(_has, plain)) else _UNKNOWN


def _has(letter: str) -> bool:
    try:
        return letter.encode("cp1252")[0] >= _FIRST
    except UnicodeEncodeError:
        return False


@cache
def _widths() -> Mapping[str, Sequence[int]]:
    found: Mapping[str, Sequence[int]] = json.loads(
        files(__package__).joinpath("helvetica.json").read_text(encoding="ascii")
    )
    return found
