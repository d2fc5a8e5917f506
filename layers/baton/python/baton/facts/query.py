"""The port for questions to facts, and what every answer is bound to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from baton.core.errors import FieldError, InvalidInput
from baton.facts.kind import FactKind
from baton.facts.partitions import Days
from baton.facts.sql import CheckedQuery, checked_query

Value = str | int | float | bool | date | datetime | None
"""What a cell of an answer holds; moments are in UTC. Decimals come as ``float``."""

Parameter = str | int | float | bool | date | datetime | None
"""What may stand for a question mark."""

MAX_ROWS = 10_000
MAX_STREAMED = 1_000_000
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class FactRows:
    """An answer: at most 10,000 rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def by_name(self) -> list[dict[str, Value]]:
        """The rows with their columns' names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Facts(Protocol):
    """Facts that can be asked by SQL. Each kind is a table of its columns, ``fact_id``, ``happened_at``,
    ``version`` and ``day``, in which every fact is once. Both engines take the same queries.
    """

    def query(self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days) -> FactRows:
        """Answers one SELECT over the facts of ``days``.

        Raises ``InvalidInput`` for what is not allowed (``baton.facts.sql``) or not understood, for
        over 10,000 rows, and for what takes longer than 30 s; ``Unavailable``.
        """
        ...

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days
    ) -> Iterator[tuple[Value, ...]]:
        """The same row by row, up to a million of them: for what is a row a customer, say, and is
        counted as it comes. Raises as ``query`` does, at the first row or later; the 30 s go on while
        rows are taken.
        """
        ...


def asked(sql: str, parameters: Sequence[Parameter], kinds: Mapping[str, FactKind]) -> CheckedQuery:
    """The query, if it may be run and has a value for each question mark. Raises ``InvalidInput``."""
    checked = checked_query(sql, kinds)
    if len(checked.places) != len(parameters):
        raise refused(
            "parameters",
            f"has {len(parameters)} values for {len(checked.places)} question marks",
        )
    return checked


def value_of(found: Any) -> Value:
    """A cell as every engine gives it: moments in UTC, decimals and whole numbers as Python has them."""
    if isinstance(found, Decimal):
        return float(found)
    if isinstance(found, datetime):
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if found is None or isinstance(found, str | int | float | date):
        return found
    return str(found)


def refused(where: str, why: str) -> InvalidInput:
    """The error for a question that cannot be answered so."""
    return InvalidInput([FieldError(f"/{where}", why, "query_refused")], f"The query {why}.")


def too_many_rows(most: int = MAX_ROWS) -> InvalidInput:
    """The error for an answer that is too long."""
    return refused("sql", f"has more than {most} rows; group them or set a limit")


def too_slow(seconds: float) -> InvalidInput:
    """The error for a question that takes too long."""
    return refused("sql", f"takes longer than {seconds:g} s; ask for fewer days or less of them")
