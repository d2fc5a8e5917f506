"""Where stocking policies, watches, suppliers and purchase orders are kept: in the table of stock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from baton.commerce.ids import Sku
from baton.commerce.inventory.purchase_orders import PurchaseOrder
from baton.commerce.inventory.repository import overtaken
from baton.commerce.inventory.stocking import StockingPolicy, StockWatch
from baton.commerce.inventory.suppliers import Supplier, SupplierId
from baton.core.contract import Ulid, Versioned
from baton.core.errors import NotFound
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.listing import Listing
from baton.persistence.page import Page, checked_limit, cursor_after, position
from baton.persistence.shards import DUE_SHARDS, sharded, shards_of
from baton.persistence.timestamps import listed_at, moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction

Document = TypeVar("Document", bound=Versioned)


class PurchasingRepository(Protocol):
    """All reads of single documents are consistent. Documents are versioned: a ``put`` keeps the first
    version or the next one, else the commit raises ``StaleVersion``.
    """

    def policies(self, skus: frozenset[Sku]) -> Mapping[Sku, StockingPolicy]:
        """The policies of SKUs, without those that have none."""
        ...

    def put_policy(self, policy: StockingPolicy, within: Transaction) -> None:
        """Keeps how a SKU is stocked."""
        ...

    def watches(self, skus: frozenset[Sku]) -> Mapping[Sku, StockWatch]:
        """What was last seen of SKUs, without those that are not watched."""
        ...

    def put_watch(self, watch: StockWatch, within: Transaction) -> None:
        """Keeps what was seen."""
        ...

    def due(self, now: datetime, limit: int = 100) -> tuple[Sku, ...]:
        """SKUs that are to be looked at by now, the longest due first."""
        ...

    def supplier(self, supplier_id: SupplierId) -> Supplier | None:
        """The supplier; ``None`` if nothing is known of it."""
        ...

    def put_supplier(self, supplier: Supplier, within: Transaction) -> None:
        """Keeps what is known of a supplier."""
        ...

    def purchase(self, purchase_id: Ulid) -> PurchaseOrder:
        """The purchase order. Raises ``NotFound``."""
        ...

    def put_purchase(self, order: PurchaseOrder, within: Transaction) -> None:
        """Keeps a purchase order."""
        ...

    def purchases(
        self, *, is_open: bool, cursor: str | None = None, limit: int = 50
    ) -> Page[PurchaseOrder]:
        """Purchase orders of which something is or is not awaited, the newest first; 1 to 100 a page."""
        ...

    def purchases_of(
        self, sku: Sku, *, cursor: str | None = None, limit: int = 50
    ) -> Page[PurchaseOrder]:
        """Purchase orders with a line of a SKU, in whatever state, the newest first; 1 to 100 a page."""
        ...


def purchases_query(is_open: bool) -> str:
    """The listing's name, to which cursors are tied."""
    return f"purchases {'open' if is_open else 'closed'}"


def purchases_of_query(sku: Sku) -> str:
    """The name of the listing of a SKU's, to which cursors are tied."""
    return f"purchases of {sku}"


_POLICY, _WATCH, _SUPPLIER, _PURCHASE = "policy", "watch", "supplier", "purchase"
_BOUGHT = "purchase#"
_SHARDS = 4


