"""How one field of a lead is read from a row."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from baton.core.contract import Contract
from baton.core.no_answer import is_no_answer
from baton.core.places import time_zone
from baton.leads.incoming import holds
from baton.leads.will_words import permission
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
)

Value = Any


class Conversion(StrEnum):
    """What a cell is read as."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INVERTED_BOOLEAN = "inverted_boolean"
    """yes is false: for a column such as ``Do Not Email``"""
    MOMENT = "moment"
    MONEY = "money"
    """an amount with decimals, for ``budget.amount``, which is in minor units"""


class Unit(StrEnum):
    """What a duration is counted in; the lead has seconds."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class WhenInvalid(StrEnum):
    """What becomes of a value that is not valid."""

    REJECT = "reject"
    """the row is rejected with the reason"""
    DROP = "drop"
    """the lead goes on without the field, and the field is told as ignored"""


SECONDS = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3_600, Unit.DAYS: 86_400}

DEFAULT_CONVERSIONS = {
    "company_size": Conversion.INTEGER,
    "activity.visits": Conversion.INTEGER,
    "activity.seconds_on_site": Conversion.INTEGER,
    "activity.pages_per_visit": Conversion.NUMBER,
    "budget.amount": Conversion.INTEGER,
    "consent.email": Conversion.BOOLEAN,
    "consent.phone": Conversion.BOOLEAN,
    "consent.sms": Conversion.BOOLEAN,
    "occurred_at": Conversion.MOMENT,
}
"""What each field is read as unless its rule says otherwise; the rest is text."""

_SEVERAL_LINES = ("message", "attributes.")
_IDS = ("external_id", "phone", "campaign_id")


def _listed(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One text or a list of texts."""


class FieldRule(Contract):
    """Where a field comes from and how it is read.

    ``column`` names one column or several, of which the first that is not empty counts;
    ``constant`` is used if none has a value. ``values`` replaces texts by others before anything
    else is done, whatever their case; replaced by nothing, a value counts as empty. ``empty`` names
    texts that count as no value, besides those of the whole mapping and what is no answer anywhere
    (``is_no_answer``). Without ``when_invalid``, rows are rejected for ``baton.leads.incoming.STRICT``.
    """

    in_words: ClassVar[bool] = True

    column: Texts = ()
    constant: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    type: Conversion | None = None
    unit: Unit | None = None
    decimal: Literal[".", ","] | None = Field(
        default=None, description="the sign before decimals; a point if none is said"
    )
    format: str | None = Field(default=None, description="strptime format, or epoch_seconds, …")
    timezone: str | None = None
    empty: Texts = ()
    when_invalid: WhenInvalid | None = None
    required: bool = Field(default=True, description="whether the file must have the column")

    @model_validator(mode="before")
    @classmethod
    def _from_a_column_alone(cls, given: object) -> object:
        return {"column": given} if isinstance(given, str | list | tuple) else given

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if not self.column and self.constant is None:
            raise ValueError("needs a column or a constant")
        if any(not column for column in self.column):
            raise ValueError("names a column without a name")
        if self.timezone:
            time_zone(self.timezone)
        if self.format and self.type not in (None, Conversion.MOMENT):
            raise ValueError("format goes with the type moment only")
        if self.unit and self.type not in (None, Conversion.INTEGER, Conversion.NUMBER):
            raise ValueError("unit goes with the types integer and number only")
        return self

    def value(self, field: str, row: Row, empty: frozenset[str], zone: str | None) -> Value:
        """The field's value in a row; ``None`` if it has none. A budget's amount stays ``MoneyText``.

        ``empty`` are the mapping's texts for no value, case-folded; ``zone`` is its time zone.
        Raises ``ValueError`` with what is wrong.
        """
        cell = self.given(field, row, empty)
        return None if cell is None else self._converted(field, cell, zone)

    def given(self, field: str, row: Row, empty: frozenset[str]) -> Cell:
        """The cell that counts; ``None`` if none has a value."""
        for column in self.column:
            cell = self._replaced(row.cell(column))
            text = as_text(cell)
            if not is_no_answer(text, holds(field)) and text.casefold() not in (
                empty | self._own_empty()
            ):
                return cell
        return self.constant

    def _own_empty(self) -> frozenset[str]:
        return frozenset(text.casefold() for text in self.empty)

    def _replaced(self, cell: Cell) -> Cell:
        if not self.values:
            return cell
        table = {text.casefold(): value for text, value in self.values.items()}
        return table.get(as_text(cell).casefold(), cell)

    def _converted(self, field: str, cell: Cell, zone: str | None) -> Value:
        kind = self.type or self._default(field)
        if kind is Conversion.INTEGER:
            return self._whole(cell)
        if kind is Conversion.NUMBER:
            return float(as_number(cell, self.decimal) * self._factor())
        if kind is Conversion.MONEY:
            money = as_money(cell, self.decimal)
            return float(money.amount(None).value) if field.startswith("attributes.") else money
        if kind is Conversion.MOMENT:
            moment = as_moment(cell, self.format, self.timezone or zone)
            return moment.isoformat() if field.startswith("attributes.") else moment
        if kind is Conversion.TEXT:
            return _text(field, cell)
        known = permission(cell) if field.startswith("consent.") else None
        agreed = as_boolean(cell) if known is None else known
        return agreed is (kind is Conversion.BOOLEAN)

    def _default(self, field: str) -> Conversion:
        if self.unit:
            return Conversion.INTEGER
        if self.format:
            return Conversion.MOMENT
        return DEFAULT_CONVERSIONS.get(field, Conversion.TEXT)

    def _whole(self, cell: Cell) -> int:
        if self.unit in (None, Unit.SECONDS):
            return as_integer(cell, self.decimal)
        return round(as_number(cell, self.decimal) * self._factor())

    def _factor(self) -> int:
        return SECONDS[self.unit or Unit.SECONDS]


def _text(field: str, cell: Cell) -> Value:
    if field in _IDS:
        return as_id(cell)
    if field.startswith("attributes.") and not isinstance(cell, str):
        return cell
    text = as_text(cell)
    return text if field.startswith(_SEVERAL_LINES) else " ".join(text.split())
