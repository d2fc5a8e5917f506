"""A file of any size as lines of text, whatever its encoding and line ends.

Nothing is guessed for a whole file that one line could disprove: a line that is not UTF-8 is read as
Windows-1252, which is what spreadsheets save when they are not asked. UTF-16 says so itself.
"""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from functions.leads.intake.refusal import Refusal

MAX_LINE_BYTES = 1_000_000
"""What is longer is cut: no row may be that long."""

_HEAD_BYTES = 65_536
_OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
}
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Line(NamedTuple):
    """A line without its end, counted from 1. ``cut`` if it was longer than any row may be."""

    number: int
    text: str
    cut: bool


def text_lines(chunks: Iterable[bytes]) -> Iterator[Line]:
    """The lines of a file that comes in pieces.

    Raises ``Refusal`` if it is no text. Line ends are those of Unix, Windows or the old Macintosh.
    """
    pieces = iter(chunks)
    head = _head(pieces)
    _refuse_what_is_no_text(head)
    pieces = chain([head], pieces)
    if encoding := _UTF_16.get(head[:2]):
        pieces = _transcoded(pieces, encoding)
        head = head.decode(encoding, "ignore").encode("utf-8", "ignore")
    end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    for number, (raw, cut) in enumerate(_split(pieces, end), 1):
        text = _decoded(raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw)
        yield Line(number, text, cut)


def _head(pieces: Iterator[bytes]) -> bytes:
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _HEAD_BYTES:
            break
    return head


def _refuse_what_is_no_text(head: bytes) -> None:
    for magic, what in _OTHER_FORMATS.items():
        if head.startswith(magic):
            raise Refusal(f"This is {what}. Save it as CSV in UTF-8 and drop that.")
    if b"\x00" in head and head[:2] not in _UTF_16:
        raise Refusal("This is not a text file. Save it as CSV in UTF-8 and drop that.")


def _transcoded(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """UTF-16 as UTF-8; what is not UTF-16 becomes replacement characters."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _split(pieces: Iterable[bytes], end: bytes) -> Iterator[tuple[bytes, bool]]:
    rest, skipping = b"", False
    for piece in pieces:
        lines = (rest + piece).split(end)
        rest = lines.pop()
        if skipping and lines:
            lines, skipping = lines[1:], False
        for line in lines:
            yield line[:MAX_LINE_BYTES], len(line) > MAX_LINE_BYTES
        if skipping:
            rest = b""
        elif len(rest) > MAX_LINE_BYTES:
            yield rest[:MAX_LINE_BYTES], True
            rest, skipping = b"", True
    if rest:
        yield rest, False


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.removesuffix("\r").replace("\r", " ") if "\r" in text else text
