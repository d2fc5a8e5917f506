"""A file of any size as lines of text, whatever its encoding and line ends.

UTF-16 says so itself, or by every other byte being zero. What else is not UTF-8 has the encoding that
the mapping or the file's own letters tell (``encoding``).
"""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from baton.tabular.encoding import encodings_of
from baton.tabular.refusal import Refusal

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


UTF_8 = "utf-8"
TOO_LONG = "has too many characters"

_SAMPLE_BYTES = 200_000
_FEWEST_ZEROS = 0.3
_CHANCE = 20
"""One line in so many of an East Asian encoding may be UTF-8 by chance."""


class NotUtf8(Exception):
    """A line is not UTF-8, and nobody said which encoding the file has."""


class Encoding(NamedTuple):
    """What a file's text is in. ``mixed``: lines that are UTF-8 stay so."""

    name: str
    mixed: bool = False


class Line(NamedTuple):
    """A line without its end, counted from 1. ``fault`` says why it cannot be read, if so."""

    number: int
    text: str
    fault: str = ""


def text_lines(chunks: Iterable[bytes], encoding: Encoding | None = None) -> Iterator[Line]:
    """The lines of a file that comes in pieces; ``encoding`` is what is not UTF-16.

    Raises ``Refusal`` if it is no text, and ``NotUtf8`` at a line that is not UTF-8 if no ``encoding``
    is given. Line ends are those of Unix, Windows or the old Macintosh.
    """
    for number, (raw, cut) in enumerate(_raw_lines(chunks), 1):
        text, fault = _decoded(raw, encoding)
        yield Line(number, text, TOO_LONG if cut else fault)


def encoding_told_by(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of a file that is not all UTF-8, by its own letters. Raises ``Refusal`` if it is not
    clear, unless most of its lines beyond ASCII are UTF-8: then the others are faults.
    """
    others: list[bytes] = []
    size = utf_8 = 0
    for raw, _ in _raw_lines(chunks):
        if raw.isascii():
            continue
        if _is_utf_8(raw):
            utf_8 += 1
        else:
            others.append(raw)
            size += len(raw)
        if size > _SAMPLE_BYTES:
            break
    found = encodings_of(others)
    if len(found) == 1:
        return Encoding(found[0], mixed=utf_8 * _CHANCE > len(others))
    if utf_8 > len(others):
        return Encoding(UTF_8)
    choice = f"It may be {' or '.join(found)}" if found else "None that is known here fits"
    raise Refusal(
        f"The file is not UTF-8, and its letters do not tell which encoding it has. {choice}. Save it "
        "as CSV in UTF-8, or name the encoding in its mapping, for example as encoding: cp1250."
    )


def _raw_lines(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The lines as bytes, UTF-16 as UTF-8, and whether each was cut."""
    pieces = iter(chunks)
    head = _head(pieces)
    _refuse_what_is_no_text(head)
    pieces = chain([head], pieces)
    if encoding := _utf_16(head):
        pieces = _transcoded(pieces, encoding)
        head = head.decode(encoding, "ignore").encode("utf-8", "ignore")
    end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    for number, (raw, cut) in enumerate(_split(pieces, end)):
        yield (raw if number else raw.removeprefix(codecs.BOM_UTF8)), cut


def _utf_16(head: bytes) -> str | None:
    """The kind of UTF-16 that a file is, by its mark or by where its zeros are."""
    if said := _UTF_16.get(head[:2]):
        return said
    half = max(len(head) // 2, 1)
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if even == 0 and odd >= _FEWEST_ZEROS:
        return "utf-16-le"
    return "utf-16-be" if odd == 0 and even >= _FEWEST_ZEROS else None


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
    if b"\x00" in head and not _utf_16(head):
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


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(raw: bytes, encoding: Encoding | None) -> tuple[str, str]:
    """A line's text, and what is wrong with it. Raises ``NotUtf8``."""
    utf_8 = encoding is None or (encoding.mixed and _is_utf_8(raw))
    name = UTF_8 if utf_8 or encoding is None else encoding.name
    try:
        text, fault = raw.decode(name), ""
    except UnicodeDecodeError as error:
        if encoding is None:
            raise NotUtf8 from error
        text = raw.decode(name, "replace")
        fault = f"has bytes that are no {name}, as the rest of the file is"
    return (text.removesuffix("\r").replace("\r", " ") if "\r" in text else text), fault
