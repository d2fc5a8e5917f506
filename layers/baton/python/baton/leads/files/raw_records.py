"""Files as records that can be left out while every other byte stays. Pure.

The bytes of a record are kept as they are: a file that loses a row is the same file otherwise. UTF-16
is the exception, it becomes UTF-8.
"""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from baton.leads.files.row_identity import Cells
from baton.tabular.separators import SEPARATORS, said_separator

MOST_LINES = 200
"""Lines that one record may have; a quotation mark that is open for longer was never meant."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Record:
    """A piece of a file: its bytes, its text without the last line end, and its cells by column."""

    raw: bytes
    text: str
    cells: Cells


def csv_records(chunks: Iterable[bytes], encoding: str | None = None) -> Iterator[Record]:
    """The records of a CSV file. Those before the first row of data have no cells. ``encoding`` is that
    of lines that are not UTF-8; without it they are read as Windows-1252, whose e-mail addresses and
    numbers are those of any other.
    """
    pieces = _pieces(lines(chunks), encoding)
    columns: list[str] = []
    separator = ""
    for raw, text in pieces:
        if columns or not text.strip():
            yield Record(raw, text, _cells(columns, _parsed(text, separator)) if columns else {})
            continue
        plain = text.lstrip(_MARK)
        if said := said_separator(plain):
            separator = said
        else:
            separator = separator or max(SEPARATORS, key=lambda one: len(_parsed(plain, one)))
            columns = _parsed(plain, separator)
        yield Record(raw, text, {})


def jsonl_records(chunks: Iterable[bytes], encoding: str | None = None) -> Iterator[Record]:
    """The lines of a JSONL file, whose cells are the texts and numbers at any depth; ``encoding`` as in
    ``csv_records``.
    """
    for raw in lines(chunks):
        text = _decoded(raw, encoding).rstrip("\r\n").lstrip(_MARK)
        yield Record(raw, text.strip(), cells_of_json(text))


def cells_of_json(text: str) -> Cells:
    """What a JSON text holds, by the path to it: of an object's own values the path is the name."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {"": text}
    return dict(_leaves(value, ""))


def cells_of_row(text: str, separator: str, columns: Iterable[str]) -> Cells:
    """The cells of one row of a CSV."""
    return _cells(list(columns), _parsed(text, separator))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{number}")
    elif value is not None and not isinstance(value, bool):
        yield path, str(value)


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file with their ends; UTF-16 as UTF-8."""
    pieces = iter(chunks)
    head = next(pieces, b"")
    pieces = chain([head], pieces)
    if encoding := _UTF_16.get(head[:2]):
        pieces = _transcoded(pieces, encoding)
    end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(end)
        yield from (line + end for line in whole)
    if rest:
        yield rest


def _transcoded(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _pieces(given: Iterator[bytes], encoding: str | None) -> Iterator[tuple[bytes, str]]:
    """Lines joined to records where a quotation mark is open at a line's end."""
    waiting: list[bytes] = []
    while True:
        line = waiting.pop(0) if waiting else next(given, None)
        if line is None:
            return
        taken = [line]
        quotes = line.count(b'"')
        while quotes % 2 and len(taken) < MOST_LINES:
            more = waiting.pop(0) if waiting else next(given, None)
            if more is None:
                break
            taken.append(more)
            quotes += more.count(b'"')
        if quotes % 2:  # it never closes: the line stands for itself
            waiting = [*taken[1:], *waiting]
            taken = taken[:1]
        yield b"".join(taken), "\n".join(_decoded(one, encoding).rstrip("\r\n") for one in taken)


def _decoded(raw: bytes, encoding: str | None) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(encoding or "cp1252", "replace")


def _parsed(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=separator), [])
    except csv.Error:
        return text.split(separator)


def _cells(columns: list[str], values: list[str]) -> Cells:
    """By column; what has none goes by its number."""
    names = (*columns, *(f"#{number}" for number in range(len(columns), len(values))))
    return dict(zip(names, values, strict=False))
