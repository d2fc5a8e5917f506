"""What kind of thing every column holds, and which columns say nothing that can be learned."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from baton.leads.files.numbers import Decimal, decimal_signs, may_be_grouped
from baton.leads.scoring.lead_values import PERSONAL, category_in, number_in
from baton.tabular.cells import Cell, as_text
from functions.leads.training.column_names import words_of
from functions.leads.training.dates import dates_in
from functions.leads.training.dictionary_column import DictionaryColumn
from functions.leads.training.grouped_numbers import check_grouping
from functions.leads.training.number_texts import (
    SHOWN,
    are_codes,
    examples,
    is_infinite,
    is_plain,
    like_numbers,
    readings,
)
from functions.leads.training.periods import are_times
from functions.leads.training.rejection import Refusal

LARGEST_NUMBER = 1e15
"""Beyond it a number in a column of measurements is a fault, such as 1e308."""

NUMBERS_SHARE = 0.98
"""From this share of readable cells on a column is of numbers, and the rest counts as missing."""

MIXED_SHARE = 0.6
"""From here on, and below the other share, nobody can tell what the column is meant to hold."""

UNIQUE_SHARE = 0.9
MANY = 50
FEWEST_ROWS = 10
"""A value that fewer rows have is not told apart."""

_IDENTIFIER = re.compile(r"\b(id|uuid|guid|key|code|number|no|nr|phone|mobile|index|token)\b")
MANY_CATEGORIES = 12
"""With more of them, values that look like numbers are worth a word."""


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    PRESENCE = "presence"
    """texts of which only counts whether they are there"""
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds; ``why`` it is not used, or what was noticed.

    ``decimal`` is the sign before decimals in its numbers, ``holds`` tells its values in a few words.
    """

    key: str
    name: str
    kind: Kind
    why: str = ""
    decimal: Decimal = "."
    holds: str = ""


def column_of(
    key: str,
    name: str,
    cells: Iterable[Cell],
    *,
    category: bool = False,
    decimal: Decimal | None = None,
) -> Column:
    """What the cells of a column hold; ``category`` if a person says that it is one, ``decimal`` the
    sign that they say stands before its decimals. Raises ``Refusal`` if it cannot be said.
    """
    held = _Cells(name, DictionaryColumn.of(cells), decimal)
    if not held.filled:
        return Column(key, name, Kind.UNUSED, "is empty")
    if (differ := held.rows_that_differ()) < FEWEST_ROWS:
        others = f" but {differ}" if differ else ""
        return Column(key, name, Kind.UNUSED, f"says the same for all leads{others}")
    if key in PERSONAL:
        return _given_or_not(key, held, "names a person")
    if category:
        return Column(key, name, Kind.CATEGORY, holds=held.categories())
    return _by_content(key, held)


class _Cells:
    """The distinct cells of a column that are there at all, and how many rows hold each."""

    def __init__(self, name: str, column: DictionaryColumn, decimal: Decimal | None) -> None:
        self.name = name
        self._said = decimal
        self.column = column
        self.rows = len(column)
        counts = column.counts.tolist()
        said = map(category_in, column.values)
        self._places = [
            place
            for place, (rows, text) in enumerate(zip(counts, said, strict=True))
            if rows and text is not None
        ]
        self.values = [column.values[place] for place in self._places]
        self.counts = [int(counts[place]) for place in self._places]
        self.filled = sum(self.counts)

    @cached_property
    def texts(self) -> Counter[str]:
        """What the cells say, whatever its case."""
        found = Counter[str]()
        for value, rows in zip(self.values, self.counts, strict=True):
            found[as_text(value).casefold()] += rows
        return found

    @cached_property
    def decimal(self) -> Decimal:
        """The sign before decimals as a person says; a comma else only if all cells say so that do."""
        return self._said or ("," if self.signs == {","} else ".")

    @cached_property
    def signs(self) -> set[str]:
        """The decimal signs that cells must have been written with."""
        found = {decimal_signs(value) for value in self.values if isinstance(value, str)}
        return found - {""}

    @cached_property
    def numbers(self) -> list[float | None]:
        """The numbers in the distinct cells."""
        return [number_in(value, self.decimal) for value in self.values]

    @cached_property
    def read(self) -> int:
        """How many rows hold numbers."""
        pairs = zip(self.numbers, self.counts, strict=True)
        return sum(rows for number, rows in pairs if number is not None)

    def strange(self) -> list[str]:
        """The distinct cells that are no numbers."""
        pairs = zip(self.values, self.numbers, strict=True)
        return [as_text(value) for value, number in pairs if number is None]

    def unusual(self) -> list[tuple[str, float]]:
        """Some cells that are numbers only to people, and what was read in them."""
        return list(islice((one for one in self._read_as() if not is_plain(*one)), SHOWN))

    def unsure(self) -> list[tuple[str, float]]:
        """Some cells, as ``1.200``, whose sign may group as well, if nothing tells which. Raises
        ``Refusal`` if that decides which lead has more.
        """
        if self.signs or self._said:
            return []
        texts = {value for value in self.values if isinstance(value, str) and may_be_grouped(value)}
        read = list(self._read_as())
        found = [one for one in read if one[0] in texts]
        check_grouping(self.name, found, [one for one in read if one[0] not in texts])
        return found[:SHOWN]

    def _read_as(self) -> Iterator[tuple[str, float]]:
        pairs = zip(self.values, self.numbers, strict=True)
        return ((as_text(cell), number) for cell, number in pairs if number is not None)

    def in_rows(self) -> NDArray[np.float64]:
        """The numbers row by row, without the rows that hold none."""
        values: NDArray[np.float64] = np.full(len(self.column.values), np.nan)
        for place, number in zip(self._places, self.numbers, strict=True):
            values[place] = np.nan if number is None else number
        rows = values[self.column.indices]
        return rows[~np.isnan(rows)]

    def rows_that_differ(self) -> int:
        """How many rows say something else than most; no value is a thing to say, too."""
        return self.rows - max(*self.texts.values(), self.rows - self.filled)

    def categories(self) -> str:
        """How many different things the cells say."""
        return f"{len(set(map(category_in, self.values)))} categories"

    def dates(self) -> str:
        """What is said of a column of dates; nothing if it is none."""
        found = dates_in(self.column)
        if found is None or found.read < MIXED_SHARE * found.filled:
            return ""
        rest = found.filled - found.read
        return f"holds dates (and {rest} cells that are none)" if rest else "holds dates"


