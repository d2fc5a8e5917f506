"""Purchases, from the shop's own orders and from facts of transactions that companies drop as files."""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.recommending.purchases import Purchase
from baton.facts.partitions import Days
from baton.facts.query import MAX_ROWS, Facts, Value
from baton.facts.registered_kinds import fact_kinds

KIND = "transaction"
MOST_PURCHASES = 2_000_000
"""Lines, the latest: some 400 MB while they are learned from."""

A_WINDOW = 28
"""Days that are asked for at once."""

_UNDONE = (OrderState.UNDOING, OrderState.CANCELED, OrderState.FAILED)

_LINES = (
    "SELECT customer_id, product_id, day, MAX(country) AS country FROM transaction "
    "WHERE amount > 0 AND customer_id IS NOT NULL AND product_id IS NOT NULL "
    "AND day BETWEEN ? AND ? AND (customer_id > ? OR (customer_id = ? AND "
    "(product_id > ? OR (product_id = ? AND day > ?)))) "
    "GROUP BY customer_id, product_id, day "
    f"ORDER BY customer_id, product_id, day LIMIT {MAX_ROWS}"
)
"""From the row after one on: both engines know this, and each its own way to skip rows."""


@dataclass(frozen=True)
class Source:
    """Purchases, and where their customers are."""

    purchases: Sequence[Purchase]
    country_of: Mapping[str, str]


def together(sources: Iterable[Source]) -> Source:
    """All of them, each purchase once whoever tells of it."""
    purchases: dict[Purchase, None] = {}
    countries: dict[str, str] = {}
    for one in sources:
        purchases |= dict.fromkeys(one.purchases)
        countries |= one.country_of
    return Source(list(purchases), countries)


def orders_of(orders: OrderRepository, now: datetime, days: int) -> Source:
    """From the shop's orders that hold, of customers who are known."""
    purchases: list[Purchase] = []
    countries: dict[str, str] = {}
    for order in _since(orders, now - timedelta(days=days)):
        if order.customer_id and order.state not in _UNDONE:
            day = order.placed_at.date().toordinal()
            purchases += [Purchase(order.customer_id, sku, day) for sku in order.titles]
            countries.setdefault(order.customer_id, order.ship_to.country)
        if len(purchases) >= MOST_PURCHASES:
            break
    return Source(purchases, countries)


def facts_of(facts: Facts, now: datetime, days: int) -> Source:
    """From facts of transactions, if there is an area that registers them; the latest first."""
    purchases: list[Purchase] = []
    countries: dict[str, str] = {}
    if KIND not in fact_kinds():
        return Source(purchases, countries)
    last, first = now.date(), now.date() - timedelta(days=days)
    while last >= first and len(purchases) < MOST_PURCHASES:
        begin = max(first, last - timedelta(days=A_WINDOW - 1))
        for row in _lines(facts, begin, last):
            customer, item, day = _place(row)
            purchases.append(Purchase(customer, item, day.toordinal()))
            if row["country"]:
                countries.setdefault(customer, str(row["country"]))
        last = begin - timedelta(days=1)
    return Source(purchases, countries)


def _lines(facts: Facts, first: date, last: date) -> Iterator[dict[str, Value]]:
    customer, item, day = "", "", first
    while True:
        after = (customer, customer, item, item, day)
        days = Days(first=first, last=last)
        rows = facts.query(_LINES, (first, last, *after), days=days).by_name()
        yield from rows
        if len(rows) < MAX_ROWS:
            return
        customer, item, day = _place(rows[-1])


def _place(row: Mapping[str, Value]) -> tuple[str, str, date]:
    day = row["day"]
    on = day if isinstance(day, date) else date.fromisoformat(str(day))
    return str(row["customer_id"]), str(row["product_id"]), on


def _since(orders: OrderRepository, first: datetime) -> Iterator[Order]:
    cursor = None
    while True:
        page = orders.page(cursor=cursor, limit=100)
        for order in page.items:
            if order.placed_at < first:
                return
            yield order
        cursor = page.cursor
        if cursor is None:
            return
