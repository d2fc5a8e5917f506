"""Orders for tests."""

from datetime import UTC, datetime, timedelta

from baton.commerce.orders.order import Order
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import PriceLine, PriceRequest, Quote, QuotedLine

PLACED = datetime(2026, 11, 30, 12, tzinfo=UTC)


def an_order(
    order_id: str,
    *,
    minutes: int = 0,
    customer: str | None = "ann",
    email: str = "ann@example.com",
    phone: str | None = None,
) -> Order:
    """Two shirts for 20 euros each with a fifth of tax, placed so many minutes after ``PLACED``."""
    at = PLACED + timedelta(minutes=minutes)
    request = PriceRequest(
        lines=(PriceLine(sku="SHIRT", quantity=2),),
        currency="EUR",
        country="AT",
        customer_id=customer,
    )
    line = QuotedLine(sku="SHIRT", quantity=2, unit_price=2_000, net=3_333, total=4_000)
    quote = Quote(
        quote_id="01J00000000000000000000000",
        request=request,
        lines=(line,),
        shipping_net=0,
        net=3_333,
        tax=667,
        total=4_000,
        currency="EUR",
        prices_include_tax=True,
        made_at=at,
        valid_until=at + timedelta(minutes=30),
        version="1",
    )
    to = PostalAddress(
        name="Ann Amsel", street="Weg 2", city="Graz", postal_code="8010", country="AT", phone=phone
    )
    return Order(
        order_id=order_id,
        customer_id=customer,
        email=email,
        quote=quote,
        titles={"SHIRT": "Shirt"},
        ship_to=to,
        reservation_id=order_id,
        placed_at=at,
        held_until=at + timedelta(minutes=15),
        updated_at=at,
    )
