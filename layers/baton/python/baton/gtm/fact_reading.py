"""Asking the facts for an answer: each question once, all of them told, and what is missing noted."""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from baton.core.errors import InvalidInput
from baton.facts.partitions import Days
from baton.facts.query import Facts, Parameter
from baton.gtm.answer import FactsQuery, MissingFacts
from baton.gtm.formulas import Undefined
from baton.gtm.periods import Period

Rows = list[dict[str, Any]]

UNKNOWN = "unknown"
"""The channel of what has none."""


def part_name(of: str, name: str) -> str:
    """A channel, country or product as people call it: ``of`` says which of them."""
    return f"without a {of}" if name == UNKNOWN else name


_DROP = (
    "Drop a file facts/{kind}/<name>.csv into the intake bucket, or have another area publish it."
)


FIRST_PURCHASES = (
    "SELECT customer_id, MIN(day) AS first_day, MIN(happened_at) AS first_at, "
    "MIN_BY(currency, happened_at) AS currency, "
    "MIN_BY(COALESCE(channel, ''), happened_at) AS channel, "
    "MIN_BY(COALESCE(country, ''), happened_at) AS country "
    "FROM transaction WHERE amount > 0 AND customer_id IS NOT NULL GROUP BY customer_id"
)
"""Each customer's first purchase."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The part of the business that is asked about."""

    country: str | None = None
    channel: str | None = None

    def where(self, *, country: str = "country", channel: str = "channel") -> tuple[str, list[str]]:
        """The conditions, and what goes into them."""
        both = ((country, self.country), (channel, self.channel))
        given = [(column, value) for column, value in both if value is not None]
        return "".join(f" AND {column} = ?" for column, _ in given), [value for _, value in given]

    @property
    def text(self) -> str:
        """As words after a noun, as `` in AT through google``."""
        country = f" in {self.country}" if self.country else ""
        return country + (f" through {self.channel}" if self.channel else "")


@dataclass(frozen=True, slots=True)
class Query:
    """A question to one or more kinds of facts. Its name is that under which the answer shows it."""

    name: str
    kind: str
    sql: str
    parameters: tuple[Parameter, ...]
    days: Days


def over_period(
    name: str, kind: str, sql: str, period: Period, values: Sequence[Parameter]
) -> Query:
    """A query over the period's days, which go before other values."""
    days = Days(first=period.first, last=period.last)
    return Query(name, kind, sql, (period.first, period.last, *values), days)


def part_column(by: str) -> tuple[str, str]:
    """A further column ``part`` of a query, and what it is grouped by for it; ``by`` is an expression of
    its columns, or nothing.
    """
    return (f", {by} AS part", f", {by}") if by else ("", "")


def costs(period: Period, filters: Filters, name: str = "costs", by: str = "") -> Query:
    """Costs by month, category and channel."""
    more, values = filters.where()
    part, group = part_column(by)
    sql = (
        "SELECT CAST(DATE_TRUNC('month', day) AS DATE) AS month, category, channel, currency, "
        f"SUM(amount) AS amount{part} FROM cost WHERE day BETWEEN ? AND ?{more} "
        f"GROUP BY 1, 2, 3, 4{group} ORDER BY 1, 2, 3, 4"
    )
    return over_period(name, "cost", sql, period, values)


@dataclass
class FactReading:
    """Answers of the facts, for one period and part of the business. What is needed and there are no
    facts of raises ``Undefined``, and is noted as ``missing``.
    """

    facts: Facts
    kinds: Collection[str]
    period: Period
    filters: Filters
    queries: dict[str, FactsQuery] = field(default_factory=dict, kw_only=True)
    missing: dict[str, MissingFacts] = field(default_factory=dict, kw_only=True)
    _rows: dict[str, Rows] = field(default_factory=dict, kw_only=True)

    def rows(self, query: Query) -> Rows:
        """What a query gives; asked once. Raises ``Undefined`` if the facts refuse it."""
        if query.name not in self._rows:
            try:
                found = self.facts.query(query.sql, query.parameters, days=query.days)
            except InvalidInput as error:
                raise Undefined(f"The facts of {query.kind} could not be read: {error}") from error
            self._rows[query.name] = found.by_name()
            self.tell(query, len(found.rows))
        return self._rows[query.name]

    def tell(self, query: Query, rows: int) -> None:
        """Has the answer show a query, and how many rows it gave."""
        self.queries[query.name] = FactsQuery(
            query_id=query.name,
            sql=query.sql,
            parameters=tuple(map(str, query.parameters)),
            first=query.days.first,
            last=query.days.last,
            rows=rows,
        )

    def needed(self, query: Query, what: str) -> Rows:
        """What a query gives, which must be something. Raises ``Undefined``."""
        if rows := self.rows(query):
            return rows
        raise self.nothing_kept(query.kind, what)

    def nothing_kept(self, kind: str, what: str) -> Undefined:
        """The reason that there are no facts, which is noted."""
        why = f"No {what}{self.filters.text} are known for {self.period.said}."
        self.missing[kind] = MissingFacts(kind=kind, why=why, what_to_do=_DROP.format(kind=kind))
        return Undefined(why)
