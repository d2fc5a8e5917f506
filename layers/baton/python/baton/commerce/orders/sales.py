"""What an order sold and gave back, as facts: what figures, segments and forecasts are worked out from.

The lines are told once the order is confirmed, a return once it is paid back, and what is left of an
order that is canceled later once nothing is left to undo; so the facts of an order add up to what the
shop keeps of it, net of tax. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from baton.commerce.catalogue import Product
from baton.commerce.division import divided
from baton.commerce.ids import Sku
from baton.commerce.orders.order import Order, OrderReturn, OrderState
from baton.facts.fact import Fact
from baton.privacy.subject import digest_of, email_key

KIND = "transaction"
"""The kind of facts, by its name: the area that works figures out of them has it, if that is on."""

Products = Mapping[Sku, Product]


def facts_between(before: Order, after: Order, products: Products) -> tuple[Fact, ...]:
    """The facts that became true with an order's next version; mostly none."""
    return tuple(_facts(before, after, products))


def tells(before: Order, after: Order) -> bool:
    """Whether there are such facts."""
    return bool(facts_between(before, after, {}))


def _facts(before: Order, after: Order, products: Products) -> Iterator[Fact]:
    if before.confirmed_at is None and after.confirmed_at is not None:
        for number, line in enumerate(after.quote.lines):
            yield _fact(after, f"line.{number}", products, (line.sku, line.net, line.quantity))
        yield from _shipping(after, 1)
    paid = {one.return_id for one in before.returns if one.refunded}
    for place, one in enumerate(after.returns):
        if one.refunded and one.return_id not in paid:
            yield from _returned(after, one, after.returns[:place], products)
    over = after.state in (OrderState.CANCELED, OrderState.FAILED)
    if over and not before.state.has_ended and after.confirmed_at is not None:
        yield from _rest(after, products)
        yield from _shipping(after, -1)


def _returned(
    order: Order, one: OrderReturn, earlier: Sequence[OrderReturn], products: Products
) -> Iterator[Fact]:
    for sku, count in sorted(one.pieces.items()):
        first = sum(each.pieces.get(sku, 0) for each in earlier)
        net = sum(_nets(order, sku)[first:][:count])
        yield _fact(order, f"return.{one.return_id}.{sku}", products, (sku, -net, -count))


def _rest(order: Order, products: Products) -> Iterator[Fact]:
    for sku in sorted({line.sku for line in order.quote.lines}):
        left, first = _nets(order, sku), 0
        kept = list[int]()
        for one in order.returns:
            after = first + one.pieces.get(sku, 0)
            kept += () if one.refunded else left[first:after]
            first = after
        left = kept + left[first:]
        if left:
            yield _fact(order, f"canceled.{sku}", products, (sku, -sum(left), -len(left)))


def _shipping(order: Order, sign: int) -> Iterator[Fact]:
    if order.quote.shipping_net:
        what = "shipping" if sign > 0 else "shipping.canceled"
        yield _fact(order, what, {}, (None, sign * order.quote.shipping_net, None))


def _nets(order: Order, sku: Sku) -> list[int]:
    """What each piece of a SKU brought without tax, in the order in which pieces come back."""
    lines = (line for line in order.quote.lines if line.sku == sku)
    return [part for line in lines for part in divided(line.net, [1] * line.quantity)]


def _fact(
    order: Order, what: str, products: Products, of: tuple[Sku | None, int, int | None]
) -> Fact:
    """``of`` are the SKU, what it brought without tax, and its pieces."""
    sku, net, pieces = of
    product = products.get(sku) if sku else None
    row = {
        "customer_id": _buyer(order),
        "amount": net,
        "currency": order.quote.currency,
        "cost": _cost(order, product, sku, pieces),
        "country": order.ship_to.country,
        "order_id": order.order_id,
        "product_id": product.product_id if product else sku,
        "quantity": pieces,
    }
    return Fact(
        fact_id=f"order.{order.order_id}.{what}",
        kind=KIND,
        at=order.updated_at,
        version=_milliseconds(order.updated_at),
        row={name: value for name, value in row.items() if value is not None},
    )


def _buyer(order: Order) -> str | None:
    """The shop's own id of the buyer, or the key of a guest: an erasure finds both."""
    return None if order.erased else order.customer_id or digest_of(email_key(order.email))


def _cost(order: Order, product: Product | None, sku: Sku | None, pieces: int | None) -> int | None:
    variant = product.variant(sku) if product and sku else None
    if variant is None or variant.cost is None or pieces is None:
        return None
    same = variant.cost.currency == order.quote.currency
    return variant.cost.amount * pieces if same else None


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000)
