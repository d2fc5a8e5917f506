"""A history as leads: flat values, whether each converted, and which are the latest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from baton.core.contract import Contract
from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.files.field_rule import Texts
from baton.leads.files.training_options import TrainingOptions
from baton.leads.scoring.lead_values import Values, feature_key, values_of
from baton.tabular.cells import Cell, column_key
from baton.tabular.mapping_file import MappingError, read_mapping_file
from functions.leads.training.account import OutcomeRead, RowAccount, account_of
from functions.leads.training.dictionary_column import DictionaryColumn, LeadsBuilder, Places
from functions.leads.training.duration import most_leads
from functions.leads.training.order import order_of
from functions.leads.training.outcome import outcome_column
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import Table

FEWEST_LEADS = 200
FEWEST_OF_A_CLASS = 30
MAX_REJECTED_SHARE = 0.05

_SHOWN = 3


class RawOutcome(Contract):
    """The outcome of a file without a mapping of fields; ``true`` and ``false`` may be left to be
    found.
    """

    column: str
    true: Texts = ()
    false: Texts = ()


class RawMapping(Contract):
    """A mapping file that maps no fields: columns are used as they are named."""

    name: str = "mapping"
    description: str | None = None
    empty: Texts = ()
    outcome: RawOutcome | None = None
    training: TrainingOptions = Field(default_factory=TrainingOptions)


Mapping = ColumnMapping | RawMapping


class Leads(Sequence[Values]):
    """The leads in columns by feature, each as flat values."""

    def __init__(self, cells: dict[str, DictionaryColumn], places: Places) -> None:
        self._cells = cells
        self._places = np.asarray(places, dtype=np.intp)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Values: ...
    @overload
    def __getitem__(self, place: slice) -> "Leads": ...
    def __getitem__(self, place: int | slice) -> "Values | Leads":
        if isinstance(place, slice):
            return Leads(self._cells, self._places[place])
        row = int(self._places[place])
        return _present({key: column[row] for key, column in self._cells.items()})

    def __iter__(self) -> Iterator[Values]:
        columns = [column.take(self._places) for column in self._cells.values()]
        for row in zip(*columns, strict=True):
            yield _present(dict(zip(self._cells, row, strict=True)))


def _present(lead: dict[str, Cell]) -> dict[str, Cell]:
    return {key: cell for key, cell in lead.items() if cell is not None}


@dataclass(frozen=True, slots=True)
class History:
    """Leads whose outcome is known, the latest last. ``names`` are the features by their key, and
    ``cells`` what each of the leads has for it.

    ``account`` tells what became of the file's rows, ``recorded`` how many of the last leads are from
    no file; ``seconds`` since 1970 are when the leads came, where that is known.
    """

    names: dict[str, str]
    cells: dict[str, DictionaryColumn]
    converted: tuple[bool, ...]
    fingerprint: str
    ordered_by: str
    options: TrainingOptions
    notes: tuple[str, ...] = ()
    account: RowAccount | None = None
    outcome: OutcomeRead | None = None
    recorded: int = 0
    seconds: NDArray[np.float64] | None = field(default=None, compare=False)

    @property
    def leads(self) -> Leads:
        """The leads, one by one."""
        return Leads(self.cells, np.arange(len(self.converted)))

    def columns(self) -> Iterable[tuple[str, str, DictionaryColumn]]:
        """Key, name and cells of every feature."""
        for key, name in self.names.items():
            yield key, name, self.cells[key]


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
    if len(table) < FEWEST_LEADS:
        raise Refusal(_too_few(f"{len(table)} rows"))
    wanted = mapping.outcome
    outcome = outcome_column(table, *(wanted.column, wanted.true, wanted.false) if wanted else ())
    order = order_of(
        dict(zip(table.header, table.columns, strict=True)), len(table), mapping.training.order
    )
    answers = outcome.answers(table.column(outcome.column))
    known = order.places[~np.isnan(answers[order.places])]
    most = most_leads(len(table), len(table.header), table.values)
    kept = known[-most:]
    left_out = {
        **table.left_out,
        f"no outcome in {outcome.column}": len(table) - len(known),
        f"older than the latest {most:,} leads": len(known) - len(kept),
    }
    if isinstance(mapping, ColumnMapping):
        names, cells, taken = _mapped(table, kept, mapping, left_out)
    else:
        names, cells, taken = *_raw(table, kept, outcome.column, mapping), kept
    converted = tuple((answers[taken] == 1).tolist())
    account = account_of(table.rows, left_out)
    check_enough(converted, account)
    return History(
        names=names,
        cells=cells,
        converted=converted,
        fingerprint=table.fingerprint,
        ordered_by=order.by,
        options=_options_by_field(mapping),
        notes=(*table.notes, *outcome.notes, *order.notes),
        account=account,
        outcome=outcome.read(table.column(outcome.column)),
        seconds=order.seconds[np.isin(order.places, taken)] if order.seconds is not None else None,
    )


def check_enough(converted: Sequence[bool], account: RowAccount | None = None) -> None:
    """Raises ``Refusal`` if there are too few leads, or too few of one outcome, to learn from."""
    yes, no = sum(converted), len(converted) - sum(converted)
    lost = f" Of {account.rows} rows, {_lost(account)}." if account and account.left_out else ""
    if len(converted) < FEWEST_LEADS:
        raise Refusal(_too_few(f"{len(converted)} leads whose outcome is known") + lost)
    if min(yes, no) < FEWEST_OF_A_CLASS:
        raise Refusal(
            f"{yes} leads converted and {no} did not; at least {FEWEST_OF_A_CLASS} of each are "
            f"needed to tell them apart. Export leads of both kinds.{lost}"
        )


def _lost(account: RowAccount) -> str:
    return "; ".join(f"{one.rows} left out: {one.why}" for one in account.left_out)


def _too_few(found: str) -> str:
    return (
        f"The history has {found}; at least {FEWEST_LEADS} are needed. Until then the written "
        "scorecard serves."
    )


def _raw(
    table: Table, places: NDArray[np.intp], outcome: str, mapping: RawMapping
) -> tuple[dict[str, str], dict[str, DictionaryColumn]]:
    empty = {text.strip().casefold() for text in mapping.empty}

    def known(cell: Cell) -> Cell:
        return None if str(cell).strip().casefold() in empty else cell

    names, cells = {}, {}
    for name, column in zip(table.header, table.columns, strict=True):
        if name != outcome:
            names[feature_key(name)] = name
            cells[feature_key(name)] = column.replaced(known).take(places)
    return names, cells


def _mapped(
    table: Table, places: NDArray[np.intp], mapping: ColumnMapping, left_out: dict[str, int]
) -> tuple[dict[str, str], dict[str, DictionaryColumn], NDArray[np.intp]]:
    """The leads as triage will see them; rows that intake would reject are passed over."""
    if faults := mapping.header_faults(table.header):
        raise Refusal(*faults)
    leads = LeadsBuilder()
    taken, faults_seen = [], Counter[str]()
    rows = zip(*(column.take(places) for column in table.columns), strict=True)
    for place, row in zip(places.tolist(), rows, strict=True):
        mapped = mapping.row(dict(zip(table.header, row, strict=True)))
        if mapped.lead is None:
            faults_seen.update(mapped.faults[:1])
            continue
        leads.add(values_of(mapped.lead))
        taken.append(place)
    _check_rejected(faults_seen, len(places))
    told = dict(faults_seen.most_common(_SHOWN))
    told["other faults"] = faults_seen.total() - sum(told.values())
    left_out.update({f"no lead by the mapping: {fault}": rows for fault, rows in told.items()})
    called = {feature_key(name): name for name in _field_names(mapping)}
    cells = leads.columns()
    return {key: called.get(key, key) for key in cells}, cells, np.array(taken, dtype=np.intp)


def _check_rejected(faults: Counter[str], rows: int) -> None:
    if faults.total() > MAX_REJECTED_SHARE * rows:
        often = "; ".join(f"{fault} ({times})" for fault, times in faults.most_common(_SHOWN))
        raise Refusal(f"{faults.total()} of {rows} rows are no leads by this mapping: {often}.")


def _field_names(mapping: ColumnMapping) -> Iterable[str]:
    others = mapping.others if isinstance(mapping.others, tuple) else ()
    return (*mapping.fields, *others)


def _options_by_field(mapping: Mapping) -> TrainingOptions:
    """The options with the names of fields, where they name the columns that fill them."""
    options = mapping.training
    if not isinstance(mapping, ColumnMapping):
        return options
    fields = {
        column_key(column): name for name, rule in mapping.fields.items() for column in rule.column
    }
    by_field = {
        kind: tuple(fields.get(column_key(name), name) for name in getattr(options, kind))
        for kind in TrainingOptions.COLUMNS
    }
    return options.model_copy(update=by_field)
