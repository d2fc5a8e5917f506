"""A company's own columns as leads: which column is which field, and how its cells are read.

A mapping is a YAML file. Each field of ``contracts.lead.NewLead`` (dotted where it is nested) has a
column, or a rule as ``contracts.field_rule.FieldRule`` describes it:

    empty: [Select, NA]                  # texts that mean: no value
    timezone: Asia/Kolkata               # of times without one
    encoding: cp1250                     # of files that are not UTF-8; else told by their letters
    fields:
      external_id: Prospect ID
      email: [Work e-mail, E-mail]       # the first that is not empty
      country: {column: Country, when_invalid: reject}   # otherwise the lead goes on without it
      consent.email: {column: Do Not Email, type: inverted_boolean}
      activity.seconds_on_site: {column: Minutes on site, unit: minutes}
      budget.amount: {column: Budget, type: money, decimal: ","}
      budget.currency: {constant: EUR}
      attributes.occupation: What is your current occupation
    others: [Search, Magazine]           # more columns as attributes; all: every other column
    outcome: {column: Converted, "true": ["1"]}   # for evaluation only, never part of the lead
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from baton.core.contract import Contract
from baton.leads.files.field_rule import FieldRule, Texts, Value, WhenInvalid
from baton.leads.files.mapped_row import MappedRow, collected, lead_from
from baton.leads.files.training_options import TrainingOptions
from baton.leads.incoming import STRICT, ignored_field
from baton.leads.lead import IgnoredField, NewLead, TimeZone
from baton.leads.will_words import cautions, told_by
from baton.tabular.cells import Row, as_text, column_key
from baton.tabular.mapping_file import MappingError, read_mapping_file

ALL = "all"
ATTRIBUTES = "attributes."
CONSENT = "consent."
"""Fields of consent. A cell of one that cannot be understood is a fault, whatever its rule says; and
columns that say who is unsubscribed are understood without one (``baton.leads.will_words``).
"""
REACHABLE = ("email", "phone", "external_id")
_NAMES_SHOWN = 20


@cache
def lead_fields() -> tuple[str, ...]:
    """Every field of a lead that a column can fill, dotted; attributes have names of their own."""
    fields: list[str] = []
    for name, field in NewLead.model_fields.items():
        inner = [kind for kind in _types(field.annotation) if issubclass(kind, Contract)]
        if name != "attributes":
            fields += [f"{name}.{below}" for below in inner[0].model_fields] if inner else [name]
    return tuple(fields)


def _text_encoding(name: str) -> str:
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        raise ValueError("is no encoding of text such as cp1250 or shift_jis") from None
    return name


Encoding = Annotated[str, AfterValidator(_text_encoding)]


class Outcome(Contract):
    """A column that says what became of a lead in the end, and the texts that mean it converted.

    ``false`` are the texts that mean it did not, of which the empty one may be one; rows with any other
    do not say. Without them, every other text means it did not, and an empty cell does not say.
    """

    in_words: ClassVar[bool] = True

    column: str = Field(min_length=1)
    true: Texts = Field(min_length=1)
    false: Texts = ()

    def converted(self, text: str) -> bool | None:
        """Whether a lead with this text converted; ``None`` if it does not say."""
        word = text.casefold()
        if word in {one.casefold() for one in self.true}:
            return True
        if self.false:
            return False if word in {one.casefold() for one in self.false} else None
        return False if word else None


class ColumnMapping(Contract):
    """How the rows of one kind of file become leads (see the module's text)."""

    in_words: ClassVar[bool] = True

    name: str = "mapping"
    description: str | None = None
    empty: Texts = ()
    timezone: TimeZone | None = None
    encoding: Encoding | None = None
    fields: dict[str, FieldRule] = Field(min_length=1)
    others: Literal["all"] | Texts = ()
    outcome: Outcome | None = None
    training: TrainingOptions = TrainingOptions()

    @field_validator("fields")
    @classmethod
    def _are_fields_of_a_lead(cls, fields: dict[str, FieldRule]) -> dict[str, FieldRule]:
        unknown = [name for name in fields if not _is_field(name)]
        if unknown:
            raise ValueError("; ".join(map(_unknown_field, unknown)))
        if not any(name in fields for name in REACHABLE):
            raise ValueError("map at least one of email, phone and external_id")
        return fields

    @model_validator(mode="after")
    def _outcome_is_no_field(self) -> Self:
        used = {column_key(column) for column in self.columns_used()}
        if self.outcome and column_key(self.outcome.column) in used:
            raise ValueError("the outcome's column must not be part of the lead")
        return self

    @classmethod
    def from_yaml(cls, text: str, name: str = "mapping") -> Self:
        """The mapping in a file's text. Raises ``MappingError``: file, line, field, what to do."""
        content, lines = read_mapping_file(text, name)
        try:
            return cls.model_validate({"name": name, **content})
        except ValidationError as error:
            faults = (_placed(one, lines) for one in error.errors(include_url=False))
            raise MappingError(name, tuple(dict.fromkeys(faults))) from error

    @classmethod
    def canonical(cls) -> Self:
        """For files whose columns have the names of a lead's fields, whatever their case, spaces
        and underscores; every other column becomes an attribute.
        """
        fields = {name: FieldRule(column=(name,), required=False) for name in lead_fields()}
        return cls(name="canonical", fields=fields, others="all")

    def columns_used(self) -> tuple[str, ...]:
        """Every column that is named, in the mapping's order; the outcome's is not among them."""
        named = [column for rule in self.fields.values() for column in rule.column]
        listed = () if self.others == ALL else self.others
        return tuple(dict.fromkeys((*named, *listed)))

    def header_faults(self, header: Sequence[str]) -> tuple[str, ...]:
        """What a file with this header lacks, in sentences; empty if it can be read."""
        faults = tuple(self._header_faults(header, {column_key(name) for name in header}))
        return (*faults, _columns_shown(header)) if faults else ()

    def row(self, original: Mapping[str, object]) -> MappedRow:
        """The lead in a row, or what is wrong with it. Never raises for what is in a row."""
        row = Row(original)
        values: dict[str, Value] = {}
        faults: dict[str, str] = {}
        ignored: list[IgnoredField] = []
        for field, rule in self.fields.items():
            try:
                value = rule.value(field, row, self._empty, self.timezone)
            except ValueError as error:
                if field in self._strict:
                    faults[field] = str(error)
                else:
                    ignored.append(
                        ignored_field(field, rule.given(field, row, self._empty), str(error))
                    )
                continue
            if value is not None:
                values[field] = value
        told = told_by(row.cells, row.named(self._consent_columns))
        values |= {
            f"{CONSENT}{one}": True for one in told.agreed if f"{CONSENT}{one}" not in values
        }
        values |= {f"{CONSENT}{one}": False for one in told.refused}
        ignored += (
            ignored_field(f"{CONSENT}{one}", row.cells.get(column), why)
            for one, column, why in cautions(told)
        )
        extra = collected(row, self.others, self._claimed, self._empty)
        return lead_from(values, extra, faults, ignored, self._strict)

    def outcome_of(self, original: Mapping[str, object]) -> bool | None:
        """Whether the lead converted in the end; ``None`` if the row does not say."""
        if self.outcome is None:
            return None
        return self.outcome.converted(as_text(Row(original).cell(self.outcome.column)))

    @cached_property
    def _empty(self) -> frozenset[str]:
        return frozenset(text.casefold() for text in self.empty)

    @cached_property
    def _claimed(self) -> frozenset[str]:
        """The columns that are not attributes by themselves."""
        fields = [column for rule in self.fields.values() for column in rule.column]
        outcome = [self.outcome.column] if self.outcome else []
        return frozenset(map(column_key, (*fields, *outcome)))

    @cached_property
    def _consent_columns(self) -> frozenset[str]:
        """The columns that a rule reads consent from."""
        rules = (rule for field, rule in self.fields.items() if field.startswith(CONSENT))
        return frozenset(column_key(column) for rule in rules for column in rule.column)

    @cached_property
    def _strict(self) -> frozenset[str]:
        """The fields without which a row is no lead, if they cannot be understood."""
        said = {field: rule.when_invalid for field, rule in self.fields.items()}
        rejected = {field for field, what in said.items() if what is WhenInvalid.REJECT}
        kept = {one for one in lead_fields() if one.partition(".")[0] in STRICT}
        dropped = {field for field, what in said.items() if what is WhenInvalid.DROP}
        return frozenset(
            rejected | (kept - {one for one in dropped if not one.startswith(CONSENT)})
        )

    def _header_faults(self, header: Sequence[str], keys: set[str]) -> Iterator[str]:
        for field, rule in self.fields.items():
            found = any(column_key(column) in keys for column in rule.column)
            if rule.required and rule.column and not found:
                yield f"fields.{field}: {_no_column(rule.column, header)}"
        for column in () if self.others == ALL else self.others:
            if column_key(column) not in keys:
                yield f"others: {_no_column((column,), header)}"
        senders = [rule for name, rule in self.fields.items() if name in REACHABLE]
        columns = [column for rule in senders for column in rule.column]
        if columns and not any(column_key(column) in keys for column in columns):
            yield f"a lead needs an email, phone or external_id: {_no_column(columns, header)}"


def _types(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _types(part)


def _is_field(name: str) -> bool:
    return name in lead_fields() or (name.startswith(ATTRIBUTES) and name != ATTRIBUTES)


def _unknown_field(name: str) -> str:
    near = difflib.get_close_matches(name, lead_fields(), n=1, cutoff=0.5)
    advice = f"did you mean {near[0]}" if near else f"its fields are {', '.join(lead_fields())}"
    return f"a lead has no field {name}: {advice}, or keep it as attributes.<name>"


def _no_column(missing: Sequence[str], header: Sequence[str]) -> str:
    wanted = " or ".join(f'"{column}"' for column in missing)
    near = [
        f'"{name}"'
        for column in missing
        for name in difflib.get_close_matches(column, header, n=2, cutoff=0.6)
    ]
    advice = f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"the file has no column {wanted}{advice}"


def _columns_shown(header: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in header[:_NAMES_SHOWN])
    more = f" and {len(header) - _NAMES_SHOWN} more" if len(header) > _NAMES_SHOWN else ""
    return f"the file's columns are {shown}{more}"


def _placed(error: Mapping[str, Any], lines: Mapping[tuple[str, ...], int]) -> str:
    """One fault of a mapping with its line and its path in the file."""
    path = tuple(str(part) for part in error["loc"])
    while path and path not in lines:
        path = path[:-1]
    text = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        text = f"{error['loc'][-1]} is not known here; remove it or correct its name"
    line = f"line {lines[path]}, " if path else ""
    where = ".".join(path) or "the file"
    return f"{line}{where}: {text}"
