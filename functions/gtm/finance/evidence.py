"""What the facts say, read once for an answer and told in one currency."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from baton.facts.partitions import Days
from baton.gtm.answer import MissingFacts
from baton.gtm.conversion import Conversion, by_currency
from baton.gtm.fact_reading import UNKNOWN, FactReading, Filters, Query, Rows, costs
from baton.gtm.formulas import Undefined, divided, gross_margin
from baton.gtm.mailing_plan import MailingPlan
from baton.gtm.periods import FIRST_DAY, month_after, month_of
from baton.gtm.spending import Monthly, Spending, spending
from functions.gtm.finance import fact_queries

LEAST_KNOWN = 0.95
"""Of the revenue whose cost must be known before a margin is told of it."""

LEAST_HISTORY_DAYS = 90
"""Before a period, for customers to be told from new ones."""

LEEWAY_DAYS = 7
"""At an end of a period that may be without a transaction, or a tenth of the period."""

COHORT_MONTHS = 24
SERIES_DAYS = 1_460


@dataclass(frozen=True, slots=True)
class Sales:
    """Revenue of the period and the share of it that is gross margin, or why that is not known."""

    revenue: float
    margin: float | None
    why_not: str
    queries: tuple[str, ...]
    by_channel: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AdSpend:
    """What was spent on ads, and brought as the platforms say, by channel. ``judged`` is the spend on
    which there is such a word."""

    by_channel: Mapping[str, float]
    attributed: Mapping[str, float]
    judged: Mapping[str, float]
    by_month: Mapping[tuple[date, str], float]


@dataclass
class Evidence(FactReading):
    """Answers of the facts, for one period and part of the business. What a figure needs and there are
    no facts of raises ``Undefined``, and is noted as ``missing``.
    """

    conversion: Conversion
    history_days: int
    campaign: MailingPlan | None = None

    def knows(self, name: str) -> bool:
        """Whether that a query gives nothing means that there was nothing."""
        del name
        return False

    @property
    def counted_shares(self) -> Monthly | None:
        """Of booked advertising, where its shares are known that are not told by platforms too."""
        return None

    @cached_property
    def spending(self) -> Spending:
        """What winning customers cost, by channel; nothing, if nothing is known of it."""
        platforms = self.ads.by_month
        return spending(self.costs, platforms, self.conversion, self.counted_shares)

    @property
    def history(self) -> Days:
        """The period with what came before it."""
        first = self.period.first - timedelta(days=self.history_days)
        return Days(first=max(first, date(2000, 1, 1)), last=self.period.last)

    @cached_property
    def _sold(self) -> Rows:
        return self.needed(fact_queries.sales(self.period, self.filters), "transactions")

    def _tell_days_known(self, rows: Rows) -> None:
        """Notes that much of the period is before the first or after the last transaction."""
        first, last = min(row["first_day"] for row in rows), max(row["last_day"] for row in rows)
        leeway = timedelta(days=max(LEEWAY_DAYS, self.period.days // 10))
        over = min(self.period.last, self.conversion.yesterday)
        if first > self.period.first + leeway or last < over - leeway:
            self._lacks(f"Of {self.period.said} transactions are known of {first} to {last} only.")

    def _lacks(self, why: str) -> None:
        what_to_do = "Drop the transactions of the other days as facts/transaction/<name>.csv."
        known = self.missing.get("transaction")
        told = why if known is None or why in known.why else f"{known.why} {why}"
        self.missing["transaction"] = MissingFacts(
            kind="transaction", why=told, what_to_do=what_to_do
        )

    @cached_property
    def sales(self) -> Sales:
        """Revenue and margin of the period."""
        rows = self._sold
        self._tell_days_known(rows)
        total = self.conversion.total
        revenue = total(by_currency(rows, "revenue"))
        by_channel: dict[str, float] = defaultdict(float)
        for row in rows:
            by_channel[row["channel"] or UNKNOWN] += total(by_currency([row], "revenue"))
        known = revenue - total(by_currency(rows, "without_cost"))
        margin, why_not = None, ""
        queries: tuple[str, ...] = ("sales",)
        try:
            if revenue <= 0 or known >= LEAST_KNOWN * revenue:
                sold = min(known, revenue) if revenue <= 0 else known
                margin = gross_margin(sold, total(by_currency(rows, "cost")))
            else:
                margin = gross_margin(revenue, self._booked_cost_of_revenue())
                queries = ("sales", "costs")
        except Undefined as reason:
            why_not = str(reason)
        return Sales(revenue, margin, why_not, queries, by_channel)

    def _booked_cost_of_revenue(self) -> float:
        rows = [row for row in self.costs if row["category"] == "cost_of_revenue"]
        if not rows:
            raise Undefined(
                "Too few transactions say what was sold has cost, and no cost_of_revenue is booked."
            )
        return self.conversion.total(by_currency(rows, "amount"))

    @cached_property
    def costs(self) -> Rows:
        """Booked costs; none are no fault."""
        return self.rows(costs(self.period, self.filters))

    @cached_property
    def ad_platforms(self) -> Rows:
        """The ad platforms' own days. Raises ``Undefined`` if a country's are asked for."""
        if "ad_metrics_day" not in self.kinds:
            return []
        rows = self.rows(fact_queries.advertising(self.period, self.filters))
        if rows and self.filters.country:
            raise Undefined(
                "What ad platforms take is not known by country. Ask without a country."
            )
        return rows

    @cached_property
    def ads(self) -> AdSpend:
        """What the ad platforms took and say they brought."""
        worth = self.conversion.worth
        spend, brought, judged, months = (defaultdict[Any, float](float) for _ in range(4))
        for row in self.ad_platforms:
            currency, channel = row["currency"], row["channel"]
            taken = worth(row["spend"], currency)
            spend[channel] += taken
            months[row["month"], channel] += taken
            if row["revenue"] is not None:
                brought[channel] += worth(row["revenue"], currency)
                judged[channel] += taken - worth(row["spend_without_revenue"], currency)
        return AdSpend(spend, brought, judged, months)

    @cached_property
    def order_value(self) -> float:
        """What customers bought by how many orders they made. Raises ``Undefined``."""
        rows = self.needed(fact_queries.orders(self.period, self.filters), "transactions")
        sold = self.conversion.total(by_currency(rows, "sold"))
        orders = sum(row["orders"] for row in rows)
        return divided(sold, orders, "Nothing was sold in the period.")

    @cached_property
    def orders(self) -> int:
        """How many were made in the period. Raises ``Undefined`` without any transactions."""
        self._tell_days_known(self._sold)
        query = fact_queries.order_count(self.period, self.filters)
        return sum(row["orders"] for row in self.rows(query))

    @cached_property
    def new_customers(self) -> Mapping[str, int]:
        """Customers won in the period, by channel. Raises ``Undefined`` without any transactions."""
        self._tell_days_known(self._sold)  # without transactions customers are unknown, not none
        rows = self.rows(fact_queries.new_customers(self.period, self.filters, self.history))
        known_from = min((row["known_from"] for row in rows), default=date.min)
        if known_from > self.period.first - timedelta(days=LEAST_HISTORY_DAYS):
            self._lacks(
                f"Transactions are known from {known_from} on: who had bought before counts as new."
            )
        won: dict[str, int] = defaultdict(int)
        for row in rows:
            won[row["channel"] or UNKNOWN] += row["customers"]
        return dict(won)

    @cached_property
    def subscriptions(self) -> Mapping[str, float]:
        """MRR before and after, its movements, and customers, each over all currencies."""
        rows = self.needed(self._states, "subscriptions")
        money = ("opened", "closed", "won", "expansion", "contraction", "churned")
        found = {name: self.conversion.total(by_currency(rows, name)) for name in money}
        for name in ("customers_opened", "customers_won", "customers_closed", "customers_lost"):
            found[name] = sum(row[name] for row in rows)
        return found

    @property
    def has_subscriptions(self) -> bool:
        """Whether there are any, as far as the facts say."""
        return bool(self.rows(self._states))

    @property
    def _states(self) -> Query:
        whole = (self.period.first, self.period)
        return fact_queries.subscriptions([whole], self.filters, self.history)

    @cached_property
    def cohorts(self) -> tuple[Mapping[date, int], Rows]:
        """Customers of each month's cohort, and what they bought at which age in months."""
        self.sales  # noqa: B018 (see new_customers)
        first = month_after(month_of(self.period.last), 1 - COHORT_MONTHS)
        rows = self.rows(fact_queries.cohorts(first, self.filters, self.history))
        sizes: dict[date, int] = defaultdict(int)
        for row in rows:
            sizes[row["cohort"]] += row["customers"]
        return sizes, rows

    @cached_property
    def daily_revenue(self) -> Mapping[date, float]:
        """Revenue by day, of the days that have any, for four years at most."""
        first = self.period.last - timedelta(days=SERIES_DAYS - 1)
        query = fact_queries.daily_revenue(self.filters, Days(first=first, last=self.period.last))
        found: dict[date, float] = defaultdict(float)
        for row in self.needed(query, "transactions"):
            found[row["day"]] += self.conversion.worth(row["revenue"], row["currency"])
        return dict(found)

    @property
    def countries(self) -> tuple[str, ...]:
        """Whose holidays count: the one asked about, else those with a fifth of the sales, at most
        five.
        """
        if self.filters.country:
            return (self.filters.country,)
        rows = self.rows(fact_queries.countries(self.period, self.filters))
        total = sum(row["sold"] for row in rows)
        return tuple(row["country"] for row in rows if row["country"] and 5 * row["sold"] >= total)

    @cached_property
    def budgets(self) -> Rows:
        """What was planned for the months that the period touches."""
        last = month_after(month_of(self.period.last)) - timedelta(days=1)
        days = Days(first=month_of(self.period.first), last=last)
        return self.needed(fact_queries.budgets(days), "budgets")

    @cached_property
    def cash(self) -> Rows:
        """What was in each account before the period and at its end."""
        self.check_whole_company("Cash")
        query = fact_queries.cash([(self.period.first, self.period)], self.cash_days)
        return self.needed(query, "cash balances")

    @property
    def cash_days(self) -> Days:
        """The period with the days in which a balance is one of its opening."""
        first = max(self.period.first - timedelta(days=fact_queries.CASH_DAYS), FIRST_DAY)
        return Days(first=first, last=self.period.last)

    def check_whole_company(self, what: str) -> None:
        """Raises ``Undefined`` if only a part of the business is asked about."""
        if self.filters != Filters():
            raise Undefined(f"{what} is of the whole company. Ask without country and channel.")
