"""Reviews of stock: looks at SKUs, forecasts, drafts purchase orders, and tells of what became low,
ended or came back, once, in the transaction that notes it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from baton.commerce.catalogue import Catalogue
from baton.commerce.container import Commerce
from baton.commerce.events import STOCK_CHANGED
from baton.commerce.ids import Sku
from baton.commerce.inventory.demand import demand, kind_of
from baton.commerce.inventory.forecasting import chosen, costs_of_kinds, judged
from baton.commerce.inventory.looks import (
    ReviewedSku,
    change_told,
    draft_of,
    drafted,
    expecting,
    looked,
)
from baton.commerce.inventory.purchase_orders import MOST_PURCHASED, PurchaseOrder
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.reviews import SkuReview, is_old, replenished, supplier_of
from baton.commerce.inventory.stock import Movement
from baton.commerce.inventory.stocking import StockingPolicy, StockWatch
from baton.commerce.inventory.suppliers import Reliability
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound, StaleVersion
from baton.core.message import AgentName
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_AT_ONCE = 100
MOST_MOVEMENTS = 20_000
MOST_ORDERS = 2_000
LEAST_OF_A_KIND = 20
"""SKUs of a kind before what methods cost them counts for one of them."""


class StockReviews:
    """Reviews SKUs. ``sender`` is who tells of changes."""

    def __init__(
        self,
        sender: AgentName,
        *,
        purchasing: PurchasingRepository,
        stock: StockRepository,
        catalogue: Catalogue,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._sender = sender
        self._kept = purchasing
        self._stock = stock
        self._catalogue = catalogue
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The reviews of a platform."""
        area = platform.area(Commerce)
        return cls(
            sender,
            purchasing=area.purchasing_repository,
            stock=area.stock_repository,
            catalogue=area.catalogue,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def due(self, most: int) -> tuple[Sku, ...]:
        """SKUs that are to be looked at by now."""
        return self._kept.due(self._clock(), most)

    def review(
        self, skus: Sequence[Sku], correlation_id: str, *, anew: bool = False
    ) -> tuple[SkuReview, ...]:
        """Reviews up to 100 SKUs; with ``anew``, forecasts that are not a day old too. What another
        review overtakes is left to it. Raises ``NotFound`` for a SKU without a policy.
        """
        now, names = self._clock(), frozenset(skus)
        policies, watches = self._kept.policies(names), self._kept.watches(names)
        if lacking := names - policies.keys():
            raise NotFound("stocking policy", min(lacking))
        told = self._suppliers(policies)
        stale = {
            sku for sku in names if anew or sku not in watches or is_old(watches[sku].forecast, now)
        }
        fresh = self._forecast({sku: policies[sku] for sku in stale}, watches, told, now)
        levels, awaited = self._stock.levels(names), self._awaited()
        looks = list[ReviewedSku]()
        for sku in sorted(names):
            seen = fresh.get(sku) or watches[sku]
            there, coming = levels.get(sku, ()), awaited.get(sku, 0)
            looks.append(looked(policies[sku], seen, there, coming, told[sku], now=now))
        return self._keep(looks, stale, now, correlation_id)

    def _suppliers(self, policies: Mapping[Sku, StockingPolicy]) -> Mapping[Sku, Reliability]:
        ids = {one.supplier_id for one in policies.values() if one.supplier_id}
        known = {one: self._kept.supplier(one) for one in sorted(ids)}
        return {
            sku: supplier_of(one, known.get(one.supplier_id) if one.supplier_id else None)
            for sku, one in policies.items()
        }

    def _awaited(self) -> Mapping[Sku, int]:
        """Pieces in open purchase orders, by SKU."""
        found, cursor, read = defaultdict[Sku, int](int), None, 0
        while read < MOST_ORDERS:
            page = self._kept.purchases(is_open=True, cursor=cursor, limit=100)
            read += len(page.items)
            for order in page.items:
                for line in order.lines:
                    found[line.sku] += max(line.quantity - line.received, 0)
            if (cursor := page.cursor) is None:
                break
        return found

    def _forecast(
        self,
        policies: Mapping[Sku, StockingPolicy],
        watches: Mapping[Sku, StockWatch],
        told: Mapping[Sku, Reliability],
        now: datetime,
    ) -> Mapping[Sku, StockWatch]:
        """The watches with forecasts made anew, by the methods that serve best."""
        series = {sku: demand(self._movements(sku), now.date()) for sku in sorted(policies)}
        plans = {sku: replenished(one, told[sku].lead_days) for sku, one in policies.items()}
        own = {sku: judged(one.values, plans[sku]) for sku, one in series.items()}
        kinds = {sku: kind_of(one.values) for sku, one in series.items()}
        several = list(kinds.values())
        of_kinds = costs_of_kinds((kinds[sku], costs) for sku, costs in own.items() if costs)
        found: dict[Sku, StockWatch] = {}
        for sku, one in series.items():
            enough = several.count(kinds[sku]) >= LEAST_OF_A_KIND
            method = chosen(own[sku], of_kinds.get(kinds[sku]) if enough else None)
            watch = watches.get(sku) or StockWatch(sku=sku, due_at=now)
            found[sku] = expecting(watch, one, plans[sku], told[sku], method=method, now=now)
        return found

    def _movements(self, sku: Sku) -> list[Movement]:
        found, cursor = list[Movement](), None
        while len(found) < MOST_MOVEMENTS:
            page = self._stock.movements(sku, cursor=cursor, limit=100)
            found += page.items
            if (cursor := page.cursor) is None:
                break
        return found

    def _keep(
        self, looks: Sequence[ReviewedSku], stale: set[Sku], now: datetime, correlation_id: str
    ) -> tuple[SkuReview, ...]:
        """Keeps what was seen; what is ordered of one supplier in one transaction with its draft."""
        drafts = defaultdict[tuple[str, str], list[ReviewedSku]](list)
        alone = list[ReviewedSku]()
        for look in looks:
            wanted = look.review.proposal
            became_low = look.review.changed and not look.review.awaited
            orders = look.policy.sku in stale or became_low
            if wanted and wanted.supplier_id and orders:
                drafts[wanted.supplier_id, wanted.location].append(look)
            else:
                alone.append(look)
        found = [
            one for look in alone for one in self._kept_together([look], None, now, correlation_id)
        ]
        for _, several in sorted(drafts.items()):
            for start in range(0, len(several), MOST_PURCHASED):
                some = several[start : start + MOST_PURCHASED]
                found += self._kept_together(
                    some, draft_of(some, self._new_id(), now), now, correlation_id
                )
        return tuple(sorted(found, key=lambda one: one.sku))

    def _kept_together(
        self,
        looks: Sequence[ReviewedSku],
        draft: PurchaseOrder | None,
        now: datetime,
        correlation_id: str,
    ) -> list[SkuReview]:
        entries = self._entries(looks, now, correlation_id)
        try:
            with self._transactions.begin() as within:
                for look in looks:
                    self._kept.put_watch(look.watch, within)
                if draft:
                    self._kept.put_purchase(draft, within)
                for entry in entries:
                    self._outbox.add(entry, within)
        except StaleVersion:
            # Another review, or a new policy, was faster: it tells and orders.
            return [one.review.model_copy(update={"changed": False}) for one in looks]
        return [drafted(one.review, draft) for one in looks]

    def _entries(
        self, looks: Sequence[ReviewedSku], now: datetime, correlation_id: str
    ) -> list[OutboxEntry]:
        changed = [one for one in looks if one.review.changed]
        if not changed:
            return []
        products = self._catalogue.of_skus(frozenset(one.policy.sku for one in changed))
        found = list[OutboxEntry]()
        for one in changed:
            product = products.get(one.policy.sku)
            message_id = self._new_id()
            payload = change_told(one, product.product_id if product else None)
            found.append(
                announcement(
                    STOCK_CHANGED,
                    payload,
                    sender=self._sender,
                    message_id=message_id,
                    subject_id=message_id,
                    correlation_id=correlation_id,
                    now=now,
                )
            )
        return found
