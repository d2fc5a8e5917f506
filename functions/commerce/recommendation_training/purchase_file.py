"""Purchases or ratings from a CSV file, plain or packed with gzip. Pure, but for what is read.

A row without a customer or an item is nobody's purchase and passed over. A row that cannot be read is
left out and told; where many cannot, the columns are probably others than they seem, and nothing is
learned.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from baton.commerce.recommending.purchases import HEADER, MOST_PURCHASES, Purchase
from baton.core.countries import country_code
from baton.tabular.cells import column_key
from baton.tabular.csv_file import CsvFile
from baton.tabular.items import MalformedRow, original_of
from baton.tabular.packed import unpacked
from baton.tabular.refusal import Refusal
from baton.tabular.text_lines import UTF_8, Encoding, text_lines

MOST_FAULTY = 0.05
"""Of all rows."""

MOST_CHARACTERS = 200
"""Of an id."""

FAULTS_TOLD = 10

_SECONDS_A_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_LATEST_SECOND = 253_402_300_799  # of the year 9999


@dataclass(frozen=True)
class Columns:
    """Which columns mean what. ``at`` holds a day or a moment by ISO 8601, or seconds since 1970;
    without it all was at once. A row counts if ``value`` (pieces or a rating) is ``at_least`` so much.
    """

    customer: str = HEADER[0]
    item: str = HEADER[1]
    at: str | None = HEADER[2]
    country: str | None = HEADER[3]
    value: str | None = None
    at_least: float = 0.0

    def missing(self, header: Iterable[str]) -> list[str]:
        """The columns that a header lacks; none needs countries."""
        there = set(map(column_key, header))
        needed = (self.customer, self.item, self.at, self.value)
        return [one for one in needed if one and column_key(one) not in there]


@dataclass
class PurchasesRead:
    """Each purchase once, the countries of customers by ISO 3166 alpha-2, and what was left out of the
    file: ``nobodys`` rows without customer or item, ``older`` purchases beyond the most that are
    learned from, and ``faulty`` rows, the first of which are told in ``faults``.
    """

    purchases: list[Purchase] = field(default_factory=list)
    country_of: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    nobodys: int = 0
    older: int = 0
    faulty: int = 0
    faults: list[str] = field(default_factory=list)


def read_purchases(
    chunks: Iterable[bytes],
    columns: Columns = Columns(),
    *,
    today: date | None = None,
    most: int = MOST_PURCHASES,
) -> PurchasesRead:
    """The latest purchases of a file, ``most`` at most. A row of a day after ``today`` is faulty. Raises
    ``Refusal`` if the file cannot be used, in sentences for whoever dropped it.
    """
    table = CsvFile(text_lines(unpacked(chunks), Encoding(UTF_8)))
    if missing := columns.missing(table.header):
        has = ", ".join(table.header[:20]) or "no columns"
        raise Refusal(f"There is no column {' or '.join(missing)}; the file has {has}.")
    header = [column_key(name) for name in table.header]
    reader = _Reader(columns, today, most)
    for item in table.items():
        original = original_of(json.loads(item), header)
        reader.take(original)
    return reader.done()


class _Reader:
    """Gathers rows. Never holds more than a quarter over ``most`` purchases."""

    def __init__(self, columns: Columns, today: date | None, most: int) -> None:
        self._columns = columns
        named = {
            "customer": columns.customer, "item": columns.item, "at": columns.at,
            "country": columns.country, "value": columns.value,
        }  # fmt: skip
        self._keys = {name: column_key(column) for name, column in named.items() if column}
        self._until = today.toordinal() if today else date.max.toordinal()
        self._most = most
        self._found: dict[Purchase, None] = {}
        self._texts: dict[str, str] = {}
        self._read = PurchasesRead()

    def take(self, original: Mapping[str, Any] | MalformedRow) -> None:
        """A row, or what is left of one."""
        self._read.rows += 1
        try:
            one = self._purchase(original)
        except ValueError as error:
            self._fault(str(error))
            return
        if one is not None:
            self._found[one] = None
            if len(self._found) >= self._most * 5 // 4:
                self._drop_older()

    def done(self) -> PurchasesRead:
        """What was read. Raises ``Refusal``."""
        read = self._read
        if read.faulty > MOST_FAULTY * read.rows:
            told = "; ".join(read.faults[:3])
            raise Refusal(f"{read.faulty:,} of {read.rows:,} rows cannot be read: {told}.")
        self._drop_older()
        read.purchases = list(self._found)
        return read

    def _purchase(self, row: Mapping[str, Any] | MalformedRow) -> Purchase | None:
        if isinstance(row, MalformedRow):
            raise ValueError(row.reason)
        cells = {name: str(row.get(key) or "").strip() for name, key in self._keys.items()}
        customer, item = self._id(cells["customer"]), self._id(cells["item"])
        if not customer or not item:
            self._read.nobodys += 1
            return None
        if "value" in cells and not _number(cells["value"]) >= self._columns.at_least:
            return None
        day = day_of(cells["at"]) if "at" in cells else 0
        if day > self._until:
            raise ValueError("its day is in the future")
        if country := _country(cells.get("country", "")):
            self._read.country_of.setdefault(customer, country)
        return Purchase(customer, item, day)

    def _id(self, text: str) -> str:
        if len(text) > MOST_CHARACTERS:
            raise ValueError(f"an id has more than {MOST_CHARACTERS} characters")
        return self._texts.setdefault(text, text)

    def _fault(self, why: str) -> None:
        self._read.faulty += 1
        if len(self._read.faults) < FAULTS_TOLD:
            told = why if why.startswith("line ") else f"row {self._read.rows}: {why}"
            self._read.faults.append(told[:200])

    def _drop_older(self) -> None:
        surplus = len(self._found) - self._most
        if surplus <= 0:
            return
        days = sorted(one.day for one in self._found)
        first = days[surplus]
        of_first = days[surplus:].count(first)
        kept: dict[Purchase, None] = {}
        for one in self._found:
            if one.day > first:
                kept[one] = None
            elif one.day == first and of_first:
                kept[one] = None
                of_first -= 1
        self._found = kept
        self._read.older += surplus
        self._texts = {text: text for one in kept for text in (one.customer, one.item)}
        countries = self._read.country_of
        self._read.country_of = {who: countries[who] for who in countries if who in self._texts}


@lru_cache(maxsize=20_000)
def day_of(text: str) -> int:
    """The day of a moment, as in ``Purchase``. Raises ``ValueError`` if it is none."""
    if text.replace(".", "", 1).isdigit():
        seconds = float(text)
        if seconds > _LATEST_SECOND:
            raise ValueError("its day is in no calendar")
        return _EPOCH + int(seconds) // _SECONDS_A_DAY
    try:
        return datetime.fromisoformat(text).toordinal()
    except ValueError:
        raise ValueError("its day is none, as 2026-05-31 would be") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("its value is no number") from None


@lru_cache(maxsize=2_000)
def _country(text: str) -> str:
    """By ISO 3166 alpha-2; empty if it is none that is known."""
    try:
        code = str(country_code(text)) if text else ""
    except ValueError:
        return ""
    return code if len(code) == 2 and code.isascii() and code.isupper() else ""  # noqa: PLR2004
