"""PDF files of text and vectors (ISO 32000-1), written without a library: every reader has Helvetica,
and a file that needs other letters holds them. Pure.
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from baton.pages.drawing import COLOURS, TEXT_SIZE, Box, Drawing, Ink, Label, Line, Shape
from baton.pages.helvetica import encoded, other_letters, width
from baton.pages.letters import font_objects, glyphs

A4 = (595.28, 841.89)
"""In points, of which an inch has 72."""

_FONTS = {False: b"F1", True: b"F2"}


@dataclass(slots=True)
class Sheet:
    """One page that is drawn on, from its lower left corner on in points."""

    _parts: list[bytes] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    """those that Helvetica lacks"""

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        ink: Ink = Ink.STRONG,
    ) -> None:
        """A line of text from ``x`` on, ``y`` being its baseline."""
        if (others := other_letters(text)) is not None:
            self.letters.update(others)
            self._parts.append(_in_other_letters(x, y, others, size, bold=bold, ink=ink))
            return
        font = _FONTS[bold]
        self._parts.append(
            b"BT %s rg /%s %s Tf 1 0 0 1 %s Tm (%s) Tj ET"
            % (_colour(ink), font, _numbers(size), _numbers(x, y), _literal(encoded(text)))
        )

    def line(self, one: Line) -> None:
        """A line."""
        dashes = b"[4 3] 0 d" if one.dashed else b"[] 0 d"
        self._parts.append(
            b"%s RG %s w %s %s m %s l S"
            % (
                _colour(one.ink),
                _numbers(one.width),
                dashes,
                _numbers(one.x1, one.y1),
                _numbers(one.x2, one.y2),
            )
        )

    def box(self, x: float, y: float, wide: float, high: float, ink: Ink) -> None:
        """A filled rectangle; ``x`` and ``y`` are its lower left corner."""
        self._parts.append(b"%s rg %s re f" % (_colour(ink), _numbers(x, y, wide, high)))

    def drawing(self, drawing: Drawing, x: float, top: float, wide: float) -> None:
        """A drawing, its upper left corner at ``x`` and ``top``, made ``wide``."""
        scale = wide / drawing.width
        for one in drawing.shapes:
            self._shape(one, x, top, scale)

    def _shape(self, one: Shape, x: float, top: float, scale: float) -> None:
        match one:
            case Line():
                ends = (x + one.x1 * scale, top - one.y1 * scale, x + one.x2 * scale)
                self.line(Line(*ends, top - one.y2 * scale, one.ink, one.width * scale, one.dashed))
            case Box():
                left, low = x + one.x * scale, top - (one.y + one.height) * scale
                self.box(left, low, one.width * scale, one.height * scale, one.ink)
            case Label():
                size = TEXT_SIZE * scale
                long = width(one.text, size, bold=one.strong)
                before = {"start": 0.0, "middle": long / 2, "end": long}[one.anchor]
                place = (x + one.x * scale - before, top - one.y * scale)
                self.words(*place, one.text, size, bold=one.strong, ink=one.ink)

    @property
    def content(self) -> bytes:
        """What draws it."""
        return b"\n".join(self._parts)


def pdf(sheets: Sequence[Sheet], *, title: str, made_at: datetime, language: str = "en") -> bytes:
    """A file of A4 pages. The same pages make the same bytes."""
    kids = b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(sheets)))
    used, free = {letter for sheet in sheets for letter in sheet.letters}, 6 + 2 * len(sheets)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>"
        % language.encode("ascii"),
        b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 %s] /Resources << /Font << /F1 3 0 R "
        b"/F2 4 0 R %s>> >> >>"
        % (kids, len(sheets), _numbers(*A4), b"/F3 %d 0 R " % free if used else b""),
        _font(b"Helvetica"),
        _font(b"Helvetica-Bold"),
        b"<< /Title <FEFF%s> /Producer (Baton) /CreationDate (D:%s) >>"
        % (
            title.encode("utf-16-be", "replace").hex().encode("ascii"),
            made_at.strftime("%Y%m%d%H%M%SZ").encode("ascii"),
        ),
        *(one for number, sheet in enumerate(sheets) for one in _page(sheet, 7 + 2 * number)),
        *(font_objects(used, free) if used else ()),
    ]
    return _file(objects)


def _in_other_letters(x: float, y: float, text: str, size: float, *, bold: bool, ink: Ink) -> bytes:
    """A line in the letters that the file holds; a bold one is drawn round its outlines too."""
    numbers = b"".join(b"%04X" % glyphs()[one].number for one in text)
    stroke = b"%s RG %s w 2 Tr" % (_colour(ink), _numbers(size / 28)) if bold else b"0 Tr"
    return b"BT %s rg %s /F3 %s Tf 1 0 0 1 %s Tm <%s> Tj 0 Tr ET" % (
        _colour(ink),
        stroke,
        _numbers(size),
        _numbers(x, y),
        numbers,
    )


def _page(sheet: Sheet, content: int) -> Iterator[bytes]:
    packed = zlib.compress(sheet.content, 9)
    yield b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % content
    yield b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _font(name: bytes) -> bytes:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects with the table of where each begins."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    name = hashlib.sha256(out).hexdigest()[:32].encode("ascii")
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R /ID [<%s> <%s>] >>\n" % (
        len(objects) + 1,
        name,
        name,
    )
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


@cache
def _colour(ink: Ink) -> bytes:
    colour = COLOURS[ink].lstrip("#")
    return _numbers(*(int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)))


def _numbers(*numbers: float) -> bytes:
    return b" ".join(f"{number:.3f}".rstrip("0").rstrip(".").encode("ascii") for number in numbers)


def _literal(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
