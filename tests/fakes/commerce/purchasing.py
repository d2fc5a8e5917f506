"""Stocking policies, watches, suppliers and purchase orders in memory."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from baton.commerce.ids import Sku
from baton.commerce.inventory.purchase_orders import PurchaseOrder
from baton.commerce.inventory.purchasing_repository import purchases_of_query, purchases_query
from baton.commerce.inventory.repository import overtaken
from baton.commerce.inventory.stocking import StockingPolicy, StockWatch
from baton.commerce.inventory.suppliers import Supplier, SupplierId
from baton.core.contract import Ulid, Versioned
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage

Document = TypeVar("Document", bound=Versioned)


class FakePurchasing:
    """See ``baton.commerce.inventory.purchasing_repository.PurchasingRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[type[Versioned], str], Any] = {}

    def policies(self, skus: frozenset[Sku]) -> Mapping[Sku, StockingPolicy]:
        return self._those("policies", StockingPolicy, skus)

    def put_policy(self, policy: StockingPolicy, within: Transaction) -> None:
        self._put(policy.sku, policy, within)

    def watches(self, skus: frozenset[Sku]) -> Mapping[Sku, StockWatch]:
        return self._those("watches", StockWatch, skus)

    def put_watch(self, watch: StockWatch, within: Transaction) -> None:
        self._put(watch.sku, watch, within)

    def due(self, now: datetime, limit: int = 100) -> tuple[Sku, ...]:
        with self._ground.faults.at("purchasing.due"), self._ground.lock:
            every = sorted((one.due_at, one.sku) for one in self._all(StockWatch))
            return tuple(sku for at, sku in every if at <= now)[:limit]

    def supplier(self, supplier_id: SupplierId) -> Supplier | None:
        with self._ground.faults.at("purchasing.supplier"), self._ground.lock:
            return self.kept.get((Supplier, supplier_id))

    def put_supplier(self, supplier: Supplier, within: Transaction) -> None:
        self._put(supplier.supplier_id, supplier, within)

    def purchase(self, purchase_id: Ulid) -> PurchaseOrder:
        with self._ground.faults.at("purchasing.purchase"), self._ground.lock:
            found: PurchaseOrder | None = self.kept.get((PurchaseOrder, purchase_id))
            if found is None:
                raise NotFound("purchase order", purchase_id)
            return found

    def put_purchase(self, order: PurchaseOrder, within: Transaction) -> None:
        self._put(order.purchase_id, order, within)

    def purchases(
        self, *, is_open: bool, cursor: str | None = None, limit: int = 50
    ) -> Page[PurchaseOrder]:
        with self._ground.faults.at("purchasing.purchases"), self._ground.lock:
            found = [
                (listed_at(one.created_at, one.purchase_id), one)
                for one in self._all(PurchaseOrder)
                if one.state.is_open == is_open
            ]
            return newest_first(found, purchases_query(is_open), cursor, limit)

    def purchases_of(
        self, sku: Sku, *, cursor: str | None = None, limit: int = 50
    ) -> Page[PurchaseOrder]:
        with self._ground.faults.at("purchasing.purchases_of"), self._ground.lock:
            found = [
                (one.purchase_id, one)
                for one in self._all(PurchaseOrder)
                if any(line.sku == sku for line in one.lines)
            ]
            return newest_first(found, purchases_of_query(sku), cursor, limit)

    def _all(self, kind: type[Document]) -> list[Document]:
        return [one for (its, _), one in self.kept.items() if its is kind]

    def _those(
        self, port: str, kind: type[Document], keys: frozenset[str]
    ) -> Mapping[str, Document]:
        with self._ground.faults.at(f"purchasing.{port}"), self._ground.lock:
            return {key: self.kept[kind, key] for key in keys if (kind, key) in self.kept}

    def _put(self, key: str, document: Versioned, within: Transaction) -> None:
        place = (type(document), key)

        def check() -> None:
            kept = self.kept.get(place)
            if (kept.version if kept else 0) != document.version - 1:
                raise overtaken(key)

        stage(
            within,
            ("purchasing", place[0].__name__, key),
            lambda: self.kept.update({place: document}),
            check,
        )
