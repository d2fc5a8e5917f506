"""PDF files, page by page, through pypdf."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from baton.core.text import readable
from baton.knowledge_base.document import Outcome
from baton.knowledge_base.text import MOST_CHARACTERS, MOST_HEADINGS, ReadText, TextWriter

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 2_000
_HEADER_WITHIN = 1_024
HEADING_SIZE, LONGEST_HEADING, MOST_LINES = 1.15, 150, 2
"""Lines are a heading if their letters are so many times as large as those of most of the text, or bold
in their size, they have no more characters, are no more, and end no sentence: a file says nothing else
about it."""

BOLD = 0.05
"""What bold letters count as larger, which is less than what sizes differ by."""

FULL, MOST_OF_TABLE = 0.8, 60
"""The part of the longest line from which on a line is full; and how long that is at least, since in a
table's shorter rows no sentence goes on."""

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
)


class _Line(NamedTuple):
    text: str
    size: float
    page: int


def pdf_text(content: bytes) -> ReadText | Outcome:
    """The text of a PDF file under its headings, each page a section of its own. One that opens without
    a password is read, though it may say that it is encrypted."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    if b"%PDF" not in content[:_HEADER_WITHIN]:
        return Outcome.DAMAGED
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return Outcome.ENCRYPTED
        return _text(reader)
    except (DependencyError, FileNotDecryptedError):
        return Outcome.ENCRYPTED
    except Exception:  # noqa: BLE001 (pypdf raises whatever comes of a file that is no good)
        return Outcome.DAMAGED


def _text(reader: "PdfReader") -> ReadText | Outcome:
    if len(reader.pages) > MOST_PAGES:
        return Outcome.TOO_LARGE
    pages, length, pictures = list[list[_Line]](), 0, False
    for number, page in enumerate(reader.pages, 1):
        pages.append(_lines(page, number))
        length += sum(len(one.text) for one in pages[-1])
        if length > MOST_CHARACTERS:
            return Outcome.TOO_LARGE
        pictures = pictures or (not length and _has_pictures(page))
    if not length:
        return Outcome.SCANNED if pictures else Outcome.EMPTY
    writer = TextWriter()
    _write(writer, _without_running_lines(pages))
    told = reader.metadata.title if reader.metadata else None
    return writer.written(title=readable(told or ""), pages=len(reader.pages))


def _lines(page: Any, number: int) -> list[_Line]:
    """The lines of a page, each with the size of most of its letters."""
    lines, sizes = [""], [Counter[float]()]

    def told(
        text: str, outer: Sequence[float], inner: Sequence[float], font: Any, size: float
    ) -> None:
        shown = round(abs(size) * math.hypot(*inner[2:4]) * math.hypot(*outer[2:4]), 1)
        shown += BOLD if "Bold" in str((font or {}).get("/BaseFont")) else 0
        for place, part in enumerate(text.translate(_LIGATURES).split("\n")):
            if place:
                lines.append("")
                sizes.append(Counter())
            lines[-1] += part
            sizes[-1][shown] += len(part.strip())

    page.extract_text(visitor_text=told)
    texts = [readable(one).strip() for one in lines]
    return [
        _Line(text, max(of, key=lambda size: of[size], default=0.0), number)
        for text, of in zip(texts, sizes, strict=True)
        if text
    ]


def _without_running_lines(pages: Sequence[Sequence[_Line]]) -> list[_Line]:
    """The lines; those that stand at the top or end of most pages, but for the page's number, once."""
    edges = [{_numberless(one) for one in (*page[:2], *page[-2:])} for page in pages]
    often = Counter(text for edge in edges for text in edge)
    running = {text for text, count in often.items() if count > max(2, len(pages) / 2)}
    lines, told = list[_Line](), set[str]()
    for page in pages:
        for place, one in enumerate(page):
            at_edge = place < 2 or place >= len(page) - 2  # noqa: PLR2004 (as above)
            if at_edge and (text := _numberless(one)) in running:
                if text in told:
                    continue
                told.add(text)
            lines.append(one)
    return lines


def _numberless(line: _Line) -> str:
    return re.sub(rf"(?<!\d){line.page}(?!\d)", "", line.text)


def _write(writer: TextWriter, lines: Sequence[_Line]) -> None:
    """Writes lines in the size of most of the text as paragraphs, under those that are larger."""
    counted = Counter[float]()
    for one in lines:
        counted[one.size] += len(one.text)
    most = max(counted, key=lambda size: counted[size])
    larger = sorted((one for one in counted if one >= HEADING_SIZE * most), reverse=True)
    larger += [one for one in counted if one == most + BOLD]
    for (size, page), together in groupby(lines, lambda one: (one.size, one.page)):
        texts = [one.text for one in together]
        heading = " ".join(texts)
        is_name = any(map(str.isalpha, heading)) and not heading.endswith((".", ",", ";"))
        is_short = len(texts) <= MOST_LINES and len(heading) <= LONGEST_HEADING
        if size in larger and is_name and is_short:
            writer.heading(min(larger.index(size) + 1, MOST_HEADINGS), heading)
        else:
            writer.block(_unwrapped(texts), page=page)


def _unwrapped(lines: Sequence[str]) -> str:
    """Lines as one where a sentence goes on in the next: after a full line, or in small letters."""
    full, text = FULL * max(MOST_OF_TABLE, *map(len, lines)), ""
    for before, line in pairwise(("", *lines)):
        goes_on = line[:1].islower() or (len(before) >= full and line[:1].isalnum())
        broken = before[-1:] == "-" and line[:1].islower()
        text += ("" if broken else " " if before and goes_on else "\n") + line
    return text


def _has_pictures(page: Any) -> bool:
    resources = page["/Resources"]
    if "/XObject" not in resources:
        return False
    drawn = resources["/XObject"]
    return any(drawn[name].get_object().get("/Subtype") == "/Image" for name in drawn)
