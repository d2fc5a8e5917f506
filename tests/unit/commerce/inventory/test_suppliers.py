"""What deliveries tell of a supplier."""

from datetime import UTC, datetime, timedelta

import pytest

from baton.commerce.inventory.purchase_orders import PurchaseLine, PurchaseOrder, Receipt, received
from baton.commerce.inventory.purchase_orders import approved as ordered
from baton.commerce.inventory.suppliers import Delivery, delivery_of, reliability

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_without_deliveries_what_was_told_holds() -> None:
    found = reliability((), 14, 2)
    assert (found.lead_days, found.lead_deviation) == (14, 2)
    assert (found.on_time, found.days_late) == (None, None)


def test_late_and_partial_deliveries_lengthen_the_lead_time_and_tell_of_the_supplier() -> None:
    seen = [
        Delivery(purchase_id=str(one), days=days, late=late, whole=whole)
        for one, (days, late, whole) in enumerate(
            [(14, 0, True), (20, 6, True), (18, 4, True), (13, 0, False)]
        )
    ]
    found = reliability(seen, 14, 2)
    assert found.lead_days == pytest.approx((3 * 14 + 65) / 7)
    assert found.lead_deviation > 2
    assert (found.on_time, found.days_late) == (0.25, 5)
    assert found.on_time_low is not None
    assert 0 < found.on_time_low < 0.25


def test_a_delivery_is_late_by_the_days_after_the_expected_one() -> None:
    draft = PurchaseOrder(
        purchase_id="01KF0Z6T9QJ4T8W2M5V7X1C3D6",
        supplier_id="linen",
        location="wien",
        lines=(PurchaseLine(sku="RED", quantity=5),),
        lead_days=7,
        created_at=NOW,
        updated_at=NOW,
    )
    order = ordered(draft, NOW, "anna")
    for number, (days, pieces) in enumerate(((7, 3), (9.5, 2))):
        came = NOW + timedelta(days=days)
        receipt = Receipt(receipt_id=f"n{number}", pieces={"RED": pieces}, at=came, by="bob")
        order = received(order, receipt)
    delivery = delivery_of(order)
    assert (delivery.days, delivery.late, delivery.whole) == (9.5, 2, False)
    with pytest.raises(ValueError, match="not received"):
        delivery_of(draft)
