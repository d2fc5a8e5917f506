"""Keeping which SKUs there is too little of, whatever tells of it, in any order and however often."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from baton.commerce.container import Commerce
from baton.commerce.ids import Sku
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.pricing.repository import PriceRepository
from baton.commerce.pricing.shortage import Shortage, shortage_after
from baton.core.clock import Clock
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class Shortages:
    """Follows what inventory keeps of a SKU, not what an event says of it: events may be late."""

    def __init__(
        self,
        prices: PriceRepository,
        purchasing: PurchasingRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._prices = prices
        self._purchasing = purchasing
        self._transactions = transactions
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The shortages of a platform."""
        area = platform.area(Commerce)
        return cls(area.prices, area.purchasing_repository, platform.transactions, platform.clock)

    def follow(self, skus: Iterable[Sku]) -> tuple[Shortage, ...]:
        """Keeps what is so of SKUs now, and gives it; nothing of SKUs that never lacked. Raises
        ``Unavailable``, and ``Conflict`` if others change the same all the time: trying again is safe.
        """
        found = (self._followed(sku) for sku in skus)
        return tuple(one for one in found if one is not None)

    def _followed(self, sku: Sku) -> Shortage | None:
        def attempt() -> Shortage | None:
            # Read before the watch: who overtakes this one has seen at least that watch.
            before = self._prices.shortages(frozenset((sku,))).get(sku)
            watch = self._purchasing.watches(frozenset((sku,))).get(sku)
            if watch is None:
                return before
            new = shortage_after(before, sku, watch.state, self._clock())
            if new is None:
                return before
            with self._transactions.begin() as within:
                self._prices.put_shortage(new, within)
            return new

        return retry_on_conflict(attempt)
