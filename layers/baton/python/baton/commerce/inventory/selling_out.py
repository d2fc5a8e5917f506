"""SKUs that a sale brings to another level are looked at soon, not only when they are due."""

from collections.abc import Iterable

from baton.commerce.ids import Sku
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.repository import StockRepository
from baton.commerce.inventory.reviews import state_of
from baton.core.clock import Clock
from baton.core.errors import BatonError
from baton.core.observability import logger
from baton.persistence.transaction import Transactions


class SellingOut:
    """Has reviews look at what was sold, if they will find another level there than the last time."""

    def __init__(
        self,
        purchasing: PurchasingRepository,
        stock: StockRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._purchasing = purchasing
        self._stock = stock
        self._transactions = transactions
        self._clock = clock

    def sold(self, skus: Iterable[Sku]) -> None:
        """Makes SKUs due whose level is another now. It never fails: they are looked at when they are
        due, at the latest.
        """
        names = frozenset(skus)
        try:
            self._hasten(names)
        except BatonError as error:
            extra = {"skus": sorted(names)[:10], "why": str(error)}
            logger("commerce").warning("Sold SKUs are looked at later.", extra=extra)

    def _hasten(self, skus: frozenset[Sku]) -> None:
        now, watches = self._clock(), self._purchasing.watches(skus)
        levels = self._stock.levels(frozenset(watches)) if watches else {}
        for sku, watch in sorted(watches.items()):
            available = sum(one.available for one in levels.get(sku, ()))
            if watch.due_at > now and state_of(available, watch) is not watch.state:
                with self._transactions.begin() as within:
                    self._purchasing.put_watch(watch.next_version(due_at=now), within)
