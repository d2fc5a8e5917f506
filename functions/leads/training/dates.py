"""Columns of dates, as people and programs write them: which day each row means. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from baton.core.text import folded
from baton.leads.scoring.lead_values import NO_ANSWER
from baton.tabular.cells import as_text
from functions.leads.training.dictionary_column import DictionaryColumn
from functions.leads.training.periods import first_day_of

MAX_LENGTH = 50
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
PIVOT = 70
"""Two digits from here on are of the twentieth century (POSIX has 69)."""

FORMS = ("day/month/year", "month/day/year")

_SHORT, _YEAR_DIGITS = 2, 4
_SAMPLE = 50
_SAMPLE_SHARE = 0.5
_MOST_BACK = 0.05
_TIMES_LESS = 4
"""Of two readings by which rows run in one direction, that with so much fewer exceptions is meant."""

_WORD = r"[^\W\d_]{3,10}"
_AFTER = r"(?:(?:T| |, ?)(?P<clock>\d.*))?"
_WEEKDAY = r"(?:[^\W\d_]{2,10}[.,]{1,2} )?"
_NUMERIC = re.compile(
    rf"{_WEEKDAY}(\d{{1,4}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{1,4}})\.?{_AFTER}", re.IGNORECASE
)
_BETWEEN = r"[-, /]{1,2}(?:de )?(?P<year>\d{4}|\d\d)"
_IN_ONE_WAY = tuple(
    re.compile(rf"{_WEEKDAY}{day}{_AFTER}", re.IGNORECASE)
    for day in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?[- /]?(?: ?de )?(?P<month>{_WORD})\.?{_BETWEEN}",
        rf"(?P<month>{_WORD})\.?[- ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[- ](?P<month>{_WORD})\.?[- ](?P<day>\d{{1,2}})",
        rf"(?P<month>{_WORD})[.,]?[- ](?:de )?(?P<year>\d{{4}})",
        rf"(?P<month>{_WORD})(?:-| ?'|-')(?P<year>\d\d)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    )
)
"""Dates with the month's name, or with the year where only a year can be."""

_FROM_TO = re.compile(
    r"(?P<first>\d{4}-\d\d-\d\d)(?:T[\d:]{5,8}Z?)?/\d{4}-\d\d-\d\d(?:T[\d:]{5,8}Z?)?"
)
"""An interval (ISO 8601), of which the beginning counts."""