class DynamoPurchasing:
    """See ``PurchasingRepository``."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import StockItem

        self._items = database.bound(StockItem, table)
        self._database = database
        self._listing: Listing[StockItem, PurchaseOrder] = Listing(
            database,
            self._items,
            lambda item: (item.subject, item.part),
            lambda item: PurchaseOrder.model_validate_json(item.document or ""),
            shards=_SHARDS,
        )

    def policies(self, skus: frozenset[Sku]) -> Mapping[Sku, StockingPolicy]:
        """See ``PurchasingRepository``."""
        return self._of_skus(skus, _POLICY, StockingPolicy)

    def put_policy(self, policy: StockingPolicy, within: Transaction) -> None:
        """See ``PurchasingRepository``."""
        self._put(f"sku#{policy.sku}", _POLICY, policy, within)

    def watches(self, skus: frozenset[Sku]) -> Mapping[Sku, StockWatch]:
        """See ``PurchasingRepository``."""
        return self._of_skus(skus, _WATCH, StockWatch)

    def put_watch(self, watch: StockWatch, within: Transaction) -> None:
        """See ``PurchasingRepository``."""
        due = f"{moment_text(watch.due_at)}#{watch.sku}"
        place = sharded(_WATCH, watch.sku, DUE_SHARDS), due
        self._put(f"sku#{watch.sku}", _WATCH, watch, within, place)

    def due(self, now: datetime, limit: int = 100) -> tuple[Sku, ...]:
        """See ``PurchasingRepository``."""
        of = self._items

        def query(shard: int) -> list[str]:
            until = of.listed_at <= moment_text(now) + "~"
            with database_errors():
                found = of.due.query(f"{_WATCH}#{shard}", until, limit=limit)
                return [item.listed_at or "" for item in found]

        every = sorted(one for shard in in_parallel(query, shards_of(None)) for one in shard)
        return tuple(one.partition("#")[2] for one in every[:limit])

    def supplier(self, supplier_id: SupplierId) -> Supplier | None:
        """See ``PurchasingRepository``."""
        return self._get(f"supplier#{supplier_id}", _SUPPLIER, Supplier)

    def put_supplier(self, supplier: Supplier, within: Transaction) -> None:
        """See ``PurchasingRepository``."""
        self._put(f"supplier#{supplier.supplier_id}", _SUPPLIER, supplier, within)

    def purchase(self, purchase_id: Ulid) -> PurchaseOrder:
        """See ``PurchasingRepository``."""
        found = self._get(f"purchase#{purchase_id}", _PURCHASE, PurchaseOrder)
        if found is None:
            raise NotFound("purchase order", purchase_id)
        return found

    def put_purchase(self, order: PurchaseOrder, within: Transaction) -> None:
        """See ``PurchasingRepository``. Its SKUs are those of its first version."""
        listing = self._listing.place(purchases_query(order.state.is_open), order.purchase_id)
        place = listing, listed_at(order.created_at, order.purchase_id)
        self._put(f"purchase#{order.purchase_id}", _PURCHASE, order, within, place)
        if order.version == 1:
            for sku in sorted({line.sku for line in order.lines}):
                item = self._items(f"sku#{sku}", _BOUGHT + order.purchase_id)
                DynamoTransaction.of(within).put(item)

    def purchases(
        self, *, is_open: bool, cursor: str | None = None, limit: int = 50
    ) -> Page[PurchaseOrder]:
        """See ``PurchasingRepository``."""
        query = purchases_query(is_open)
        return self._listing.page(
            query,
            self._items.due,
            [query],
            cursor=cursor,
            limit=limit,
            belongs=lambda item: (item.listing or "").startswith(query),
        )

    def purchases_of(
        self, sku: Sku, *, cursor: str | None = None, limit: int = 50
    ) -> Page[PurchaseOrder]:
        """See ``PurchasingRepository``."""
        checked_limit(limit)
        query, of = purchases_of_query(sku), self._items
        after = position(query, cursor)
        keys = of.part.between(_BOUGHT, after) if after else of.part.startswith(_BOUGHT)
        more = limit + 1 + bool(after)
        with database_errors():
            found = list(of.query(f"sku#{sku}", keys, scan_index_forward=False, limit=more))
        parts = [item.part for item in found if item.part != after]
        items = self._database.fetch(of, [(part, _PURCHASE) for part in parts[:limit]])
        read = (PurchaseOrder.model_validate_json(item.document or "") for item in items)
        newest = sorted(read, key=lambda one: one.purchase_id, reverse=True)
        return Page(
            tuple(newest), cursor_after(query, parts[limit - 1]) if len(parts) > limit else None
        )

    def _of_skus(
        self, skus: frozenset[Sku], part: str, kind: type[Document]
    ) -> Mapping[Sku, Document]:
        ordered = sorted(skus)
        found = in_parallel(lambda sku: self._get(f"sku#{sku}", part, kind), ordered)
        return {sku: one for sku, one in zip(ordered, found, strict=True) if one is not None}

    def _get(self, subject: str, part: str, kind: type[Document]) -> Document | None:
        try:
            with database_errors():
                item = self._items.get(subject, part, consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return kind.model_validate_json(item.document or "")

    def _put(
        self,
        subject: str,
        part: str,
        document: Versioned,
        within: Transaction,
        place: tuple[str, str] | None = None,
    ) -> None:
        of, version = self._items, document.version
        listing, at = place or (None, None)
        item = of(
            subject,
            part,
            version=version,
            document=document.model_dump_json(exclude_none=True),
            listing=listing,
            listed_at=at,
        )
        before = of.subject.does_not_exist() if version == 1 else of.version == version - 1
        DynamoTransaction.of(within).put(item, before, overtaken(f"The {part} of {subject}"))
