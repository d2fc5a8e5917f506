"""What kind of thing every column holds, and which columns say nothing that can be learned."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from baton.leads.files.cells import Cell, as_text
from baton.leads.scoring.lead_values import NO_ANSWER, PERSONAL, category_in, number_in
from functions.leads.training.rejection import Refusal

LARGEST_NUMBER = 1e15
"""Beyond it a number in a column of measurements is a fault, such as 1e308."""

NUMBERS_SHARE = 0.98
"""From this share of readable cells on a column is of numbers, and the rest counts as missing."""

MIXED_SHARE = 0.6
"""From this share on, and below the other, nobody can tell what the column is meant to hold."""

UNIQUE_SHARE = 0.9
MANY = 50
FEWEST_ROWS = 10
"""A value that fewer rows have is not told apart."""

_IDENTIFIER = re.compile(r"\b(id|uuid|guid|key|code|number|no|nr|phone|mobile|index|token)\b")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d\d)( .*)?"
)


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    PRESENCE = "presence"
    """texts of which only counts whether they are there"""
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds; ``why`` it is not used, or what was noticed."""

    key: str
    name: str
    kind: Kind
    why: str = ""


def words_of(name: str) -> str:
    """A column's name as words in lower case: ``LastActivity_Date`` is ``last activity date``."""
    return " ".join(word.lower() for word in _WORD.findall(name))


def column_of(key: str, name: str, cells: Sequence[Cell]) -> Column:
    """What the cells of a column hold. Raises ``Refusal`` if that cannot be said."""
    filled = [text for text in map(as_text, cells) if text.casefold() not in NO_ANSWER]
    counted = Counter(text.casefold() for text in filled)
    if not filled:
        return Column(key, name, Kind.UNUSED, "is empty")
    if (differ := _rows_that_differ(counted, len(cells))) < FEWEST_ROWS:
        return Column(key, name, Kind.UNUSED, f"says the same for all leads but {differ}")
    if key in PERSONAL:
        return _given_or_not(key, name, len(filled), len(cells), "names a person")
    if sum(map(_is_date, filled)) >= NUMBERS_SHARE * len(filled):
        return Column(key, name, Kind.UNUSED, "holds dates")
    if any(isinstance(cell, bool) for cell in cells):
        return Column(key, name, Kind.CATEGORY)
    return _number_or_category(key, name, cells, filled, counted)


def _number_or_category(
    key: str, name: str, cells: Sequence[Cell], filled: Sequence[str], counted: Counter[str]
) -> Column:
    numbers = [number_in(cell) for cell in cells]
    readable = sum(number is not None for number in numbers)
    if readable >= MIXED_SHARE * len(filled):
        return _number(key, name, cells, numbers, len(filled))
    if len(counted) > MANY and len(counted) >= UNIQUE_SHARE * len(filled):
        return _given_or_not(key, name, len(filled), len(cells), "differs from lead to lead")
    return Column(key, name, Kind.CATEGORY)


def _number(
    key: str,
    name: str,
    cells: Sequence[Cell],
    numbers: Sequence[float | None],
    filled: int,
) -> Column:
    known = [number for number in numbers if number is not None]
    if _is_identifier(name, cells, known):
        return Column(key, name, Kind.UNUSED, "identifies the lead")
    strange = [cell for cell in cells if _is_strange(cell)]
    if len(strange) > (1 - NUMBERS_SHARE) * filled:
        examples = ", ".join(f'"{as_text(cell)[:30]}"' for cell in strange[:3])
        raise Refusal(
            f'The column "{name}" holds numbers, but {len(strange)} of {filled} cells are none, such '
            f"as {examples}. Correct them, empty them, or leave the column out."
        )
    largest = max(map(abs, known)) if not any(map(_is_infinite, strange)) else float("inf")
    if largest > LARGEST_NUMBER:
        raise Refusal(
            f'The column "{name}" holds {largest:g}, which no lead can have (at most '
            f"{LARGEST_NUMBER:g}). Correct it or leave the column out."
        )
    why = f"{len(strange)} cells are no numbers and count as missing" if strange else ""
    return Column(key, name, Kind.NUMBER, why)


def _is_strange(cell: Cell) -> bool:
    return category_in(cell) is not None and number_in(cell) is None


def _is_infinite(cell: Cell) -> bool:
    try:
        return abs(float(cell or 0)) == float("inf")
    except ValueError:
        return False


def _rows_that_differ(counted: Counter[str], rows: int) -> int:
    """How many rows say something else than most; no value is a thing to say, too."""
    return rows - max(*counted.values(), rows - sum(counted.values()))


def _given_or_not(key: str, name: str, filled: int, rows: int, why: str) -> Column:
    """Only whether there is a value counts, if that tells leads apart."""
    if min(filled, rows - filled) < FEWEST_ROWS:
        return Column(key, name, Kind.UNUSED, why)
    return Column(key, name, Kind.PRESENCE, f"{why}; counts only as given or not")


def _is_identifier(name: str, cells: Sequence[Cell], known: Sequence[float]) -> bool:
    if len(known) < MANY or len(set(known)) < 0.995 * len(known):
        return False
    if not all(number.is_integer() for number in known):
        return False
    lengths = {len(as_text(cell)) for cell in cells if number_in(cell) is not None}
    steps = [after - before for before, after in pairwise(known)]
    runs = min(steps) > 0 or max(steps) < 0
    return runs or len(lengths) == 1 or _IDENTIFIER.search(words_of(name)) is not None


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None
