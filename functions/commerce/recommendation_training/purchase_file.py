"""Purchases or ratings from a CSV file, as they are measured on."""

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from baton.commerce.recommending.purchases import Purchase

_SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Columns:
    """Which columns mean what. ``at`` holds a moment by ISO 8601 or seconds since 1970; without it all
    was at once. A row counts if ``value`` (pieces or a rating) is ``at_least`` so much.
    """

    customer: str
    item: str
    at: str | None = None
    value: str | None = None
    at_least: float = 0.0


def read_purchases(path: Path, columns: Columns) -> list[Purchase]:
    """The file's purchases, each once; rows without a customer, an item or enough value are left out.
    Raises ``ValueError`` with the line for a row that cannot be read.
    """
    found: dict[Purchase, None] = {}
    for number, row in enumerate(_rows(path), 2):
        try:
            one = _purchase(row, columns)
        except KeyError as error:
            raise ValueError(f"line {number}: there is no column {error}; name it") from error
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if one is not None:
            found[one] = None
    return list(found)


def day_of(text: str) -> int:
    """The day of a moment, as in ``Purchase``. Raises ``ValueError`` if it is none."""
    if text.replace(".", "", 1).isdigit() and "-" not in text:
        since = datetime(1970, 1, 1, tzinfo=UTC).toordinal()
        return since + int(float(text)) // _SECONDS_A_DAY
    return datetime.fromisoformat(text).toordinal()


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        first = file.readline()
        delimiter = max(",;\t|", key=first.count)
        file.seek(0)
        yield from csv.DictReader(file, delimiter=delimiter)


def _purchase(row: Mapping[str, str], columns: Columns) -> Purchase | None:
    customer, item = row[columns.customer], row[columns.item]
    if columns.value is not None and float(row[columns.value]) < columns.at_least:
        return None
    if not customer or not item:
        return None
    return Purchase(customer, item, day_of(row[columns.at]) if columns.at else 0)
