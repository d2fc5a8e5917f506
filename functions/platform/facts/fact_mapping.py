"""How the rows of a dropped file become facts of a kind: ``mappings/facts/<kind>.yaml``, or the kind's
own column names.

    timezone: Europe/Vienna          # of moments that have none
    encoding: cp1250                 # of a file that is not UTF-8
    fields:
      external_id: Campaign ID       # a column
      platform: {constant: google}
      day: {column: Day, format: "%d.%m.%Y"}
      spend: {column: Cost, decimal: ",", major: true}   # 12,50 is 1250 minor units of the currency
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, ClassVar, Self

from pydantic import Field, ValidationError, field_validator

from baton.core.amounts import is_currency, minor_units
from baton.core.contract import Contract
from baton.core.field_errors import in_words
from baton.core.places import time_zone
from baton.facts.fact import Fact
from baton.facts.kind import DAY, STANDARD, Column, ColumnType, FactKind
from baton.tabular.cell_rule import CellRule
from baton.tabular.cells import (
    Cell,
    Row,
    as_boolean,
    as_id,
    as_integer,
    as_moment,
    as_money,
    as_number,
    as_text,
    column_key,
)
from baton.tabular.mapping_file import MappingError, read_mapping_file

MOMENT, ID, VERSION = "happened_at", "fact_id", "version"
_CURRENCY = "currency"


class FactMapping(Contract):
    """The whole mapping."""

    in_words: ClassVar[bool] = True

    encoding: str | None = None
    timezone: str | None = None
    fields: dict[str, CellRule] = Field(min_length=1)

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        if name:
            time_zone(name)
        return name

    @classmethod
    def from_yaml(cls, text: str, name: str, kind: FactKind) -> Self:
        """The mapping in a file's text. Raises ``MappingError``: what is wrong, and what to do."""
        content, _ = read_mapping_file(text, name)
        try:
            made = cls.model_validate(content)
        except ValidationError as error:
            raise MappingError(name, in_words(error)) from error
        known = {*(column.name for column in kind.columns), DAY}
        if unknown := made.fields.keys() - known:
            listed = ", ".join(sorted(known))
            raise MappingError(name, (f"{kind.name} has no {min(unknown)}; it has {listed}",))
        return made

    @classmethod
    def canonical(cls, kind: FactKind) -> Self:
        """Every column by its own name."""
        names = (*(column.name for column in kind.columns), DAY)
        return cls(fields={name: CellRule(column=name) for name in names})

    def header_faults(self, header: Sequence[str], kind: FactKind) -> tuple[str, ...]:
        """What a file with this header lacks, in sentences."""
        given = {column_key(name) for name in header}
        here = {
            name
            for name, rule in self.fields.items()
            if rule.constant is not None or column_key(rule.column) in given
        }
        return tuple(self._missing(here, kind))

    def _missing(self, here: set[str], kind: FactKind) -> Iterator[str]:
        if not here & {MOMENT, DAY}:
            yield f"a fact needs a {DAY} or a {MOMENT}: {self._named(DAY)}"
        for name, field in kind.row.model_fields.items():
            if field.is_required() and name not in here:
                yield f"a fact of {kind.name} needs {name}: {self._named(name)}"

    def _named(self, name: str) -> str:
        rule = self.fields.get(name)
        return f'the file has no column "{rule.column if rule else name}"'


