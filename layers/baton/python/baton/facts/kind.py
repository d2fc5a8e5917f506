"""Kinds of facts: which columns their rows have, in which units, and whose data they are.

An area registers its kinds in its module ``fact_kinds``, as ``FACT_KINDS``. The columns follow from the
fields of a pydantic model: their names, their types, and the unit that ``Unit`` says.
"""

import hashlib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import ConfigDict, StringConstraints, model_validator
from pydantic.fields import FieldInfo

from baton.core.contract import Contract
from baton.facts.fact import MAX_FACT_BYTES, Fact
from baton.facts.words import RESERVED

KindName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""A kind's name, which is that of its table in queries, as ``ad_metrics_day``."""

MAX_TEXT = 2_000
"""Characters of a text in a row."""

_LARGEST = 2**63 - 1


class ColumnType(StrEnum):
    """What a column holds, by its name in SQL. Moments are in UTC."""

    TEXT = "VARCHAR"
    WHOLE = "BIGINT"
    NUMBER = "DOUBLE"
    TRUTH = "BOOLEAN"
    DAY = "DATE"
    MOMENT = "TIMESTAMP"


_TYPES: Mapping[type, ColumnType] = {
    str: ColumnType.TEXT,
    int: ColumnType.WHOLE,
    float: ColumnType.NUMBER,
    bool: ColumnType.TRUTH,
    date: ColumnType.DAY,
    datetime: ColumnType.MOMENT,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a column's numbers count, for people: ``Annotated[int, Unit("minor units of currency")]``."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind's table."""

    name: str
    type: ColumnType
    unit: str = ""
    means: str = ""


STANDARD = (
    Column("fact_id", ColumnType.TEXT, means="what the fact is known by within its day"),
    Column("happened_at", ColumnType.MOMENT, means="when it happened, in UTC"),
    Column("version", ColumnType.WHOLE, means="of facts that are restated, the latest counts"),
)
"""What every fact has, beside its ``day`` (a date in UTC), which queries have as well."""

DAY = "day"


class FactRow(Contract):
    """The base of a kind's rows: texts of at most 2,000 characters, whole numbers of 64 bits, finite
    numbers, truths, days and moments; and ``None`` where the model says so.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    @model_validator(mode="after")
    def _fits_a_column(self) -> Self:
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, str) and (len(value) > MAX_TEXT or "\0" in value):
                raise ValueError(f"{name} has over {MAX_TEXT} characters, or one that is none")
            if isinstance(value, int) and abs(value) > _LARGEST:
                raise ValueError(f"{name} does not fit into 64 bits")
        return self


@dataclass(frozen=True)
class FactKind:
    """A kind of facts. Raises ``ValueError`` for names that queries could not use, and for columns of a
    type that no table has.

    ``key`` are the columns (``day`` may be one) from which a fact's id follows; empty where the
    publisher has ids of its own. ``restated``: a fact may be said again with a greater version, and the
    greatest counts. ``subject`` is the column that names a person, by a record's id or a person's key,
    if the facts are personal: they are then shown to that person, and erased.
    """

    name: str
    row: type[FactRow]
    means: str
    key: tuple[str, ...] = ()
    restated: bool = False
    subject: str | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        for name in (self.name, *names):
            if name in RESERVED:
                raise ValueError(f"{self.name}: {name} is a word of SQL; give it another name")
        if len(set(names) | {DAY}) != len(names) + 1:
            raise ValueError(f"{self.name}: a column is there twice; every fact has a {DAY}")
        if unknown := {*self.key, *([self.subject] if self.subject else [])} - {*names, DAY}:
            raise ValueError(f"{self.name} has no column {', '.join(sorted(unknown))}")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What its table has, beside the day: what every fact has first."""
        own = (_column(self.name, *field) for field in self.row.model_fields.items())
        return (*STANDARD, *own)

    def fact(
        self, row: FactRow, *, at: datetime, fact_id: str | None = None, version: int = 0
    ) -> Fact:
        """The fact that a row tells. ``fact_id`` may be left out where the kind has a key.

        Raises ``ValueError`` for a row of another kind, for a fact without id, for a version of what is
        never restated, and for more than 20,000 bytes.
        """
        if not isinstance(row, self.row):
            raise ValueError(f"{type(row).__name__} is no row of {self.name}")
        if version and not self.restated:
            raise ValueError(f"{self.name} is not restated, so its facts have no version")
        named = fact_id or self.id_of(row, at)
        if named is None:
            raise ValueError(f"a fact of {self.name} needs a fact_id")
        made = Fact(fact_id=named, kind=self.name, at=at, version=version, row=row.to_json())
        if len(made.model_dump_json()) > MAX_FACT_BYTES:
            raise ValueError(f"a fact of {self.name} has more than {MAX_FACT_BYTES} bytes")
        return made

    def id_of(self, row: FactRow, at: datetime) -> str | None:
        """The id that follows from the key; ``None`` for a kind without one. Long keys are hashed."""
        if not self.key:
            return None
        told = {**row.to_json(), DAY: at.date().isoformat()}
        named = ":".join(str(told.get(name, "")).replace(":", "::") for name in self.key)
        if len(named) <= MAX_ID and named.isprintable():
            return named
        return hashlib.sha256(named.encode()).hexdigest()

    def read(self, fact: Fact) -> FactRow:
        """A fact's row. Raises ``ValueError``, as pydantic does, if it is none of this kind."""
        if fact.version and not self.restated:
            raise ValueError(f"{self.name} is not restated, so its facts have no version")
        return self.row.model_validate(fact.row)


MAX_ID = 200


def _column(kind: str, name: str, field: FieldInfo) -> Column:
    found = [part for part in _types_of(field.annotation) if part is not types.NoneType]
    if len(found) != 1 or found[0] not in _TYPES:
        raise ValueError(f"{kind}.{name} is of no type that a table has")
    units = [
        one for one in (*field.metadata, *_notes_of(field.annotation)) if isinstance(one, Unit)
    ]
    unit = units[0].name if units else ""
    return Column(name, _TYPES[found[0]], unit, field.description or "")


def _notes_of(annotation: Any) -> Iterator[Any]:
    """What an annotation is annotated with, at any depth."""
    if typing.get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    for part in typing.get_args(annotation):
        yield from _notes_of(part)


def _types_of(annotation: Any) -> tuple[Any, ...]:
    """The types of ``X``, ``X | None`` and ``Annotated[X, …]``; an enumeration of texts is text."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _types_of(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(one for part in typing.get_args(annotation) for one in _types_of(part))
    if origin is typing.Literal:
        return tuple({type(value) for value in typing.get_args(annotation)})
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return (str,)
    return (annotation,)
