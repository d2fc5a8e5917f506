"""The rows of a CSV text, one after the other, whatever is wrong with some of them.

A quotation mark that is not closed makes one cell of everything up to the next mark, hundreds of rows
perhaps, and a parser that follows the rules (RFC 4180) says nothing. Here such a row is given up
alone, and reading goes on at the line after it.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

_SEPARATORS = (",", ";", "\t", "|")
_SEP = re.compile(r'\s*"?sep=([,;\t|])[",;\t|]*+\s*', re.IGNORECASE)
_LONGEST_SEP = 100
_SAMPLE_LINES = 30
_SAMPLE_CHARACTERS = 200_000
_LIKE_ROWS = 0.5
"""From this share of a record's lines on that are rows by themselves, it has swallowed them."""

IsRow = Callable[[Sequence[str]], bool]
"""Whether cells are those of a row, as the header has them."""


class UnclosedQuote(list[str]):
    """A line whose quotation mark is not closed: it has no cells."""


def separator_of(text: str) -> tuple[str, str]:
    """The separator, and the text without the line ``sep=;`` by which Excel tells it.

    Otherwise it is the one by which most of the first lines have as many cells as the first.
    """
    first = text[:_LONGEST_SEP].partition("\n")[0]
    if said := _SEP.fullmatch(first):
        return said[1], text[len(first) + 1 :]
    sample = list(islice(_lines(text[:_SAMPLE_CHARACTERS]), _SAMPLE_LINES))
    return max(_SEPARATORS, key=lambda one: _fits(sample, one)), text


def records_of(text: str, separator: str, is_row: IsRow) -> Iterator[list[str]]:
    """The records of a text; ``UnclosedQuote`` ones stand for a line."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    while True:
        lines.begin()
        try:
            record: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell over csv.field_size_limit(), which no closed one has
            record = None
        if record is None or _has_swallowed(record, lines.taken, separator, is_row):
            yield UnclosedQuote()
            lines.give_back()
        else:
            yield record


class _Lines:
    """The lines of a text, and those of them that the record which is being read has taken."""

    def __init__(self, text: str) -> None:
        self._lines = _lines(text)
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line

    def begin(self) -> None:
        """A new record begins."""
        self.taken = []

    def give_back(self) -> None:
        """All lines of the record but the first are read again."""
        self._returned.extendleft(reversed(self.taken[1:]))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, each with the line feed at its end."""
    start = 0
    while (end := text.find("\n", start) + 1) > 0:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _fits(sample: Sequence[str], separator: str) -> tuple[int, int]:
    """How many of some lines have as many cells as the first, and how many those are."""
    try:
        rows = list(csv.reader(sample, delimiter=separator))
    except csv.Error:
        return 0, 0
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows) if width > 1 else 0), width


def _has_swallowed(
    record: Sequence[str], lines: Sequence[str], separator: str, is_row: IsRow
) -> bool:
    """Whether a mark that is not closed made one cell of what should be several, and of lines that are
    rows by themselves: more of them than a long text would look like.
    """
    if len(lines) == 1:
        return _closed(lines[0], separator) is None and not is_row(record)
    whole = [is_row(_alone(line, separator)) for line in lines if line.strip()]
    if not any(whole[1:]) or sum(whole[1:]) < _LIKE_ROWS * len(whole[1:]):
        return False
    return whole[0] or not is_row(record)


def _alone(line: str, separator: str) -> list[str]:
    """The cells of a line by itself, in which a quotation mark that is not closed means nothing."""
    return _closed(line, separator) or line.rstrip("\n").split(separator)


def _closed(line: str, separator: str) -> list[str] | None:
    """The cells of a line by itself; ``None`` if a quotation mark in it is not closed."""
    if '"' not in line:
        return line.rstrip("\n").split(separator)
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return None
