"""Stocking policies and purchase orders changed, by whoever may: once, whatever is repeated."""

from collections.abc import Callable
from typing import TypeVar

from baton.commerce.ids import Sku
from baton.commerce.inventory.purchase_orders import (
    PurchaseOrder,
    PurchaseState,
    Receipt,
    approved,
    canceled,
    received,
)
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.inventory.stocking import StockingPolicy, StockingRules, StockWatch
from baton.commerce.inventory.suppliers import Supplier, delivery_of, with_delivery
from baton.core.clock import Clock
from baton.core.contract import Ulid
from baton.core.errors import NotFound, StaleVersion, Unavailable
from baton.persistence.transaction import Transaction, Transactions

Result = TypeVar("Result")
ATTEMPTS = 8


class Purchasing:
    """The one place that writes policies, and purchase orders once they are drafted."""

    def __init__(
        self,
        purchasing: PurchasingRepository,
        stock: StockRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._kept = purchasing
        self._stock = stock
        self._transactions = transactions
        self._clock = clock

    def policy(self, sku: Sku) -> StockingPolicy:
        """How a SKU is stocked. Raises ``NotFound``."""
        found = self._kept.policies(frozenset((sku,))).get(sku)
        if found is None:
            raise NotFound("stocking policy", sku)
        return found

    def put_policy(self, sku: Sku, rules: StockingRules, version: int | None) -> StockingPolicy:
        """Keeps the rules, and has the SKU looked at. The same again changes nothing. Raises
        ``StaleVersion`` if another version than the one given is kept; 0 is none.
        """
        one, now = frozenset((sku,)), self._clock()
        before, watch = self._kept.policies(one).get(sku), self._kept.watches(one).get(sku)
        if version is not None and version != (before.version if before else 0):
            raise StaleVersion(f"The stocking policy of {sku} was changed since it was read.")
        fields = {name: getattr(rules, name) for name in StockingRules.model_fields}
        if before and all(getattr(before, name) == value for name, value in fields.items()):
            return before
        policy = StockingPolicy.model_validate(
            {
                "sku": sku,
                "version": before.version + 1 if before else 1,
                "updated_at": now,
                **fields,
            }
        )
        seen = StockWatch(sku=sku, due_at=now)
        if watch:
            seen = watch.next_version(due_at=now, forecast=None)
        with self._transactions.begin() as within:
            self._kept.put_policy(policy, within)
            self._kept.put_watch(seen, within)
        return policy

    def draft(self, order: PurchaseOrder) -> PurchaseOrder:
        """Keeps a draft that somebody made, once under its id."""
        try:
            with self._transactions.begin() as within:
                self._kept.put_purchase(order, within)
        except StaleVersion:
            return self._kept.purchase(order.purchase_id)
        return order

    def approve(self, purchase_id: Ulid, by: str) -> PurchaseOrder:
        """Orders what is drafted, once. Raises ``NotFound``, and ``Conflict`` if it is no draft."""
        return self._changed(purchase_id, lambda order: approved(order, self._clock(), by))

    def cancel(self, purchase_id: Ulid) -> PurchaseOrder:
        """Awaits nothing more. Raises ``NotFound``, and ``Conflict`` if all of it came."""
        return self._changed(purchase_id, lambda order: canceled(order, self._clock()))

    def receive(self, purchase_id: Ulid, receipt: Receipt) -> PurchaseOrder:
        """Takes what came into stock, once under the receipt's id, in the transaction that notes it.
        Raises ``NotFound``, ``Conflict`` and ``InvalidInput`` as ``purchase_orders.received`` does.
        """

        def change(order: PurchaseOrder) -> PurchaseOrder:
            return received(order, receipt)

        def along(order: PurchaseOrder, within: Transaction) -> None:
            self._take_in(order, receipt, within)
            if order.state is PurchaseState.RECEIVED:
                self._remember(order, within)

        return self._changed(purchase_id, change, along)

    def _changed(
        self,
        purchase_id: Ulid,
        change: Callable[[PurchaseOrder], PurchaseOrder],
        along: Callable[[PurchaseOrder, Transaction], None] | None = None,
    ) -> PurchaseOrder:
        for _ in range(ATTEMPTS):
            before = self._kept.purchase(purchase_id)
            after = change(before)
            if after is before:
                return before
            try:
                with self._transactions.begin() as within:
                    self._kept.put_purchase(after, within)
                    if along:
                        along(after, within)
            except StaleVersion:
                continue
            return after
        raise Unavailable("Others change this purchase order at once. Try again.")

    def _take_in(self, order: PurchaseOrder, receipt: Receipt, within: Transaction) -> None:
        for sku, pieces in receipt.pieces.items():
            movement = Movement(
                movement_id=f"{order.purchase_id}:{len(order.receipts)}",
                sku=sku,
                location=order.location,
                on_hand=pieces,
                reason=MovementReason.RECEIVED,
                by=order.purchase_id,
                note=f"receipt {receipt.receipt_id}",
                at=receipt.at,
            )
            self._stock.record(movement, within)
            self._stock.shift(sku, order.location, within, available=pieces)

    def _remember(self, order: PurchaseOrder, within: Transaction) -> None:
        """Notes how the supplier delivered."""
        now, known = self._clock(), self._kept.supplier(order.supplier_id)
        delivery = delivery_of(order)
        if known is None:
            name = order.supplier_id
            new = Supplier(supplier_id=name, name=name, deliveries=(delivery,), updated_at=now)
            self._kept.put_supplier(new, within)
        else:
            self._kept.put_supplier(with_delivery(known, delivery, now), within)