class RowReader:
    """Reads the rows of one file. ``read_at`` is the version of what is restated, if no column says."""

    def __init__(self, kind: FactKind, mapping: FactMapping, read_at: datetime) -> None:
        self._kind = kind
        self._mapping = mapping
        self._version = int(read_at.timestamp() * 1000) if kind.restated else 0
        self._seen: Counter[str] = Counter()
        self._told: dict[tuple[str, int, datetime | None], int] = {}

    def fact(self, original: Mapping[str, Any]) -> Fact:
        """The fact in a row. Raises ``ValueError`` with every fault, in words."""
        row, faults = Row(original), list[str]()
        values: dict[str, Any] = {}
        for name, rule in self._mapping.fields.items():
            cell = rule.cell(row)
            if cell is None or not as_text(cell):
                continue
            try:
                values[name] = self._value(name, rule, cell, row)
            except ValueError as error:
                faults.append(f"{name}: {error}")
        if faults:
            raise ValueError("; ".join(faults))
        return self._made(values)

    def _made(self, values: dict[str, Any]) -> Fact:
        at = values.pop(MOMENT, None) or _midnight(values.get(DAY))
        values.pop(DAY, None)
        fact_id, version = values.pop(ID, None), values.pop(VERSION, self._version)
        try:
            made = self._kind.row.model_validate(values)
        except ValidationError as error:
            raise ValueError("; ".join(in_words(error))) from error
        named = fact_id or self._kind.id_of(made, at) or self._content_id(values, at)
        fact = self._kind.fact(made, at=at, fact_id=named, version=version)
        self._check_alone(fact)
        return fact

    def _check_alone(self, fact: Fact) -> None:
        """Raises ``ValueError`` for a fact of which the file has said otherwise before: which of the two
        is right nobody knows here.
        """
        moment = fact.at if self._kind.key else None  # a state may change within a day
        said = hash((fact.at, tuple(sorted(fact.row.items()))))
        if self._told.setdefault((fact.fact_id, fact.version, moment), said) != said:
            raise ValueError(f"says otherwise of {fact.fact_id} than a row before")

    def _content_id(self, values: Mapping[str, Any], at: datetime) -> str:
        """An id from what a row says, and how often the file has said it before: the same file dropped
        again tells the same facts."""
        text = json.dumps({**values, MOMENT: at.isoformat()}, sort_keys=True, default=str)
        self._seen[text] += 1
        return hashlib.sha256(f"{self._seen[text]} {text}".encode()).hexdigest()

    def _value(self, name: str, rule: CellRule, cell: Cell, row: Row) -> Any:
        column = self._columns[name]
        if rule.major:
            currency = self._currency(row)
            amount = as_money(cell, rule.decimal).amount(currency or None)
            if not amount.currency:
                raise ValueError("needs the currency that it is in")
            return minor_units(amount.value, amount.currency)
        if name == _CURRENCY:
            return _iso_4217(as_text(cell))
        return self._plain(column, rule, cell)

    def _plain(self, column: Column, rule: CellRule, cell: Cell) -> Any:
        match column.type:
            case ColumnType.WHOLE:
                return as_integer(cell, rule.decimal)
            case ColumnType.NUMBER:
                return float(as_number(cell, rule.decimal))
            case ColumnType.TRUTH:
                return as_boolean(cell)
            case ColumnType.DAY:
                return _day(cell, rule.format)
            case ColumnType.MOMENT:
                return as_moment(cell, rule.format, self._mapping.timezone).astimezone(UTC)
            case _:
                return as_id(cell) if column.name.endswith("_id") else as_text(cell)

    def _currency(self, row: Row) -> str:
        rule = self._mapping.fields.get(_CURRENCY)
        return as_text(rule.cell(row)) if rule else ""

    @cached_property
    def _columns(self) -> Mapping[str, Column]:
        columns = {column.name: column for column in (*STANDARD, *self._kind.columns)}
        return {**columns, DAY: Column(DAY, ColumnType.DAY)}


def _iso_4217(text: str) -> str:
    code = text.upper()
    if not is_currency(code):
        raise ValueError(f"“{text[:20]}” is no currency's code, as EUR (ISO 4217)")
    return code


def _day(cell: Cell, form: str | None) -> date:
    text = as_text(cell)
    try:
        if form is None:
            return date.fromisoformat(text)
        return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise ValueError(
            f"is not a day {f'of the form {form}' if form else 'as 2026-03-01'}"
        ) from None


def _midnight(day: date | None) -> datetime:
    if day is None:
        raise ValueError(f"{DAY}: has no value")
    return datetime.combine(day, time(), UTC)