def _by_content(key: str, held: _Cells) -> Column:
    """What cells hold by themselves: dates, numbers, texts without end, or categories."""
    if why := held.dates():
        return Column(key, held.name, Kind.UNUSED, why)
    if any(isinstance(value, bool) for value in held.values):
        return _category(key, held)
    unique = len(held.texts) > MANY and len(held.texts) >= UNIQUE_SHARE * held.filled
    if not unique and are_codes(held.texts):
        told = (
            f"its values, such as {examples(list(held.texts))}, are codes: some begin with a zero"
        )
        return Column(key, held.name, Kind.CATEGORY, told, holds=held.categories())
    if held.read >= MIXED_SHARE * held.filled:
        return _number(key, held)
    if unique:
        return _given_or_not(key, held, "differs from lead to lead")
    return _category(key, held)


def _number(key: str, held: _Cells) -> Column:
    known = held.in_rows()
    if _is_identifier(held, known):
        return Column(key, held.name, Kind.UNUSED, "identifies the lead")
    if are_times(words_of(held.name), known):
        return Column(key, held.name, Kind.UNUSED, "holds times, as numbers")
    why = _check_numbers(held, known)
    low, high = float(np.min(known)), float(np.max(known))
    return Column(
        key, held.name, Kind.NUMBER, why, held.decimal, f"numbers from {low:,g} to {high:,g}"
    )


def _check_numbers(held: _Cells, known: NDArray[np.float64]) -> str:
    """What is to be said of a column of numbers. Raises ``Refusal`` if it cannot be one."""
    strange, odd = held.strange(), held.filled - held.read
    if odd > (1 - NUMBERS_SHARE) * held.filled:
        raise Refusal(
            f'The column "{held.name}" holds numbers, but {odd} of {held.filled} cells are none, such '
            f"as {examples(strange)}. Correct them, empty them (or name these texts under `empty` in "
            "the mapping), leave the column out (training.leave_out), or say that it is one of "
            "categories (training.categories)."
        )
    largest = float("inf") if any(map(is_infinite, strange)) else float(np.abs(known).max())
    if largest > LARGEST_NUMBER:
        raise Refusal(
            f'The column "{held.name}" holds {largest:g}, which no lead can have (at most '
            f"{LARGEST_NUMBER:g}). Correct it or leave the column out."
        )
    said = []
    if odd:
        said.append(
            f"{odd} cells, such as {examples(strange)}, hold no number and count as missing"
        )
    if unusual := held.unusual():
        said.append(f"read as numbers: {readings(unusual)}")
    if unsure := held.unsure():
        said.append(f"no cell tells decimals from thousands: {readings(unsure)} is a guess")
    if held.signs >= {".", ","}:
        said.append("some decimals stand after a point and some after a comma; both were read")
    return "; ".join(said)


def _category(key: str, held: _Cells) -> Column:
    why = ""
    if len(held.texts) > MANY_CATEGORIES and like_numbers(held.texts) >= MIXED_SHARE * held.filled:
        why = (
            f"its values, such as {examples(list(held.texts))}, look like numbers but cannot be read "
            "as such, and are told apart as categories"
        )
    return Column(key, held.name, Kind.CATEGORY, why, holds=held.categories())


def _given_or_not(key: str, held: _Cells, why: str) -> Column:
    """Only whether there is a value counts, if that tells leads apart."""
    if min(held.filled, held.rows - held.filled) < FEWEST_ROWS:
        return Column(key, held.name, Kind.UNUSED, why)
    said = f"{why}; counts only as given or not"
    return Column(key, held.name, Kind.PRESENCE, said, holds="given or not")


def _is_identifier(held: _Cells, known: NDArray[np.float64]) -> bool:
    different = len({number for number in held.numbers if number is not None})
    if len(known) < MANY or different < 0.995 * len(known):
        return False
    if not (known == np.floor(known)).all():
        return False
    if _IDENTIFIER.search(words_of(held.name)):
        return True
    texts = [
        as_text(value)
        for value, number in zip(held.values, held.numbers, strict=True)
        if number is not None
    ]
    if not all(map(str.isdecimal, texts)):
        return False  # no number of a thing is written with groups or a currency
    steps = np.diff(known)
    runs = bool((steps > 0).all() or (steps < 0).all())
    return runs or len(set(map(len, texts))) == 1
