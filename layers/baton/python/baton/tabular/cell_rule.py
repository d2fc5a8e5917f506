"""Where a field of a dropped file's row comes from, as a mapping says it."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from baton.core.contract import Contract
from baton.tabular.cells import Cell, Row, as_text


class CellRule(Contract):
    """Where a field comes from and how it is read. ``major``: an amount of money with decimals, for a
    column in minor units of the row's currency. ``values`` replaces texts, whatever their case.
    """

    in_words: ClassVar[bool] = True

    column: str = ""
    constant: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    decimal: Literal[".", ","] | None = Field(
        default=None, description="the sign before decimals; a point if none is said"
    )
    format: str | None = Field(default=None, description="strptime format, or epoch_seconds, …")
    major: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_a_column_alone(cls, given: object) -> object:
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if not self.column and self.constant is None:
            raise ValueError("needs a column or a constant")
        return self

    def cell(self, row: Row) -> Cell:
        """The cell that counts; ``None`` if there is no value."""
        found = row.cell(self.column) if self.column else None
        if self.values:
            table = {text.casefold(): value for text, value in self.values.items()}
            found = table.get(as_text(found).casefold(), found)
        return found if as_text(found) else self.constant