_CLOCK = re.compile(
    r"(\d\d?)[:.h]?(\d\d)(?:[:.]?(\d\d)(?:[.,]\d{1,9})?)?\s?(?:([ap])\.?m\.?)?"
    r"\s?(?:z|utc|gmt|([+-])(\d\d):?(\d\d)?)?",
    re.IGNORECASE,
)
_MONTHS = (
    "january januar jänner janvier enero gennaio janeiro januari",
    "february februar feber février febrero febbraio fevereiro februari",
    "march märz mars marzo março maart",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août agosto augustus",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre diciembre dicembre dezembro",
)

Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates. ``seconds`` since 1970 of every row, not a number where there is no date.

    ``form`` says how they were read, if there are two ways. ``filled`` cells hold something, and
    ``read`` of them dates.
    ``ambiguous``: day and month cannot be told apart, and the rows' order does not tell either.
    """

    seconds: Seconds
    form: str
    filled: int
    read: int
    ambiguous: bool = False


def dates_in(column: DictionaryColumn) -> Dates | None:
    """The dates in a column; ``None`` if it holds something else, or hardly any date."""
    texts = [as_text(value) for value in column.values]
    counts = column.counts
    filled = [
        place
        for place, text in enumerate(texts)
        if counts[place] and text.casefold() not in NO_ANSWER
    ]
    if not _look_like_dates([texts[place] for place in filled]):
        return None
    made = [_read(texts, filled, day_first=day_first) for day_first in (True, False)]
    read = [int(counts[~np.isnan(seconds)].sum()) for seconds in made]
    meant, form, ambiguous = _meant(made, read, texts, column)
    total = int(counts[filled].sum())
    return Dates(made[meant][column.indices], form, total, read[meant], ambiguous)


def _look_like_dates(texts: Sequence[str]) -> bool:
    """Whether at least half of some cells from all over the column can be read."""
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    able = sum(
        any(_date(text, day_first=first) is not None for first in (True, False)) for text in sample
    )
    return bool(sample) and able >= _SAMPLE_SHARE * len(sample)


def _read(texts: Sequence[str], filled: Iterable[int], *, day_first: bool) -> Seconds:
    seconds: Seconds = np.full(len(texts), np.nan)
    for place in filled:
        found = _date(texts[place], day_first=day_first)
        if found is not None:
            seconds[place] = found
    return seconds


def _meant(
    made: Sequence[Seconds], read: Sequence[int], texts: Sequence[str], column: DictionaryColumn
) -> tuple[int, str, bool]:
    """Which of the two readings is meant, how it is called, and whether that is a guess."""
    if np.array_equal(made[0], made[1], equal_nan=True):
        return 0, "", False
    if read[0] != read[1]:
        meant = int(np.argmax(read))
        return meant, FORMS[meant], False
    numeric = (_NUMERIC.fullmatch(text) for text in texts)
    if any(found and found[2] == "." for found in numeric):
        return 0, FORMS[0], False  # 01.02.2025 has the day first wherever it is written
    if np.array_equal(np.argsort(made[0]), np.argsort(made[1])):
        return 0, FORMS[0], False  # whichever it is, the same rows are the latest
    running = [_running(seconds[column.indices]) for seconds in made]
    meant = int(np.argmax(running))
    back, other_back = 1 - running[meant], 1 - running[1 - meant]
    sure = back <= _MOST_BACK and back * _TIMES_LESS <= other_back and other_back > 0
    return meant, FORMS[meant], not sure


def _running(seconds: Seconds) -> float:
    """The larger share of changes from row to row that go forward, or back."""
    steps = np.diff(seconds[~np.isnan(seconds)])
    forward, back = int(np.sum(steps > 0)), int(np.sum(steps < 0))
    return max(forward, back) / max(1, forward + back)


def _date(text: str, *, day_first: bool) -> float | None:
    """The seconds of a date; ``day_first`` decides where numbers alone do not tell day from month."""
    if len(text) > MAX_LENGTH:
        return None
    if both := _FROM_TO.fullmatch(text):
        text = both["first"]
    if found := _NUMERIC.fullmatch(text):
        one, two, three = found[1], found[3], found[4]
        if len(one) == _YEAR_DIGITS:
            return _seconds(one, two, three, found["clock"])
        day, month = (one, two) if day_first else (two, one)
        return _seconds(three, month, day, found["clock"])
    for pattern in _IN_ONE_WAY:
        if found := pattern.fullmatch(text):
            said = found.groupdict()
            day = said.get("day") or "1"
            if (seconds := _seconds(said["year"], said["month"], day, said["clock"])) is not None:
                return seconds
    if (begun := first_day_of(text, pivot=PIVOT)) is not None:
        return _seconds(f"{begun.year:04}", str(begun.month), str(begun.day), None)
    return None


def _seconds(year: str, month: str, day: str, clock: str | None) -> float | None:
    """Seconds since 1970 of a date, in UTC if no zone is given; ``None`` if there is no such day."""
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(folded(month), 0)
    whole = int(year)
    if len(year) == _SHORT:
        whole += 1900 if whole >= PIVOT else 2000
    if len(year) not in (_SHORT, _YEAR_DIGITS) or not EARLIEST_YEAR <= whole <= LATEST_YEAR:
        return None
    try:
        midnight = datetime(whole, number, int(day), tzinfo=UTC).timestamp()
    except ValueError:
        return None
    return midnight + (_since_midnight(clock) if clock else 0)


def _since_midnight(clock: str) -> int:
    """The seconds, in UTC, of a time of day; 0 if it cannot be read, since the day is known."""
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return 0
    hours, half = int(found[1]), (found[4] or "").casefold()
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    ahead = int(found[6] or 0) * 3_600 + int(found[7] or 0) * 60
    seconds = hours * 3_600 + int(found[2]) * 60 + int(found[3] or 0)
    return seconds + ahead if found[5] == "-" else seconds - ahead


def _month_numbers() -> dict[str, int]:
    """Months by name and by every abbreviation of three letters or more that means only one."""
    found: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS, 1):
        for name in map(folded, names.split()):
            for length in range(3, len(name) + 1):
                found.setdefault(name[:length], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


_MONTH_NUMBERS = _month_numbers()


def day_of(seconds: float) -> date:
    """The day, in UTC, of a row's seconds."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
