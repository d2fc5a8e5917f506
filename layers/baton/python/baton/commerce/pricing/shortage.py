"""That there is too little of a SKU, as prices and promotions know it. Pure."""

from datetime import datetime

from baton.commerce.ids import Sku
from baton.commerce.inventory.stocking import StockState
from baton.core.contract import UtcDatetime, Versioned


class Shortage(Versioned):
    """What inventory said last of a SKU's stock. While it is not ``ok``, promotions that apply by
    themselves leave the SKU out, and recommendations put it back, where the shop wants it so.
    """

    sku: Sku
    state: StockState
    since: UtcDatetime

    @property
    def is_on(self) -> bool:
        """Whether there still is too little."""
        return self.state is not StockState.OK


def shortage_after(
    before: Shortage | None, sku: Sku, state: StockState, now: datetime
) -> Shortage | None:
    """The shortage as it is to be kept next; ``None`` if that says nothing new."""
    if before is None:
        new = Shortage(sku=sku, state=state, since=now)
        return new if new.is_on else None
    if before.state is state:
        return None
    return before.next_version(state=state, since=now)
