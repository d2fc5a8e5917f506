"""Word files (docx) through python-docx."""

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from baton.core.text import readable
from baton.knowledge_base.document import Outcome
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText, TextWriter

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all parts of a file together, as it says itself; no more is unpacked of any."""

MOST_PARTS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files with a password begin: they are put into another kind of file ([MS-OFFCRYPTO])."""

_LOCKED = 0x1
"""The bit of a part of an archive that is encrypted (APPNOTE 4.4.4)."""


def word_text(content: bytes) -> ReadText | Outcome:
    """The text of a Word file: paragraphs under its headings, and a line for each row of a table."""
    if content.startswith(_OLE):
        return Outcome.ENCRYPTED
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            entries = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return Outcome.DAMAGED
    if any(one.flag_bits & _LOCKED for one in entries):
        return Outcome.ENCRYPTED
    if len(entries) > MOST_PARTS or sum(one.file_size for one in entries) > MOST_UNPACKED:
        return Outcome.TOO_LARGE
    try:
        return _text(content)
    except Exception:  # noqa: BLE001 (python-docx raises whatever comes of a file that is no good)
        return Outcome.DAMAGED


def _text(content: bytes) -> ReadText | Outcome:
    from docx import Document
    from docx.text.paragraph import Paragraph

    document, writer, title = Document(BytesIO(content)), TextWriter(), ""
    for one in document.iter_inner_content():
        if isinstance(one, Paragraph):
            title = title or (readable(_shown(one)) if _style(one) == "Title" else "")
            _write(writer, one)
        else:
            writer.block(_rows(one))
        if writer.length > MOST_CHARACTERS:
            return Outcome.TOO_LARGE
    if not writer.length:
        return Outcome.EMPTY
    return writer.written(title=title or readable(document.core_properties.title or ""))


def _write(writer: TextWriter, paragraph: "Paragraph") -> None:
    style = _style(paragraph)
    text, level = readable(_shown(paragraph)), style.rpartition(" ")[2]
    if style == "Title" or (style.lower().startswith("heading ") and level.isdecimal()):
        writer.heading(int(level) if level.isdecimal() else 1, text)
    else:
        writer.block(text)


def _style(paragraph: "Paragraph") -> str:
    return (paragraph.style.name if paragraph.style else None) or ""


def _shown(paragraph: "Paragraph") -> str:
    """What a reader sees of it: no text that is marked as hidden."""
    from docx.text.run import Run

    runs = (
        run
        for one in paragraph.iter_inner_content()
        for run in ([one] if isinstance(one, Run) else one.runs)
    )
    return "".join(run.text for run in runs if not run.font.hidden)


def _rows(table: "Table") -> str:
    """A row a line; a cell that spans columns is told once."""
    lines = []
    for row in table.rows:
        cells = dict.fromkeys(row.cells)
        told = ("\n".join(map(_shown, cell.paragraphs)) for cell in cells)
        lines.append(" | ".join(" ".join(readable(text).split()) for text in told))
    return "\n".join(line for line in lines if line.strip(" |"))
