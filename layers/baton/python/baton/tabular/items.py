"""Rows as items: the form in which a file's rows travel through the workflow.

A file is brought into this form once, when it is opened, so that a row is the same whichever program
reads the file: services differ in what they make of a byte order mark, a backslash, a column that is
there twice, an empty line or a number with twenty digits, and one line that is not JSON fails a whole
map. An item is one line of ASCII JSON with one of these keys.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baton.core.json_text import RepeatedName, each_name_once
from baton.tabular.cells import json_number
from baton.tabular.formula_guard import unguarded

ROW = "baton_row"
"""a row of a CSV as its text, whose values ``SEPARATOR`` separates"""
SEPARATOR = "separated_by"
OBJECT = "baton_object"
"""an object of a JSONL file as its text"""
BROKEN = "baton_broken"
"""why it is no row, beside how it began"""
TEXT = "text"

REJECTED_ROW, REJECTED_BECAUSE = "rejected_row", "rejected_because"
"""The columns that our table of rejected rows has before the file's own."""

MAX_ITEM_BYTES = 200_000
"""A workflow carries 256 KB from state to state (Step Functions quotas)."""

_OURS = (REJECTED_ROW, REJECTED_BECAUSE)
_SHOWN = 2_000
_BLOCK_BYTES = 1_000_000
_encode = json.JSONEncoder(separators=(",", ":")).encode

Item = str
"""One line of ASCII JSON, without its end."""


@dataclass(frozen=True, slots=True)
class MalformedRow:
    """A piece of a file that is no row."""

    reason: str
    text: str


def row_item(text: str, separator: str) -> Item:
    """The item of a CSV's row. It stays text, since a file has millions of them: the step that
    takes the row in takes it apart.
    """
    return f'{{"{ROW}":{_encode(text)},"{SEPARATOR}":{_encode(separator)}}}'


def object_item(text: str) -> Item:
    """The item of a JSONL file's line, which must be a JSON object."""
    return f'{{"{OBJECT}":{_encode(text)}}}'


def broken_item(reason: str, text: str) -> Item:
    """The item of something that is no row."""
    return _encode({BROKEN: reason, TEXT: text[:_SHOWN]})


def original_of(item: object, columns: Sequence[str]) -> Mapping[str, Any] | MalformedRow:
    """The row that an item stands for, by column. An object that is not one of ours is a row that
    came another way, and is taken as it is.
    """
    if not isinstance(item, Mapping):
        return MalformedRow("is not a JSON object", str(item)[:_SHOWN])
    texts = {key: value for key, value in item.items() if isinstance(value, str)}
    if texts.keys() == {ROW, SEPARATOR}:
        return _cells(texts[ROW], texts[SEPARATOR], columns)
    if texts.keys() == {OBJECT}:
        return _object(texts[OBJECT])
    if texts.keys() == {BROKEN, TEXT}:
        return MalformedRow(texts[BROKEN], texts[TEXT])
    return item


class ItemFile:
    """Items as a file of lines. ``rows`` counts them while they are read."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = items
        self.rows = 0

    def parts(self) -> Iterator[bytes]:
        """The file, in pieces of about a megabyte."""
        block: list[str] = []
        size = 0
        for item in self._items:
            line = self._fitting(item)
            self.rows += 1
            block.append(line)
            size += len(line) + 1
            if size >= _BLOCK_BYTES:
                yield _joined(block)
                block, size = [], 0
        if block:
            yield _joined(block)

    def _fitting(self, item: Item) -> Item:
        if len(item) <= MAX_ITEM_BYTES:
            return item
        reason = f"row {self.rows + 1} takes {len(item):,} bytes; at most {MAX_ITEM_BYTES:,} may be"
        return broken_item(reason, item)


def _joined(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("ascii")


def _cells(text: str, separator: str, columns: Sequence[str]) -> Mapping[str, Any] | MalformedRow:
    try:
        cells = next(csv.reader(io.StringIO(text, newline="\n"), delimiter=separator), [])
    except (csv.Error, TypeError):
        return MalformedRow("is not a row of a CSV", text[:_SHOWN])
    row = dict(zip(columns, cells, strict=False))
    if not {REJECTED_ROW, REJECTED_BECAUSE} <= row.keys():
        return row
    return {unguarded(name): unguarded(cell) for name, cell in row.items() if name not in _OURS}


def _object(text: str) -> Mapping[str, Any] | MalformedRow:
    try:
        row = json.loads(text, parse_float=json_number, object_pairs_hook=each_name_once)
    except RepeatedName as error:
        return MalformedRow(str(error), text[:_SHOWN])
    except (ValueError, RecursionError):
        return MalformedRow("is not valid JSON", text[:_SHOWN])
    return row if isinstance(row, Mapping) else MalformedRow("is not a JSON object", text[:_SHOWN])
