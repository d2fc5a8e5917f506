"""What is kept of stocking and purchasing, in memory and in DynamoDB."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from baton.commerce.container import Commerce
from baton.commerce.inventory.purchase_orders import (
    PurchaseLine,
    PurchaseOrder,
    PurchaseState,
    Receipt,
    approved,
    canceled,
)
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.stocking import StockingRules, StockState, StockWatch
from baton.commerce.inventory.suppliers import Supplier
from baton.core.errors import Conflict, InvalidInput, NotFound, StaleVersion
from baton.persistence.transaction import Transaction
from baton.runtime.platform import Platform

RULES = StockingRules(location="wien", supplier_id="linen", lead_days=7)


def kept(platform: Platform) -> PurchasingRepository:
    return platform.area(Commerce).purchasing_repository


def commit(platform: Platform, write: Callable[[Transaction], None]) -> None:
    with platform.transactions.begin() as within:
        write(within)


def order(platform: Platform, minutes: int = 0, **pieces: int) -> PurchaseOrder:
    made = platform.clock() + timedelta(minutes=minutes)
    new = PurchaseOrder(
        purchase_id=platform.new_id(),
        supplier_id="linen",
        location="wien",
        lines=tuple(PurchaseLine(sku=sku, quantity=count) for sku, count in pieces.items()),
        lead_days=7,
        created_at=made,
        updated_at=made,
    )
    commit(platform, lambda within: kept(platform).put_purchase(new, within))
    return new


def test_a_policy_is_kept_by_version_and_its_sku_is_watched(platform: Platform) -> None:
    purchasing = platform.area(Commerce).purchasing
    first = purchasing.put_policy("RED", RULES, 0)
    assert purchasing.put_policy("RED", RULES, 1) == first
    with pytest.raises(StaleVersion):
        purchasing.put_policy("RED", RULES.model_copy(update={"pack": 6}), 0)
    second = purchasing.put_policy("RED", RULES.model_copy(update={"pack": 6}), 1)
    assert (second.version, purchasing.policy("RED")) == (2, second)
    assert set(kept(platform).policies(frozenset(("RED", "BLUE")))) == {"RED"}
    assert kept(platform).due(platform.clock()) == ("RED",)


def test_watches_are_due_by_their_time_the_longest_first(platform: Platform) -> None:
    now = platform.clock()
    for sku, minutes in (("A", 5), ("B", -5), ("C", -9), ("D", 0)):
        watch = StockWatch(sku=sku, due_at=now + timedelta(minutes=minutes))
        commit(platform, lambda within, one=watch: kept(platform).put_watch(one, within))  # type: ignore[misc]
    assert kept(platform).due(now) == ("C", "B", "D")
    assert kept(platform).due(now, limit=1) == ("C",)
    seen = kept(platform).watches(frozenset(("C",)))["C"]
    later = seen.next_version(due_at=now + timedelta(days=1), state=StockState.LOW)
    commit(platform, lambda within: kept(platform).put_watch(later, within))
    assert kept(platform).due(now) == ("B", "D")
    with pytest.raises(StaleVersion):
        commit(platform, lambda within: kept(platform).put_watch(later, within))


def test_a_supplier_is_kept_by_version(platform: Platform) -> None:
    assert kept(platform).supplier("linen") is None
    new = Supplier(supplier_id="linen", name="Linen", updated_at=platform.clock())
    commit(platform, lambda within: kept(platform).put_supplier(new, within))
    assert kept(platform).supplier("linen") == new
    with pytest.raises(StaleVersion):
        commit(platform, lambda within: kept(platform).put_supplier(new, within))


def test_purchase_orders_are_listed_by_whether_something_is_awaited(platform: Platform) -> None:
    orders = [order(platform, number, RED=1) for number in range(5)]
    gone = canceled(orders[0], platform.clock())
    commit(platform, lambda within: kept(platform).put_purchase(gone, within))
    found, cursor = [], None
    while True:
        page = kept(platform).purchases(is_open=True, cursor=cursor, limit=2)
        found += list(page.items)
        if (cursor := page.cursor) is None:
            break
    assert found == orders[:0:-1]
    assert kept(platform).purchases(is_open=False).items == (gone,)
    with pytest.raises(NotFound):
        kept(platform).purchase(platform.new_id())


def test_purchase_orders_of_a_sku_are_found_whatever_their_state(platform: Platform) -> None:
    mine = [order(platform, number, RED=1, BLUE=2) for number in range(3)]
    order(platform, 9, BLUE=1)
    gone = canceled(mine[1], platform.clock())
    commit(platform, lambda within: kept(platform).put_purchase(gone, within))
    first = kept(platform).purchases_of("RED", limit=2)
    rest = kept(platform).purchases_of("RED", cursor=first.cursor, limit=2)
    newest = sorted((mine[0], gone, mine[2]), key=lambda one: one.purchase_id, reverse=True)
    assert [*first.items, *rest.items] == newest
    assert rest.cursor is None
    assert kept(platform).purchases_of("GREEN").items == ()


def test_what_comes_in_parts_moves_stock_once_and_tells_of_the_supplier(
    platform: Platform,
) -> None:
    purchasing, stock = platform.area(Commerce).purchasing, platform.area(Commerce).stock
    made = order(platform, RED=5, BLUE=2)

    def receive(receipt: str, **pieces: int) -> PurchaseState:
        came = Receipt(receipt_id=receipt, pieces=pieces, at=platform.clock(), by="anna")
        return purchasing.receive(made.purchase_id, came).state

    with pytest.raises(Conflict):
        receive("n1", RED=1)
    ordered = purchasing.approve(made.purchase_id, "anna")
    assert purchasing.approve(made.purchase_id, "bob") == ordered
    for _ in range(2):
        assert receive("n1", RED=3) is PurchaseState.PART_RECEIVED
    with pytest.raises(Conflict, match="held something else"):
        receive("n1", RED=2)
    with pytest.raises(InvalidInput) as refused:
        receive("n2", RED=3)
    assert [one.pointer for one in refused.value.faults] == ["/pieces/RED"]
    assert receive("n2", RED=2, BLUE=2) is PurchaseState.RECEIVED
    assert dict(stock.available(frozenset(("RED", "BLUE")))) == {"RED": 5, "BLUE": 2}
    supplier = kept(platform).supplier("linen")
    assert supplier is not None
    assert [one.whole for one in supplier.deliveries] == [False]
    with pytest.raises(Conflict):
        purchasing.cancel(made.purchase_id)


def test_an_approved_order_has_its_day(platform: Platform) -> None:
    now = platform.clock()
    assert approved(order(platform, RED=1), now, "anna").expected_on == now.date() + timedelta(7)
