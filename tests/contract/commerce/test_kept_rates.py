"""What every store of rates that were offered before promises."""

from datetime import timedelta

from baton.commerce.container import Commerce
from baton.commerce.shipping.kept_rates import KEPT
from baton.commerce.shipping.port import Rate, RatedShipment
from baton.core.money import Money
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON

RATE = Rate(
    rate_id="rate_1", carrier="Post", service="Ground", price=Money(amount=600, currency="EUR")
)
OFFERED = RatedShipment(shipment_id="shp_1", rates=(RATE,))


def test_the_latest_offer_of_a_way_is_found_for_seven_days(platform: Platform) -> None:
    rates = platform.area(Commerce).kept_rates
    assert rates.find("a", NOON) is None
    for shipment in ("shp_0", "shp_1"):
        rates.keep("a", OFFERED.model_copy(update={"shipment_id": shipment}), NOON)
    assert rates.find("a", NOON + KEPT - timedelta(seconds=2)) == OFFERED
    assert rates.find("a", NOON + KEPT) is None
    assert rates.find("b", NOON) is None
