"""Which leads of a history file are the latest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baton.leads.scoring.lead_values import category_in, number_in
from baton.tabular.cells import column_key
from functions.leads.training.column_names import words_of
from functions.leads.training.dates import Dates, dates_in, day_of
from functions.leads.training.dictionary_column import DictionaryColumn
from functions.leads.training.periods import OF_A_MONTH, are_months
from functions.leads.training.rejection import Refusal

READABLE_SHARE = 0.9
"""From this share of the filled cells on, a column holds dates or numbers."""

FILLED_SHARE = 0.5
"""A column of dates that fewer rows have does not say which leads are the latest."""

RUNNING_SHARE = 0.95
"""From this share of steps in one direction on, a column is a running number."""

_ARRIVAL = re.compile(
    r"\b(created?|creation|received|arriv\w*|enquir\w*|inquir\w*|regist\w*|sign ?up|signed up|submi\w*"
    r"|submission|captured|added|entered|entry|lead date|date of lead|request\w*"
    r"|erstellt|eingang\w*|eingegangen|angelegt|anfrage\w*|creado|recibido|alta|créée?|reçue?)\b"
)
_TIME = re.compile(r"\b(date|day|time|timestamp|datetime|when|on|at|month|datum|tag|fecha|jour)\b")
_LATER = re.compile(
    r"\b(clos\w*|convert\w*|conversion|modif\w*|updat\w*|last|latest|due|expected|next|follow|won|lost"
    r"|birth\w*|dob|born|sold|sale|purchas\w*|order\w*|paid|payment|contact\w*|call\w*|meeting|demo|end"
    r"|ended|expir\w*|renew\w*|cancel\w*|churn\w*|deliver\w*)\b"
)

_SAYS_NOTHING = 2

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class RowOrder:
    """The rows' places, the oldest first, what says so, and what was noticed.

    ``seconds`` since 1970 of the rows in that order, if dates say so; not a number where there is
    none.
    """

    places: Places
    by: str
    notes: tuple[str, ...] = ()
    seconds: NDArray[np.float64] | None = None


def order_of(columns: Mapping[str, DictionaryColumn], rows: int, wanted: str | None) -> RowOrder:
    """The order by the column that was named, else by the dates of the leads' arrival, else by a
    running number, else as the file has them. Raises ``Refusal`` for a wish that cannot be met.
    """
    if wanted:
        return _as_wished(columns, wanted)
    dated = {name: found for name, column in columns.items() if (found := dates_in(column))}
    usable = {name: found for name, found in dated.items() if _is_usable(name, found, rows)}
    unclear = [name for name, found in usable.items() if found.ambiguous]
    notes = tuple(
        f'in "{name}" day and month cannot be told apart, so it orders nothing; write dates as '
        "2025-01-31" for name in unclear
    )  # fmt: skip
    clear = sorted((name for name in usable if name not in unclear), key=_rank)
    running = [name for name, column in columns.items() if _counts_time(name, column)]
    if clear and (_rank(clear[0]) < _SAYS_NOTHING or not running):
        return _by_dates(clear[0], usable[clear[0]], notes)
    if running:
        return RowOrder(_sorted(_numbers(columns[running[0]])), running[0], notes)
    told = "no column says when leads came, so the last rows are taken for the latest leads"
    return RowOrder(np.arange(rows), "the file's rows", (*notes, f"{told} (training.order)"))


def _as_wished(columns: Mapping[str, DictionaryColumn], wanted: str) -> RowOrder:
    name = next((name for name in columns if column_key(name) == column_key(wanted)), None)
    if name is None:
        raise Refusal(f'The file has no column "{wanted}" to order leads by.')
    column = columns[name]
    dates = dates_in(column)
    if dates and dates.read >= READABLE_SHARE * dates.filled:
        if dates.ambiguous:
            raise Refusal(
                f'In the column "{name}", which is to order the leads, day and month cannot be told '
                "apart. Write its dates as 2025-01-31."
            )
        return _by_dates(name, dates, ())
    if not _all_numbers(column):
        raise Refusal(
            f'The column "{name}", which is to order the leads, holds neither dates nor numbers.'
        )
    return RowOrder(_sorted(_numbers(column)), name)


def _is_usable(name: str, dates: Dates, rows: int) -> bool:
    seconds = dates.seconds[~np.isnan(dates.seconds)]
    return (
        not _LATER.search(words_of(name))
        and dates.read >= max(READABLE_SHARE * dates.filled, FILLED_SHARE * rows)
        and bool(np.ptp(seconds))
    )


def _rank(name: str) -> int:
    """How well a column's name says that its dates are those of the leads' arrival, best first."""
    words = words_of(name)
    return 0 if _ARRIVAL.search(words) else 1 if _TIME.search(words) else _SAYS_NOTHING


def _by_dates(name: str, dates: Dates, notes: tuple[str, ...]) -> RowOrder:
    places = _sorted(dates.seconds)
    known = dates.seconds[~np.isnan(dates.seconds)]
    span = f"from {day_of(float(np.min(known)))} to {day_of(float(np.max(known)))}"
    notes = (*notes, f'the leads are ordered by "{name}", {span}{_read_as(dates)}')
    if without := len(dates.seconds) - len(known):
        notes = (*notes, f'{without} rows have no date in "{name}" and count as the oldest')
    return RowOrder(places, name, notes, dates.seconds[places])


def _read_as(dates: Dates) -> str:
    return f", read as {dates.form}" if dates.form else ""


def _sorted(keys: NDArray[np.float64]) -> Places:
    """Places by rising keys, those without one first. Equal keys keep the file's direction: where the
    newest rows stand at the top, the lower of two is the older.
    """
    known = keys[~np.isnan(keys)]
    falls = len(known) > 1 and float((np.diff(known) <= 0).mean()) >= RUNNING_SHARE
    rows = np.arange(len(keys))[::-1] if falls and known[0] > known[-1] else np.arange(len(keys))
    filled = np.where(np.isnan(keys), -np.inf, keys)
    order: Places = rows[np.argsort(filled[rows], kind="stable")]
    return order


def _numbers(column: DictionaryColumn) -> NDArray[np.float64]:
    numbers = [number_in(value) for value in column.values]
    return column.spread([np.nan if one is None else one for one in numbers], np.float64)


def _all_numbers(column: DictionaryColumn) -> bool:
    counts = column.counts
    filled = sum(
        int(rows) for rows, value in zip(counts, column.values, strict=True) if category_in(value)
    )
    numbers = np.count_nonzero(~np.isnan(_numbers(column)))
    return int(numbers) >= max(READABLE_SHARE * filled, FILLED_SHARE * len(column))


def _counts_time(name: str, column: DictionaryColumn) -> bool:
    """Whether a column holds a running number, or the time of arrival or a month as a number."""
    if _runs(column):
        return True
    words = words_of(name)
    if not (_ARRIVAL.search(words) or (OF_A_MONTH.search(words) and not _LATER.search(words))):
        return False
    if not _all_numbers(column):
        return False
    known = _numbers(column)
    return bool(_ARRIVAL.search(words)) or are_months(set(known[~np.isnan(known)].tolist()))


def _runs(column: DictionaryColumn) -> bool:
    """Whether whole numbers, all different, rise or fall from row to row but for a few."""
    if len(column.values) < len(column):
        return False
    if not all(str(cell).isascii() and str(cell).isdigit() for cell in column.values):
        return False
    steps = np.diff(np.array([float(str(cell)) for cell in column.values])[column.indices])
    return not 1 - RUNNING_SHARE < float((steps > 0).mean()) < RUNNING_SHARE
