"""A real shop's orders: half a year of 12,795 invoices, most with a customer."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from baton.facts.fact import Fact
from baton.gtm.fact_kinds import TRANSACTION, Transaction
from baton.gtm.figures import FigureName
from tests.unit.gtm.finance.company import FinanceHarness

ORDERS = Path(__file__).parents[5] / "shared" / "data" / "retail_orders.csv.gz"
pytestmark = pytest.mark.skipif(
    not ORDERS.exists(),
    reason="needs ../shared/data/retail_orders.csv.gz, which is not ours to ship",
)
PERIOD = "2011-05-01/2011-06-30"


def invoices() -> list[tuple[datetime, str | None, int]]:
    """When each was, whose, and for how many pence."""
    found: dict[str, tuple[datetime, str | None, int]] = {}
    with gzip.open(ORDERS, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["invoice_date"]).replace(tzinfo=UTC)
            pence = round(Decimal(row["quantity"]) * Decimal(row["unit_price"]) * 100)
            begun, customer, total = found.get(row["invoice"], (at, row["customer_id"] or None, 0))
            found[row["invoice"]] = (begun, customer, total + pence)
    return list(found.values())


@pytest.fixture(scope="module")
def by_hand() -> list[tuple[datetime, str | None, int]]:
    return invoices()


@pytest.fixture(scope="module")
def harness(by_hand: list[tuple[datetime, str | None, int]]) -> FinanceHarness:
    def facts() -> Iterator[Fact]:
        for number, (at, customer, pence) in enumerate(by_hand):
            row = Transaction(customer_id=customer, amount=pence, currency="GBP", country="GB")
            yield TRANSACTION.fact(row, at=at, fact_id=str(number))

    return FinanceHarness(facts())


def test_revenue_and_new_customers_are_those_counted_by_hand(
    harness: FinanceHarness, by_hand: list[tuple[datetime, str | None, int]]
) -> None:
    first, last = date(2011, 5, 1), date(2011, 6, 30)
    answer = harness.ask(
        FigureName.REVENUE, FigureName.NEW_CUSTOMERS, FigureName.LTV, period=PERIOD, currency="GBP"
    )
    revenue, customers, ltv = answer.figures
    assert revenue.value == sum(pence for at, _, pence in by_hand if first <= at.date() <= last)
    firsts: dict[str, date] = defaultdict(lambda: date.max)
    for at, customer, pence in by_hand:
        if customer and pence > 0:
            firsts[customer] = min(firsts[customer], at.date())
    assert customers.value == sum(first <= day <= last for day in firsts.values())
    assert "cost" in str(ltv.undefined)


def test_a_real_shop_has_a_forecast_and_its_holidays_are_no_anomalies(
    harness: FinanceHarness,
) -> None:
    answer = harness.ask(
        FigureName.REVENUE_FORECAST, FigureName.ANOMALIES, period=PERIOD, currency="GBP"
    )
    assert answer.forecast is not None
    assert answer.forecast.step == "week"
    assert all(0 <= one.low <= one.value <= one.high for one in answer.forecast.points)
    assert answer.anomalies is not None
    assert date(2011, 5, 2) not in {one.day for one in answer.anomalies}
