"""What an invoice and a credit note say: lines and totals, in whole minor units. Pure.

An order's invoice has its quote's lines and shipping, so it adds up to what was charged. A return's
credit note has the pieces that came back, each with its share of the line's total and taxes by largest
remainders; the credit note of a cancellation has what no other has. So an invoice that is taken back
whole, in whichever steps, is credited to the last unit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baton.commerce.division import divided
from baton.commerce.ids import Sku
from baton.commerce.orders.documents import IssuedDocument
from baton.commerce.orders.order import Order, OrderReturn
from baton.commerce.orders.refunding import counted
from baton.commerce.pricing.quotes import QuotedLine, TaxPart


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line. ``sku`` is ``None`` for shipping. ``net`` and the ``taxes`` are ``total`` together."""

    sku: Sku | None
    quantity: int
    unit_price: int
    discount: int
    net: int
    taxes: tuple[TaxPart, ...]

    @property
    def tax(self) -> int:
        """All taxes of the line."""
        return sum(one.amount for one in self.taxes)

    @property
    def total(self) -> int:
        """What the buyer pays for it."""
        return self.net + self.tax


@dataclass(slots=True)
class RateTotal:
    """What is taxed at a rate, and the tax."""

    name: str
    net: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a document says in figures."""

    lines: tuple[InvoiceLine, ...]
    by_rate: tuple[RateTotal, ...] = field(default=())

    @property
    def net(self) -> int:
        """Without tax."""
        return sum(one.net for one in self.lines)

    @property
    def tax(self) -> int:
        """All taxes."""
        return sum(one.tax for one in self.lines)

    @property
    def total(self) -> int:
        """What is charged, or given back."""
        return self.net + self.tax


def invoice_of(order: Order) -> Invoice:
    """What was charged."""
    return _added_up((*_goods(order), *_shipping(order)))


def credit_of(order: Order, document: IssuedDocument) -> Invoice:
    """What a credit note of the order takes back."""
    for place, one in enumerate(order.returns):
        if one.return_id == document.return_id:
            return _added_up(_worth(_returned(order, one, order.returns[:place]), one.amount))
    paid_back = [one for one in order.returns if one.refunded]
    gone = counted(paid_back)
    rest = (_pieces(line, first, line.quantity) for line, first in _placed(order, gone))
    return _added_up((*(one for one in rest if one.quantity), *_shipping(order)))


def _goods(order: Order) -> Iterator[InvoiceLine]:
    return (_pieces(line, 0, line.quantity) for line in order.quote.lines)


def _shipping(order: Order) -> Iterator[InvoiceLine]:
    quote = order.quote
    if quote.shipping_net or (quote.shipping_tax and any(one.amount for one in quote.shipping_tax)):
        taxes, net = quote.shipping_tax, quote.shipping_net
        price = net + (sum(one.amount for one in taxes) if quote.prices_include_tax else 0)
        yield InvoiceLine(None, 1, price, 0, net, taxes)


def _pieces(line: QuotedLine, first: int, last: int) -> InvoiceLine:
    """The pieces of a line from ``first`` up to ``last``, counted from 0, in the order in which they
    come back.
    """

    def part(amount: int) -> int:
        return sum(divided(amount, [1] * line.quantity)[first:last])

    taxes = tuple(one.model_copy(update={"amount": part(one.amount)}) for one in line.taxes)
    total = part(line.total)
    return InvoiceLine(
        sku=line.sku,
        quantity=last - first,
        unit_price=line.unit_price,
        discount=part(sum(one.amount for one in line.discounts)),
        net=total - sum(one.amount for one in taxes),
        taxes=taxes,
    )


def _returned(
    order: Order, one: OrderReturn, earlier: Sequence[OrderReturn]
) -> Iterator[InvoiceLine]:
    """Pieces of a SKU come back from its lines in their order, after what came back before."""
    gone = counted(each for each in earlier if each.refused is None)
    left = dict(one.pieces)
    for line, first in _placed(order, gone):
        count = min(left.get(line.sku, 0), line.quantity - first)
        if count:
            left[line.sku] -= count
            yield _pieces(line, first, first + count)


def _placed(order: Order, gone: Mapping[Sku, int]) -> Iterator[tuple[QuotedLine, int]]:
    """The lines, each with how many of its pieces are gone."""
    left = dict(gone)
    for line in order.quote.lines:
        first = min(left.get(line.sku, 0), line.quantity)
        left[line.sku] = left.get(line.sku, 0) - first
        yield line, first


def _worth(lines: Iterable[InvoiceLine], amount: int) -> tuple[InvoiceLine, ...]:
    """The lines scaled to what was paid back, if that was less than they are worth."""
    every = tuple(lines)
    totals = [one.total for one in every]
    if sum(totals) <= amount:
        return every
    return tuple(
        _scaled(one, total) for one, total in zip(every, divided(amount, totals), strict=True)
    )


def _scaled(line: InvoiceLine, total: int) -> InvoiceLine:
    net, *taxes = divided(total, [line.net, *(one.amount for one in line.taxes)])
    parts = zip(line.taxes, taxes, strict=True)
    scaled = tuple(one.model_copy(update={"amount": tax}) for one, tax in parts)
    return replace(line, net=net, taxes=scaled)


def _added_up(lines: Iterable[InvoiceLine]) -> Invoice:
    every, rates = tuple(lines), dict[str, RateTotal]()
    for line in every:
        for part in line.taxes:
            of_rate = rates.setdefault(part.name, RateTotal(part.name))
            of_rate.net += line.net
            of_rate.tax += part.amount
    return Invoice(every, tuple(rates[name] for name in sorted(rates)))
