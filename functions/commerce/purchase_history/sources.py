"""Purchases, from the shop's own orders and from facts of transactions that companies drop as files."""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.facts.partitions import Days
from baton.facts.query import MAX_ROWS, Facts, Value
from baton.facts.registered_kinds import fact_kinds
from functions.commerce.purchase_history.history_file import Line

KIND = "transaction"

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


def orders_of(orders: OrderRepository, now: datetime, days: int) -> Iterator[Line]:
    """From the shop's orders that hold, of customers who are known, the latest first."""
    for order in _since(orders, now - timedelta(days=days)):
        if order.customer_id and order.state not in _UNDONE:
            day, country = order.placed_at.date(), order.ship_to.country
            yield from (Line(order.customer_id, sku, day, country) for sku in order.titles)


def facts_of(facts: Facts, now: datetime, days: int) -> Iterator[Line]:
    """From facts of transactions, if there is an area that registers them; the latest first, four weeks
    by four weeks. Raises ``Unavailable`` if they cannot be read now.
    """
    if KIND not in fact_kinds():
        return
    last, first = now.date(), now.date() - timedelta(days=days)
    while last >= first:
        begin = max(first, last - timedelta(days=A_WINDOW - 1))
        for row in _rows(facts, begin, last):
            yield Line(*_place(row), str(row["country"] or ""))
        last = begin - timedelta(days=1)


def _rows(facts: Facts, first: date, last: date) -> Iterator[dict[str, Value]]:
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
