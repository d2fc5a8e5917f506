"""Letters that Helvetica of PDF lacks: Latin, Greek, Cyrillic, Armenian and Georgian of DejaVu Sans,
whose outlines go into the file that uses them. Pure.

``tools/paper_letters.py`` makes its files; ``letters.LICENCE.txt`` is the font's licence.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_BLOCK = 100
"""Entries of one block of a CMap (Adobe Technical Note 5014)."""


class Glyph(NamedTuple):
    """A letter's number in the font, and its width in thousandths of the size."""

    number: int
    width: int


@cache
def glyphs() -> Mapping[str, Glyph]:
    """The letters there are."""
    given = _table()
    found = zip(given["letters"], given["glyphs"], given["widths"], strict=True)
    return {letter: Glyph(number, width) for letter, number, width in found}


def font_objects(used: Collection[str], first: int) -> tuple[bytes, ...]:
    """The font with the letters that are ``used``, as objects of a file from number ``first`` on, the
    first being what pages name (ISO 32000-1, 9.7: a composite font of TrueType outlines).
    """
    known = glyphs()
    shapes = {known[letter]: letter for letter in sorted(used, reverse=True)}
    wide = b" ".join(b"%d [%d]" % (one.number, one.width) for one in sorted(shapes))
    packed = files(__package__).joinpath("letters.ttf.z").read_bytes()
    words = b"\n".join(_unicode({one.number: shapes[one] for one in sorted(shapes)}))
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+DejaVuSans /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (first + 1, first + 4),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+DejaVuSans /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity "
        b"/FontDescriptor %d 0 R /W [%s] >>" % (first + 2, wide),
        b"<< /Type /FontDescriptor /FontName /AAAAAA+DejaVuSans /Flags 4 /FontBBox "
        b"[-1021 -463 1793 1232] /ItalicAngle 0 /Ascent 928 /Descent -236 /CapHeight 729 /StemV 90 "
        b"/FontFile2 %d 0 R >>" % (first + 3),
        b"<< /Length %d /Length1 %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
        % (len(packed), _table()["bytes"], packed),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
    )


def _unicode(shapes: Mapping[int, str]) -> Iterator[bytes]:
    """What each number means, for who searches and copies (ISO 32000-1, 9.10.3)."""
    yield b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def"
    yield b"/CMapName /Letters def 1 begincodespacerange <0000> <FFFF> endcodespacerange"
    entries = [
        b"<%04X> <%s>" % (number, letter.encode("utf-16-be").hex().upper().encode("ascii"))
        for number, letter in shapes.items()
    ]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        yield b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block))
    yield b"endcmap CMapName currentdict /CMap defineresource pop end end"


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files(__package__).joinpath("letters.json").read_text(encoding="ascii")
    )
    return found
