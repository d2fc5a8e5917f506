"""The parts of commerce in memory."""

from typing import TYPE_CHECKING, Any, cast

from baton.commerce.container import Commerce
from baton.commerce.inventory.service import StockService
from baton.commerce.settings import CommerceSettings
from tests.fakes.commerce.catalogue import FakeCatalogue
from tests.fakes.commerce.prices import FakePrices, FakeRedemptions
from tests.fakes.commerce.stock import FakeStock
from tests.fakes.platform.transaction import Ground

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform

SETTINGS = {Commerce: CommerceSettings}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.commerce.container.Commerce`` has them, by name."""
    stock = FakeStock(ground)
    return {
        "catalogue": FakeCatalogue(ground),
        "prices": FakePrices(ground),
        "redemptions": FakeRedemptions(ground),
        "stock_repository": stock,
        "stock": StockService(stock, platform.transactions, cast("Any", platform.clock)),
    }
