"""Where facts are kept: ``facts/<kind>/day=2026-03-01/<name>.parquet`` in the intake bucket."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Self

from pydantic import model_validator

from baton.aws.files import Files, StoredFile
from baton.core.contract import Contract

FOLDER = "facts/"
PARQUET = "application/vnd.apache.parquet"
MOST_DAYS = 3_660

_KEY = re.compile(
    r"facts/([a-z][a-z0-9_]{1,39})/day=(\d{4}-\d\d-\d\d)/([0-9A-Za-z]{1,64})\.parquet"
)

ByDay = Mapping[date, tuple[StoredFile, ...]]


class Days(Contract):
    """The days that a query is about, both ends included: at most ten years."""

    first: date
    last: date

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not self.first <= self.last <= self.first + timedelta(days=MOST_DAYS):
            raise ValueError(
                f"last must not be before first, nor more than {MOST_DAYS} days after it"
            )
        return self

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def key_of(kind: str, day: date, name: str) -> str:
    """The key of a file of facts."""
    return f"{FOLDER}{kind}/day={day.isoformat()}/{name}.parquet"


def files_of(files: Files, kind: str, days: Days | None = None) -> ByDay:
    """A kind's files by day: of all days, or of some, of which no others than their years or months
    are listed.
    """
    prefix = f"{FOLDER}{kind}/day="
    if days:
        prefix += _in_common(days.first.isoformat(), days.last.isoformat())
    found: dict[date, list[StoredFile]] = {}
    for day, file in _of_days(files.listed(prefix)):
        if days is None or day in days:
            found.setdefault(day, []).append(file)
    return {day: tuple(those) for day, those in sorted(found.items())}


def _in_common(one: str, other: str) -> str:
    """How two texts of the same length begin alike."""
    differ = (at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    return one[: next(differ, len(one))]


def _of_days(listed: Iterable[StoredFile]) -> Iterator[tuple[date, StoredFile]]:
    for file in listed:
        if matched := _KEY.fullmatch(file.key):
            yield date.fromisoformat(matched[2]), file
