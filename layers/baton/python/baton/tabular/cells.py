"""A table's cells as values: numbers, dates, yes and no, as people and programs write them.

Everything here raises ``ValueError`` with words that follow a field's name: "is not a number".
"""

import json
import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from baton.core.amounts import Amount, amount_in
from baton.core.text import seen

Cell = str | int | float | bool | None

MAX_NUMBER_LENGTH = 40
EPOCH_DIVISORS = {"epoch_seconds": 1, "epoch_milliseconds": 1000}

_WORDS = {
    **dict.fromkeys(["yes", "y", "true", "t", "on", "1"], True),
    **dict.fromkeys(["no", "n", "false", "f", "off", "0"], False),
}
_NUMBER = {
    decimal: re.compile(rf"[+-]?(\d+|\d{{1,3}}({other}\d{{2,3}})*{other}\d{{3}})({point}\d+)?")
    for decimal, point, other in ((".", r"\.", ","), (",", ",", r"\."))
}
_SPACES = re.compile("[\\s'\u2019_]")
_DEEPEST = 4
_WITH_EXPONENT = re.compile(r"[+\-]?\d(?:[.,]\d+)?[eE][+\-]?\d{1,2}")


@lru_cache(maxsize=4096)
def column_key(name: str) -> str:
    """What makes a column's name: letters and digits, whatever their case. ``E-Mail`` is ``email``."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


class Row:
    """One row: cells by column, found by exact name first and then by ``column_key``.

    Objects in a row are flattened: ``{"activity": {"visits": 2}}`` is the column
    ``activity.visits``. Lists, and objects deeper than four levels, become their JSON text.
    """

    def __init__(self, original: Mapping[str, object]) -> None:
        self.cells: dict[str, Cell] = dict(_flat(original, "", 1))

    def cell(self, column: str) -> Cell:
        """The cell of a column; ``None`` if there is no such column. Of columns whose names differ only
        in case and signs, the first that has a value counts.
        """
        if as_text(exact := self.cells.get(column)):
            return exact
        names = self._names.get(column_key(column), ())
        found = [self.cells[name] for name in (column, *names) if name in self.cells]
        return next((cell for cell in found if as_text(cell)), found[0] if found else None)

    def named(self, keys: Collection[str]) -> frozenset[str]:
        """The columns whose ``column_key`` is one of these."""
        return frozenset(name for name in self.cells if column_key(name) in keys)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for name in self.cells:
            names.setdefault(column_key(name), []).append(name)
        return names


def json_number(text: str) -> float | str:
    """A number of a JSON text, for ``json.loads``. One with an exponent stays as it is written, since
    that is what a spreadsheet leaves of a long id or phone number (``4.36641e11``).
    """
    return text if "e" in text.casefold() else float(text)


def as_text(cell: Cell) -> str:
    """A cell as text without what nobody sees around it; whole numbers without a fraction."""
    if isinstance(cell, str):
        return seen(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def as_id(cell: Cell) -> str:
    """An id or number that is no quantity. Raises ``ValueError`` for one that lost its last digits."""
    text = as_text(cell)
    if _WITH_EXPONENT.fullmatch(text):
        raise ValueError(
            "is a number that a spreadsheet shortened: its last digits are lost; "
            "format the column as text and export it again"
        )
    return text


def as_number(cell: Cell, decimal: str | None = None) -> Decimal:
    """``1,250.5`` or, with a decimal comma, ``1.250,5``; spaces and apostrophes may group, too."""
    if isinstance(cell, float) and not math.isfinite(cell):
        raise ValueError("is not a finite number")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell))
    text, decimal = _SPACES.sub("", as_text(cell)), decimal or "."
    if _WITH_EXPONENT.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if len(text) > MAX_NUMBER_LENGTH or not _NUMBER[decimal].fullmatch(text):
        other = "," if decimal == "." else "."
        raise ValueError(f'is not a number (its decimals after "{decimal}", groups by "{other}")')
    if decimal == ",":
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text.replace(",", ""))


def as_integer(cell: Cell, decimal: str | None = None) -> int:
    """A whole number; ``12.0`` is one."""
    number = as_number(cell, decimal)
    if number != number.to_integral_value():
        raise ValueError("is not a whole number")
    return int(number)


def as_boolean(cell: Cell) -> bool:
    """Yes or no, in the words people use for it in English, or 1 and 0."""
    word = _WORDS.get(as_text(cell).casefold())
    if word is None:
        raise ValueError("is neither yes nor no; give a table of values for other words")
    return word


class MoneyText(NamedTuple):
    """An amount of money that is not read yet, since the row says elsewhere which currency it is in."""

    text: str
    decimal: str | None

    def amount(self, currency: str | None) -> Amount:
        """The amount. Raises ``ValueError`` if it is none, or in another currency."""
        return amount_in(self.text, decimal=self.decimal, currency=currency)


def as_money(cell: Cell, decimal: str | None = None) -> MoneyText:
    """An amount in major units as people write it, or as programs do, whose decimals have a point."""
    if isinstance(cell, str):
        return MoneyText(as_text(cell), decimal)
    return MoneyText(f"{as_number(cell):f}", ".")


def as_moment(cell: Cell, form: str | None, zone: str | None) -> datetime:
    """A date with time. ``form`` is a ``strptime`` format, ``epoch_seconds``,
    ``epoch_milliseconds``, or ``None`` for ISO 8601; ``zone`` is where a naive time was read off.
    """
    try:
        moment = _moment(cell, form)
    except (ValueError, OverflowError, OSError):
        expected = f"of the form {form}" if form else "as 2026-03-01T09:30:00+01:00"
        raise ValueError(f"is not a date and time {expected}") from None
    if moment.tzinfo is None:
        if zone is None:
            raise ValueError("has no time zone; name one in the mapping as timezone: Europe/Vienna")
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment


def _moment(cell: Cell, form: str | None) -> datetime:
    if form in EPOCH_DIVISORS:
        seconds = as_number(cell) / EPOCH_DIVISORS[form]
        return datetime.fromtimestamp(float(seconds), ZoneInfo("Etc/UTC"))
    if form is None:
        return datetime.fromisoformat(as_text(cell))
    return datetime.strptime(as_text(cell), form)  # noqa: DTZ007 - the caller adds the zone


def _flat(content: Mapping[str, object], prefix: str, depth: int) -> Iterator[tuple[str, Cell]]:
    for key, value in content.items():
        name = f"{prefix}{str(key).strip().strip(chr(0xFEFF)).strip()}"
        if isinstance(value, Mapping) and depth < _DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)
        elif isinstance(value, str | int | float | bool) or value is None:
            yield name, value
        else:
            yield name, json.dumps(value, ensure_ascii=False, default=str)
