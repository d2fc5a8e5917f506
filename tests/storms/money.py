"""Random orders whose every amount is worked out a second way, in exact fractions.

    python -m tests.storms.money --cases 100000 --first 0

Each case is one seeded purchase in a currency of no, two or three digits: up to six lines of five
products, the same more than once, mixed tax, included or added, rules, dynamic prices, suppliers'
minimums, up to six promotions that stack, exclude and group, codes and shipping. Then only a part of it
is there, and pieces come back in any steps. Every line, discount, tax, total and refund must be as
``second_way`` has it, nothing may be negative, and all refunds of a line together are what was paid for
it.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from baton.commerce.catalogue import Product
from baton.commerce.orders.amended_lines import amended, pieces_of
from baton.commerce.orders.order import Order, OrderPayment, OrderReturn
from baton.commerce.orders.purchase import left_out
from baton.commerce.orders.refunding import given_back
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.book import DynamicPrice, PriceBook, PricePolicy
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceRequest, Quote
from baton.commerce.pricing.quoting import quoted
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.tax import TaxRate
from baton.commerce.pricing.unit_prices import Known
from baton.core.errors import InvalidInput
from tests.storms.second_way import CHARGED_IN, Purchase, purchase
from tests.unit.commerce.pricing.given import NOW, QUOTE, money

PLACES = {
    "EUR": ("AT", None), "USD": ("CA", "QC"), "CAD": ("CA", "QC"), "CHF": ("CH", None),
    "JPY": ("JP", None), "KRW": ("JP", None), "BHD": ("BH", None), "KWD": ("BH", None),
}  # fmt: skip
RATES = tuple(
    TaxRate(country=country, region=region, tax_class=tax_class, name="VAT", rate=Decimal(rate))
    for country, region, tax_class, rate in (
        ("AT", None, "standard", "0.20"), ("AT", None, "reduced", "0.10"), ("AT", None, "zero", "0"),
        ("CA", None, "standard", "0.05"), ("CA", "QC", "standard", "0.09975"),
        ("CA", None, "reduced", "0"), ("CA", None, "zero", "0"),
        ("CH", None, "standard", "0.081"), ("CH", None, "reduced", "0.026"), ("CH", None, "zero", "0"),
        ("JP", None, "standard", "0.10"), ("JP", None, "reduced", "0.08"), ("JP", None, "zero", "0"),
        ("BH", None, "standard", "0.10"), ("BH", None, "reduced", "0.05"), ("BH", None, "zero", "0"),
    )
)  # fmt: skip
SKUS = "ABCDE"
CODES = ("ONE", "TWO")


class Case:
    """One purchase, by its seed."""

    def __init__(self, seed: int) -> None:
        self.drawn = random.Random(seed)
        self.currency = self.drawn.choice(sorted(PLACES))
        self.most = self.drawn.choice((300, 5_000, 10**6))
        self.known = self._shop()
        self.request = self._request()

    def wrong(self) -> list[str]:
        """What is not as the second way says."""
        quote = quoted(self.request, self.known, QUOTE, timedelta(minutes=30))
        expected = purchase(self.request, self.known)
        found = [*_quote_wrong(quote, expected), *self._returns_wrong(quote)]
        return [*found, *self._part_wrong(quote)]

    def _chance(self, share: float) -> bool:
        return self.drawn.random() < share

    def _amount(self) -> int:
        return self.drawn.randint(1, self.most)

    def _shop(self) -> Known:
        products = {sku: self._product(sku) for sku in SKUS}
        rules = tuple(self._rule(number) for number in range(self.drawn.randint(0, 3)))
        promotions = tuple(self._promotion(number) for number in range(self.drawn.randint(0, 6)))
        policy = PricePolicy(least_margin=self.drawn.choice((0, 0, 500, 2_500)))
        book = PriceBook(rules=rules, promotions=promotions, rates=RATES, policy=policy)
        dynamic = {sku: self._dynamic(products[sku]) for sku in SKUS if self._chance(0.2)}
        return Known(
            book=book,
            products=products,
            now=NOW,
            day=NOW.date(),
            includes_tax=self._chance(0.5),
            dynamic=dynamic,
            used_up=frozenset(one for one in ("p0", "ONE") if self._chance(0.1)),
            is_new=self._chance(0.5),
        )

    def _product(self, sku: str) -> Product:
        price = self._amount()
        variant = {
            "sku": sku,
            "title": sku,
            "prices": [{"money": money(price, self.currency)}],
            "tax_class": self.drawn.choice(("standard", "reduced", "zero")),
            "cost": money(self.drawn.randint(0, price), self.currency)
            if self._chance(0.5)
            else None,
            "minimum_advertised": (
                money(self.drawn.randint(1, price), self.currency) if self._chance(0.2) else None
            ),
        }
        return Product.model_validate(
            {
                "product_id": sku.lower(),
                "title": sku,
                "variants": [variant],
                "categories": [self.drawn.choice(("books", "clothes/shirts", "clothes"))],
                "brand": self.drawn.choice(("own", "other")),
                "updated_at": NOW,
            }
        )

    def _dynamic(self, product: Product) -> DynamicPrice:
        (price,) = product.variants[0].prices
        base = price.money.amount
        return DynamicPrice(
            sku=product.variants[0].sku,
            currency=self.currency,
            base=base + (self._chance(0.2)),
            price=self.drawn.randint(base // 2, base * 2),
            kind="dynamic",
            why="little stock",
            day_price=base,
            day_since=NOW,
            set_at=NOW,
            valid_until=NOW + timedelta(hours=self.drawn.choice((-1, 1))),
        )

    def _rule(self, number: int) -> PriceRule:
        how = self.drawn.choice(
            (
                {"kind": "percent", "basis_points": self.drawn.randint(-3_000, 3_000)},
                {"kind": "amount", "amount": self.drawn.randint(-200, 200)},
                {"kind": "price", "amount": self._amount()},
                {"kind": "ending", "amount": self.drawn.choice((5, 9, 90, 99))},
                {"kind": "increment", "amount": self.drawn.choice((5, 10, 25))},
            )
        )
        more: dict[str, Any] = {"rule_id": f"r{number}", "why": "so", "ends": self._chance(0.2)}
        more |= {"priority": self.drawn.randint(0, 2), "scope": self._scope()}
        more["least_quantity"] = self.drawn.choice((1, 1, 3))
        return PriceRule.model_validate({**how, **more, "currency": self.currency})

    def _promotion(self, number: int) -> Promotion:
        points = self.drawn.choice((1, 333, 1_000, 5_000, 9_999, 10_000))
        how = self.drawn.choice(
            (
                {"kind": "percent", "basis_points": points},
                {"kind": "amount", "amount": self._amount()},
                {"kind": "amount_each", "amount": self._amount() // 5},
                {"kind": "price_each", "amount": self._amount()},
                {"kind": "free_pieces", "buy": self.drawn.randint(1, 3), "free": 1},
                {"kind": "shipping", "basis_points": points},
            )
        )
        more: dict[str, Any] = {
            "promotion_id": f"p{number}",
            "name": "Offer",
            "scope": self._scope(),
        }
        more |= {"priority": self.drawn.randint(0, 2), "exclusive": self._chance(0.2)}
        more |= {
            "below_floor": self._chance(0.3),
            "group": self.drawn.choice((None, None, "a", "b")),
        }
        more |= {"least_spend": self.drawn.choice((0, 0, self.most))}
        more |= {"segments": self.drawn.choice(([], [], ["vip"])), "paused": self._chance(0.05)}
        more |= {"codes": self.drawn.choice(([], [], ["ONE"], ["TWO", "OTHER"]))}
        more |= {"first_order_only": self._chance(0.1)}
        return Promotion.model_validate({**how, **more, "currency": self.currency})

    def _scope(self) -> dict[str, list[str]]:
        some: list[dict[str, list[str]]] = [
            {},
            {},
            {"categories": ["clothes"]},
            {"brands": ["own"]},
        ]
        return self.drawn.choice([*some, {"skus": self.drawn.sample(SKUS, 2)}])

    def _request(self) -> PriceRequest:
        country, region = PLACES[self.currency]
        lines = [
            {"sku": self.drawn.choice(SKUS), "quantity": self.drawn.choice((1, 1, 2, 3, 7, 100))}
            for _ in range(self.drawn.randint(1, 6))
        ]
        return PriceRequest.model_validate(
            {
                "lines": lines,
                "currency": self.currency,
                "country": country,
                "region": region,
                "segments": self.drawn.choice(([], ["vip"])),
                "codes": self.drawn.choice(([], ["ONE"], ["ONE", "TWO"], ["NONE"])),
                "shipping": self.drawn.choice((0, self._amount())),
                "tax_exempt": self._chance(0.1),
            }
        )

    def _part_wrong(self, quote: Quote) -> Iterator[str]:
        """What is sent of it if not all of it is there: at its prices, with what applies to that."""
        there = {sku: self.drawn.randint(0, count) for sku, count in pieces_of(quote).items()}
        if not any(there.values()):
            return
        lines = amended(quote, there)
        known = replace(self.known, kept=lines.kept, promotions_at=self.known.now)
        request = self.request.model_copy(update={"lines": lines.lines})
        part = quoted(request, known, QUOTE, timedelta(minutes=30))
        for text in _quote_wrong(part, purchase(request, known)):
            yield f"of a part: {text}"
        missing = {one.sku: one.quantity for one in left_out(quote, there)}
        sold = pieces_of(part)
        for sku, asked in pieces_of(quote).items():
            if sold.get(sku, 0) + missing.get(sku, 0) != asked:
                yield f"{sku}: {sold} sold and {missing} left out of {asked}"

    def _returns_wrong(self, quote: Quote) -> Iterator[str]:
        """Sends everything back in random steps, and looks at each refund."""
        order, paid = _order(quote), _by_piece(quote)
        left = {sku: len(prices) for sku, prices in paid.items()}
        given = 0
        while any(left.values()):
            pieces = {
                sku: self.drawn.randint(1, count)
                for sku, count in left.items()
                if count and self._chance(0.6)
            }
            if not pieces:
                continue
            amount = given_back(order, pieces)
            expected = 0
            for sku, count in pieces.items():
                first = len(paid[sku]) - left[sku]
                expected += sum(paid[sku][first : first + count])
                left[sku] -= count
            if amount != expected or amount % CHARGED_IN.get(quote.currency, 1):
                yield f"{pieces} give {amount}, and not {expected}"
            given += amount
            order = _sent_back(order, pieces, amount)
        if given != sum(line.total for line in quote.lines) or given > quote.total:
            yield f"{given} were given back of {quote.total}"
        try:
            given_back(order, {quote.lines[0].sku: 1})
        except InvalidInput:
            return
        yield "a piece more than was bought comes back"


def _quote_wrong(quote: Quote, expected: Purchase) -> Iterator[str]:
    for line, own in zip(quote.lines, expected.lines, strict=True):
        off = {one.promotion_id: one.amount for one in line.discounts}
        seen = (line.unit_price, off, line.net, line.total)
        if seen != (own.price, own.off, own.net, own.total):
            yield f"{line.sku}: {seen}, and not {own}"
        taxes = sum(one.amount for one in line.taxes)
        if line.net + taxes != line.total or line.steps[-1].unit_price < 0:
            yield f"{line.sku}: {line.net} and {taxes} are not {line.total}"
    shipping = quote.shipping_net + sum(one.amount for one in quote.shipping_tax)
    if (shipping, quote.total, quote.net) != (expected.shipping, expected.total, expected.net):
        yield f"{shipping}, {quote.total}, {quote.net}, and not {expected}"
    if quote.net + quote.tax != quote.total:
        yield f"{quote.net} and {quote.tax} are not {quote.total}"
    if quote.total % CHARGED_IN.get(quote.currency, 1):
        yield f"{quote.total} {quote.currency} cannot be charged"


def _by_piece(quote: Quote) -> dict[str, list[int]]:
    """What each piece of a SKU cost: those of a line differ by one unit at most, the dearer first."""
    unit, found = CHARGED_IN.get(quote.currency, 1), dict[str, list[int]]()
    for line in quote.lines:
        least, dearer = divmod(line.total // unit, line.quantity)
        prices = [(least + (at < dearer)) * unit for at in range(line.quantity)]
        found.setdefault(line.sku, []).extend(prices)
    return found


def _order(quote: Quote) -> Order:
    to = PostalAddress(name="Ann", street="Weg 2", city="Graz", country=quote.request.country)
    return Order.model_construct(
        order_id="01J00000000000000000000001",
        quote=quote,
        ship_to=to,
        payment=OrderPayment(captured=quote.total),
        returns=(),
    )


def _sent_back(order: Order, pieces: dict[str, int], amount: int) -> Order:
    one = OrderReturn.model_construct(pieces=pieces, amount=amount, refunded=True, refused=None)
    return order.model_copy(update={"returns": (*order.returns, one)})


def main() -> int:
    """Runs cases and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.money", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    begun, bad = time.monotonic(), 0
    for seed in range(given.first, given.first + given.cases):
        if found := Case(seed).wrong():
            bad += 1
            sys.stderr.write(f"case {seed}: {'; '.join(found)}\n")
    seconds = time.monotonic() - begun
    sys.stderr.write(f"{given.cases} orders in {seconds:.0f} s: {bad} wrong\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
