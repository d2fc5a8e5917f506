"""A file's bytes as text: UTF-8, UTF-16 or Windows-1252, and what is to be said of it."""

import codecs
from dataclasses import dataclass

from functions.leads.training.rejection import Refusal

_OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
}
_SAMPLE_BYTES = 4_000
_MOSTLY = 0.9
_LINES_SHOWN = 5

LETTERS_IN_A_ROW = 3
MOST_IN_A_ROW = 0.2
"""In a Western European language hardly any word has three accented letters in a row: from this share
of them on, the file is in another script, and nobody can tell in which encoding.
"""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and in sentences what a person should know of how it was read."""

    text: str
    notes: tuple[str, ...] = ()


def decoded(content: bytes) -> Decoded:
    """The text of a file. Raises ``Refusal`` for what is no text, or in an encoding not to be told."""
    for magic, what in _OTHER_FORMATS.items():
        if content.startswith(magic):
            raise Refusal(f"The file is {what}. Save it as CSV in UTF-8.")
    if wide := _utf_16(content):
        return Decoded(content.decode(wide, "replace").removeprefix("\ufeff"))
    if b"\x00" in content:
        raise Refusal("The file is no text. Save it as CSV in UTF-8.")
    try:
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _mixed(content)


def _utf_16(content: bytes) -> str | None:
    """Which UTF-16 the content is in: by its mark, or by the zeros beside Latin letters."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = content[:_SAMPLE_BYTES]
    pairs = len(sample) // 2
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[start::2].count(0), sample[1 - start :: 2].count(0)
        if pairs and zeros >= _MOSTLY * pairs and not others:
            return name
    return None


def _mixed(content: bytes) -> Decoded:
    """Text of which every byte that is not UTF-8 is Windows-1252, as when one cell was pasted in."""
    reader = _Reader()
    text = codecs.decode(content, "utf-8-sig", reader.name)
    return Decoded(text, (reader.note(content),))


class _Reader:
    """Reads single bytes as Windows-1252 and remembers where they stand."""

    name = "baton-windows-1252"

    def __init__(self) -> None:
        self._places: list[int] = []
        self._bytes = self._in_a_row = self._run = self._end = 0
        codecs.register_error(self.name, self._read)

    def _read(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self._run = self._run + 1 if error.start == self._end else 1
        if self._run >= LETTERS_IN_A_ROW:
            self._in_a_row += LETTERS_IN_A_ROW if self._run == LETTERS_IN_A_ROW else 1
        self._bytes += 1
        self._end = error.start + 1
        if len(self._places) < _LINES_SHOWN:
            self._places.append(error.start)
        return error.object[error.start : self._end].decode("cp1252", "replace"), self._end

    def note(self, content: bytes) -> str:
        """What is to be said of the bytes that were read so. Raises ``Refusal`` if they are no
        Windows-1252.
        """
        if self._in_a_row > MOST_IN_A_ROW * self._bytes:
            raise Refusal(
                "The file is not in UTF-8, and its encoding cannot be told. Save it as CSV in UTF-8."
            )
        lines = dict.fromkeys(content.count(b"\n", 0, place) + 1 for place in self._places)
        where = ", ".join(map(str, lines))
        more = ", …" if self._bytes > len(self._places) else ""
        return (
            f"bytes that are not UTF-8: {self._bytes} (in lines {where}{more}), read as Windows-1252; "
            "if words look wrong, save the file in UTF-8"
        )
