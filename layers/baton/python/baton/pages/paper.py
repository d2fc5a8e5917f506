"""A document laid out on A4 from top to bottom: headings, paragraphs, tables and drawings. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime

from baton.pages.drawing import Drawing, Ink, Line
from baton.pages.helvetica import lines, width
from baton.pages.pdf import A4, Sheet, pdf

MARGIN = 46.0
WIDE = A4[0] - 2 * MARGIN
_BOTTOM = MARGIN + 16
_LEADING = 1.36
_GAP = 8.0

Cells = Sequence[str]


class Paper:
    """Takes content in its order, and begins a new sheet where one is full."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._sheets = [Sheet()]
        self._y = A4[1] - MARGIN

    def heading(self, text: str, size: float = 13) -> None:
        """A heading, which never stands alone at the end of a sheet."""
        self._room(size * _LEADING + 70)
        self._y -= 8
        self.text(text, size, bold=True)
        self._y -= 2

    def together(self, points: float) -> None:
        """What comes next, which is so high, stands on one sheet."""
        self._room(points)

    def text(
        self,
        text: str,
        size: float = 9.5,
        *,
        bold: bool = False,
        ink: Ink = Ink.STRONG,
        indent: float = 0,
        mark: str = "",
    ) -> None:
        """A paragraph, after a ``mark`` if it is an item of a list."""
        high = size * _LEADING
        for number, line in enumerate(lines(text, size, WIDE - indent, bold=bold)):
            self._room(high)
            self._y -= high
            if mark and not number:
                self._sheet.words(MARGIN + indent - 10, self._y, mark, size, ink=ink)
            self._sheet.words(MARGIN + indent, self._y, line, size, bold=bold, ink=ink)

    def item(self, text: str, size: float = 9.5) -> None:
        """An item of a list."""
        self.text(text, size, indent=12, mark="\N{BULLET}")
        self._y -= 1.5

    def space(self, points: float = _GAP) -> None:
        """Room between two things."""
        self._y -= points

    def tiles(self, tiles: Sequence[tuple[str, str]]) -> None:
        """Values with what they are, side by side, three in a row."""
        wide = WIDE / 3
        for start in range(0, len(tiles), 3):
            self._room(42)
            for place, (value, what) in enumerate(tiles[start : start + 3]):
                left = MARGIN + place * wide
                self._sheet.words(left, self._y - 16, value, 14, bold=True)
                self._sheet.words(left, self._y - 28, what, 8, ink=Ink.QUIET)
            self._y -= 38

    def columns(self, columns: Sequence[tuple[str, Sequence[str]]], size: float = 9.5) -> None:
        """Blocks of lines side by side, each under what it is."""
        wide = WIDE / len(columns)
        broken = [
            [line for text in texts for line in lines(text, size, wide - 12)]
            for _, texts in columns
        ]
        high = size * _LEADING
        self._room(14 + high * max(map(len, broken)))
        for place, ((what, _), block) in enumerate(zip(columns, broken, strict=True)):
            left = MARGIN + place * wide
            self._sheet.words(left, self._y - 9, what, 8, ink=Ink.QUIET)
            for number, line in enumerate(block, 1):
                self._sheet.words(left, self._y - 12 - number * high, line, size)
        self._y -= 14 + high * max(map(len, broken))

    def table(
        self,
        head: Cells,
        rows: Sequence[Cells],
        shares: Sequence[float],
        size: float = 8.5,
        *,
        total: Cells = (),
    ) -> None:
        """A table whose columns have ``shares`` of the width; all but the first stand at the right."""
        widths = [share * WIDE / sum(shares) for share in shares]
        if head:
            self._row(head, widths, size, bold=True, ink=Ink.QUIET)
        for row in rows:
            self._row(row, widths, size)
        if total:
            self._row(total, widths, size, bold=True)
        self._y -= _GAP

    def drawing(self, drawing: Drawing) -> None:
        """A drawing as wide as leaves its words about as big as the text's."""
        wide = min(WIDE, 0.85 * drawing.width)
        high = drawing.height * wide / drawing.width
        self._room(high + _GAP)
        self._sheet.drawing(drawing, MARGIN, self._y - 4, wide)
        self._y -= high + _GAP

    def file(self, made_at: datetime, foot: str) -> bytes:
        """The document as a file, each sheet with ``foot`` and its number."""
        for number, sheet in enumerate(self._sheets, 1):
            of = f"{number} / {len(self._sheets)}"
            sheet.words(MARGIN, MARGIN - 14, foot, 7.5, ink=Ink.QUIET)
            right = A4[0] - MARGIN - width(of, 7.5)
            sheet.words(right, MARGIN - 14, of, 7.5, ink=Ink.QUIET)
        return pdf(self._sheets, title=self._title, made_at=made_at)

    @property
    def _sheet(self) -> Sheet:
        return self._sheets[-1]

    def _room(self, high: float) -> None:
        """Begins a new sheet unless there is room on this one."""
        if self._y - high < _BOTTOM:
            self._sheets.append(Sheet())
            self._y = A4[1] - MARGIN

    def _row(
        self,
        cells: Cells,
        widths: Sequence[float],
        size: float,
        *,
        bold: bool = False,
        ink: Ink = Ink.STRONG,
    ) -> None:
        broken = [
            list(lines(cell, size, wide - 6, bold=bold))
            for cell, wide in zip(cells, widths, strict=True)
        ]
        high = max(map(len, broken)) * size * 1.25 + 5
        self._room(high)
        left = MARGIN
        for place, (cell, wide) in enumerate(zip(broken, widths, strict=True)):
            at = _at_right(left + wide - 3, size, bold=bold) if place else _at_left(left)
            for number, line in enumerate(cell):
                y = self._y - size * 1.25 * (number + 1)
                self._sheet.words(at(line), y, line, size, bold=bold, ink=ink)
            left += wide
        self._y -= high
        self._sheet.line(Line(MARGIN, self._y, MARGIN + WIDE, self._y, Ink.GRID, 0.6))


def _at_left(left: float) -> Callable[[str], float]:
    return lambda _line: left


def _at_right(right: float, size: float, *, bold: bool) -> Callable[[str], float]:
    return lambda line: right - width(line, size, bold=bold)
