"""A history as leads: flat values, whether each converted, and which are the latest."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import ValidationError

from baton.core.contract import Contract
from baton.leads.files.cells import Cell, column_key
from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.files.field_rule import Texts
from baton.leads.files.mapping_file import MappingError, read_mapping_file
from baton.leads.files.training_options import TrainingWishes
from baton.leads.scoring.lead_values import Values, feature_key, number_in, values_of
from functions.leads.training.outcome import OutcomeColumn, outcome_column
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import Table

FEWEST_LEADS = 200
FEWEST_OF_A_CLASS = 30
MAX_REJECTED_SHARE = 0.05
RUNNING_SHARE = 0.95
"""From this share of steps in one direction on, a column is a running number."""

_SHOWN = 3
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


class RawOutcome(Contract):
    """The outcome of a file without a mapping of fields; ``true`` may be left to be found."""

    column: str
    true: Texts = ()


class RawMapping(Contract):
    """A mapping file that maps no fields: columns are used as they are named."""

    name: str = "mapping"
    description: str | None = None
    empty: Texts = ()
    outcome: RawOutcome | None = None
    training: TrainingWishes = TrainingWishes()


Mapping = ColumnMapping | RawMapping


@dataclass(frozen=True, slots=True)
class History:
    """Leads whose outcome is known, the latest last. ``names`` are the features by their key."""

    names: dict[str, str]
    leads: tuple[Values, ...]
    converted: tuple[bool, ...]
    fingerprint: str
    ordered_by: str
    wishes: TrainingWishes
    notes: tuple[str, ...] = ()
    without_outcome: int = 0

    def columns(self) -> Iterable[tuple[str, str, list[Cell]]]:
        """Key, name and cells of every feature."""
        for key, name in self.names.items():
            yield key, name, [lead.get(key) for lead in self.leads]


def read_mapping(text: str, name: str = "mapping") -> Mapping:
    """A mapping with or without fields. Raises ``Refusal`` saying what is wrong in it."""
    try:
        content, _ = read_mapping_file(text, name)
        if "fields" in content:
            return ColumnMapping.from_yaml(text, name)
        return RawMapping.model_validate({"name": name, **content})
    except MappingError as error:
        raise Refusal(str(error)) from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise Refusal(f"The mapping {name} is not right.", *faults) from error


def history_of(table: Table, mapping: Mapping) -> History:
    """The leads of a table. Raises ``Refusal``."""
    if len(table.rows) < FEWEST_LEADS:
        raise Refusal(_too_few(f"{len(table.rows)} rows"))
    wanted = mapping.outcome
    outcome = outcome_column(
        table, wanted.column if wanted else None, wanted.true if wanted else ()
    )
    order, ordered_by = _order(table, mapping.training.order)
    place = table.header.index(outcome.column)
    known = [row for row in (table.rows[at] for at in order) if outcome.of(row[place]) is not None]
    notes = [f"{table.uneven} rows with a wrong number of cells"] if table.uneven else []
    if isinstance(mapping, ColumnMapping):
        names, leads, rows = _mapped(table, known, mapping, notes)
    else:
        names, leads, rows = *_raw(table, known, outcome, mapping), known
    converted = tuple(bool(outcome.of(row[place])) for row in rows)
    check_enough(converted)
    return History(
        names=names,
        leads=tuple(leads),
        converted=converted,
        fingerprint=table.fingerprint,
        ordered_by=ordered_by,
        wishes=_wishes_by_field(mapping),
        notes=tuple(notes),
        without_outcome=len(table.rows) - len(known),
    )


def check_enough(converted: Sequence[bool]) -> None:
    """Raises ``Refusal`` if there are too few leads, or too few of one outcome, to learn from."""
    yes, no = sum(converted), len(converted) - sum(converted)
    if len(converted) < FEWEST_LEADS:
        raise Refusal(_too_few(f"{len(converted)} leads whose outcome is known"))
    if min(yes, no) < FEWEST_OF_A_CLASS:
        raise Refusal(
            f"{yes} leads converted and {no} did not; at least {FEWEST_OF_A_CLASS} of each are "
            "needed to tell them apart. Export leads of both kinds."
        )


def _too_few(found: str) -> str:
    return (
        f"The history has {found}; at least {FEWEST_LEADS} are needed. Until then the written "
        "scorecard serves."
    )


def _raw(
    table: Table, rows: Sequence[tuple[str, ...]], outcome: OutcomeColumn, mapping: RawMapping
) -> tuple[dict[str, str], list[Values]]:
    names = {feature_key(name): name for name in table.header if name != outcome.column}
    places = [(feature_key(name), at) for at, name in enumerate(table.header)]
    places = [(key, at) for key, at in places if key in names]
    empty = {text.casefold() for text in mapping.empty}
    leads: list[Values] = [
        {key: row[at] for key, at in places if row[at].strip().casefold() not in empty}
        for row in rows
    ]
    return names, leads


def _mapped(
    table: Table, rows: Sequence[tuple[str, ...]], mapping: ColumnMapping, notes: list[str]
) -> tuple[dict[str, str], list[Values], list[tuple[str, ...]]]:
    """The leads as triage will see them; rows that intake would reject are passed over."""
    if faults := mapping.header_faults(table.header):
        raise Refusal(*faults)
    leads: list[Values] = []
    taken, faults_seen = [], Counter[str]()
    for row in rows:
        mapped = mapping.row(dict(zip(table.header, row, strict=True)))
        if mapped.lead is None:
            faults_seen.update(mapped.faults[:1])
            continue
        leads.append(values_of(mapped.lead))
        taken.append(row)
    rejected = len(rows) - len(leads)
    often = "; ".join(f"{fault} ({times})" for fault, times in faults_seen.most_common(_SHOWN))
    if rejected > MAX_REJECTED_SHARE * len(rows):
        raise Refusal(f"{rejected} of {len(rows)} rows are no leads by this mapping: {often}.")
    if rejected:
        notes.append(f"{rejected} rows that are no leads by the mapping: {often}")
    seen = dict.fromkeys(key for lead in leads for key in lead)
    called = {feature_key(name): name for name in _field_names(mapping)}
    return {key: called.get(key, key) for key in seen}, leads, taken


def _field_names(mapping: ColumnMapping) -> Iterable[str]:
    others = mapping.others if isinstance(mapping.others, tuple) else ()
    return (*mapping.fields, *others)


def _wishes_by_field(mapping: Mapping) -> TrainingWishes:
    """The wishes with the names of fields, where they name the columns that fill them."""
    if not isinstance(mapping, ColumnMapping):
        return mapping.training
    fields = {
        column_key(column): name for name, rule in mapping.fields.items() for column in rule.column
    }
    wishes = mapping.training
    return TrainingWishes(
        rising=tuple(fields.get(column_key(name), name) for name in wishes.rising),
        falling=tuple(fields.get(column_key(name), name) for name in wishes.falling),
        keep=tuple(fields.get(column_key(name), name) for name in wishes.keep),
        leave_out=tuple(fields.get(column_key(name), name) for name in wishes.leave_out),
        order=wishes.order,
    )


def _order(table: Table, wanted: str | None) -> tuple[Sequence[int], str]:
    """The places of the rows, the oldest first, and what says so: the column that was named, else
    one of dates, else a running number, else the file itself.
    """
    columns = dict(zip(table.header, zip(*table.rows, strict=True), strict=True))
    if wanted:
        name = next((name for name in columns if column_key(name) == column_key(wanted)), None)
        if name is None:
            raise Refusal(f'The file has no column "{wanted}" to order leads by.')
        return _sorted(columns[name]), name
    for name, cells in columns.items():
        if all(_DATE.fullmatch(cell.strip()) for cell in cells):
            return _sorted(cells), name
    for name, cells in columns.items():
        if _runs(cells):
            return _sorted(cells), name
    return range(len(table.rows)), "the file's rows"


def _runs(cells: Sequence[str]) -> bool:
    """Whether whole numbers, all different, rise or fall from row to row but for a few."""
    if not all(cell.isascii() and cell.isdigit() for cell in cells) or len(set(cells)) < len(cells):
        return False
    numbers = [int(cell) for cell in cells]
    rises = sum(after > before for before, after in pairwise(numbers))
    return not 1 - RUNNING_SHARE < rises / (len(numbers) - 1) < RUNNING_SHARE


def _sorted(cells: Sequence[str]) -> list[int]:
    keys: list[tuple[float, str]] = []
    for cell in cells:
        number = number_in(cell)
        keys.append((number if number is not None else float("inf"), cell.strip()))
    return sorted(range(len(cells)), key=keys.__getitem__)
