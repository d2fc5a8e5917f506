"""What the facts say of customers, read once for an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from baton.core.errors import InvalidInput
from baton.facts.partitions import Days
from baton.facts.query import Value
from baton.gtm.answer import MissingFacts
from baton.gtm.conversion import Conversion
from baton.gtm.fact_reading import FactReading, Query
from baton.gtm.formulas import Undefined
from baton.gtm.insights import CohortRow
from baton.gtm.periods import month_after, month_of
from functions.gtm.insights import customer_queries
from functions.gtm.insights.cohorts import LONGEST, cohorts_of
from functions.gtm.insights.customers import Customers

EARLIEST = date(2000, 1, 1)
_KIND = "transaction"


@dataclass
class CustomerReading(FactReading):
    """Customers as known at the end of ``as_of``, of the history before it."""

    conversion: Conversion
    as_of: date
    history_days: int
    horizon_days: int

    @property
    def history(self) -> Days:
        """The days that are looked at: the period with what came before it."""
        first = self.period.first - timedelta(days=self.history_days)
        return Days(first=max(first, EARLIEST), last=self.as_of)

    @cached_property
    def customers(self) -> Customers:
        """Everybody who has bought. Raises ``Undefined`` if that is nobody."""
        if self.period.first > self.as_of:
            raise Undefined(f"The period {self.period.said} has not begun: today is {self.as_of}.")
        cut = self.as_of - timedelta(days=self.horizon_days)
        rates, currency = self.conversion.rates, self.conversion.currency
        query = customer_queries.customers(self.history, cut, self.filters, rates, currency)
        try:
            found = Customers.of(self._streamed(query), self.as_of, self.horizon_days)
        except InvalidInput as error:
            raise Undefined(f"The facts of {_KIND} could not be read: {error}") from error
        if not found:
            raise self._nobody()
        return found

    @property
    def paying(self) -> Customers:
        """The same, where all they spent is known in one currency. Raises ``Undefined``."""
        found = self.customers
        if found.without_rate:
            raise Undefined(str(self.conversion.no_rate(min(found.without_rate))))
        self.conversion.used |= found.others
        return found

    @cached_property
    def cohorts(self) -> tuple[CohortRow, ...]:
        """Cohorts of the period's months, at most the last 24. Raises ``Undefined`` without any."""
        self.customers  # noqa: B018 (without customers the reason is told by them)
        newest = month_of(self.as_of)
        first = max(month_of(self.period.first), month_after(newest, -LONGEST))
        query = customer_queries.cohorts(first, self.as_of, self.filters, self.history)
        if not (rows := self.rows(query)):
            raise Undefined(f"Nobody{self.filters.text} bought first in {self.period.said}.")
        return cohorts_of(rows, self.as_of)

    def _streamed(self, query: Query) -> Iterator[tuple[Value, ...]]:
        count = 0
        for row in self.facts.stream(query.sql, query.parameters, days=query.days):
            count += 1
            yield row
        self.tell(query, count)

    def _nobody(self) -> Undefined:
        """Why there are no customers, which is noted as missing."""
        (row,) = self.rows(customer_queries.unnamed(self.filters, self.history))
        if not row["transactions"]:
            return self.nothing_kept(_KIND, "transactions")
        if not row["named"]:
            why = (
                f"None of {row['transactions']:,} transactions{self.filters.text} names a customer."
            )
            what = "Give transactions a customer_id, as the company's own number of the customer."
        elif not row["purchases"]:
            why = f"There are only refunds{self.filters.text}, and no purchases."
            what = f"Drop the purchases as facts/{_KIND}/<name>.csv into the intake bucket."
        else:
            why = f"No customer who bought{self.filters.text} had their first purchase there."
            what = "Ask without country and channel, or for another one."
        self.missing[_KIND] = MissingFacts(kind=_KIND, why=why, what_to_do=what)
        return Undefined(why)
