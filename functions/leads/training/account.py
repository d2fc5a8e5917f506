"""What was read in a history file: its outcome, and what became of every row."""

from pydantic import Field

from baton.core.contract import Contract


class RowsLeftOut(Contract):
    """Rows that were not learned from, and why."""

    why: str
    rows: int = Field(ge=1)


class RowAccount(Contract):
    """``rows`` of a file after its header; ``learned_from`` and those ``left_out`` add up to them."""

    rows: int = Field(ge=0)
    learned_from: int = Field(ge=0)
    left_out: tuple[RowsLeftOut, ...] = ()


class OutcomeRead(Contract):
    """The column that was taken for the outcome, and how many rows hold which texts."""

    column: str
    converted: dict[str, int]
    not_converted: dict[str, int]


def account_of(rows: int, left_out: dict[str, int]) -> RowAccount:
    """The account of a file with so many rows, of which some were left out for these reasons."""
    kept = tuple(RowsLeftOut(why=why, rows=lost) for why, lost in left_out.items() if lost)
    learned_from = rows - sum(one.rows for one in kept)
    return RowAccount(rows=rows, learned_from=learned_from, left_out=kept)
