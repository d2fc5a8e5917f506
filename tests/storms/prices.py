"""Random shops over two months, whose every price is within its limits, explained, and claimed rightly.

    python -m tests.storms.prices --cases 200 --first 0

Each case is one seeded shop with two products in a zone that puts its clocks forward or back. Every
night something changes (list prices, rules, promotions that begin and end at any hour, competitors,
cost, suppliers' minimum, what is sold at all, the company's policy), prices are reviewed, sometimes
twice, and each product is priced: one situation each. By day list prices are changed by hand, and put
back some hours later. The price must be what ``second_way`` says, be
above every limit, move by no more than a day's step, and follow from its own record; and the prior
price must be the lowest of the days before by a ledger that is kept hour by hour.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import Product, SellingState
from baton.commerce.catalogue_service import CatalogueService, ProductContent
from baton.commerce.container import Commerce
from baton.commerce.pricing.book import DynamicPrice, PricePolicy
from baton.commerce.pricing.dynamic import CompetitorPrice
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceRequest, QuotedLine
from baton.commerce.pricing.reviewing import PriceReviews
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.tax import TaxTable
from baton.commerce.pricing.unit_prices import Known
from tests.fakes.commerce.parts import SHOP
from tests.fakes.platform.container import FakePlatform
from tests.storms import second_way
from tests.unit.commerce.pricing.given import RATES, money, product

ZONES = ("Europe/Vienna", "America/New_York", "UTC", "Pacific/Auckland")
SKUS = ("A", "B")
DAYS = 62
HOUR = timedelta(hours=1)


class Shop:
    """One case."""

    def __init__(self, seed: int) -> None:
        self.drawn = random.Random(seed)
        self.zone = ZoneInfo(self.drawn.choice(ZONES))
        self.platform = FakePlatform()
        settings = SHOP.model_copy(
            update={
                "shop_time_zone": self.zone.key,
                "prices_include_tax": self.drawn.random() < 0.7,
            }
        )
        self.platform.area_settings[Commerce] = settings
        vars(self.platform.pricing)["_settings"] = settings
        begin = datetime(2026, self.drawn.choice((2, 3, 9, 10)), 20, 2, tzinfo=UTC)
        self.platform.clock.set(begin)
        self.settings, self.situations, self.number = settings, 0, 0
        self.first = dict[str, int]()
        self.products = {sku: product(sku, self._price(), self._price()) for sku in SKUS}
        self.ledger: dict[str, list[tuple[datetime, int | None, bool]]] = {sku: [] for sku in SKUS}
        with self.platform.transactions.begin() as within:
            self.platform.prices.put(TaxTable(rates=RATES), within)
        for sku, one in self.products.items():
            self._keep(one)
            self._note(sku)
        list(PriceReviews.of(cast("Any", self.platform)).review())
        self.platform.clock.advance(3_600)

    def run(self, days: int = DAYS) -> list[str]:
        """So many days; gives what is wrong."""
        found: list[str] = []
        for _ in range(days):
            begun = self._before()
            if self.drawn.random() < 0.8:
                self._change()
            reviews = PriceReviews.of(cast("Any", self.platform))
            for _ in range(self.drawn.choice((1, 1, 2))):
                list(reviews.review())
            found += self._stepped(begun)
            for sku in SKUS:
                found += self._situation(sku)
            self._pass(24)
        return found

    def _price(self) -> int:
        return self.drawn.randint(500, 3_000)

    def _keep(self, new: Product, before: Product | None = None) -> None:
        content = ProductContent.model_validate(
            {name: getattr(new, name) for name in ProductContent.model_fields}
        )
        service = CatalogueService.of("commerce_api", cast("Any", self.platform))
        sku = new.variants[0].sku
        self.products[sku] = service.put(new.product_id, content, before, "c")

    def _put(self, entry: Any) -> None:
        with self.platform.transactions.begin() as within:
            self.platform.prices.put(entry, within)

    def _change(self) -> None:
        self.number += 1
        now, sku = self.platform.clock(), self.drawn.choice(SKUS)
        match self.drawn.choice(
            ("list", "sold", "rule", "offer", "offer", "rival", "rival", "policy")
        ):
            case "list":
                changed = product(sku, self._price(), self.drawn.choice((None, self._price())))
                variant = changed.variants[0].model_copy(
                    update={"minimum_advertised": self.drawn.choice((None, money(self._price())))}
                )
                self._changed(sku, variants=(variant,))
            case "sold":
                other = {SellingState.ACTIVE: SellingState.ENDED}
                state = self.products[sku].state
                self._changed(sku, state=other.get(state, SellingState.ACTIVE))
            case "rule":
                self._put(self._rule(now))
            case "offer":
                self._put(self._offer(now))
            case "rival":
                price = CompetitorPrice(competitor="them", price=self._price(), seen_at=now)
                self.platform.prices.put_competitor(sku, "EUR", price)
            case _:
                kept = self.platform.prices.entry("policy", "all")
                self._put(self._policy((kept.version if kept else 0) + 1))

    def _changed(self, sku: str, **changes: Any) -> None:
        before = self.products[sku]
        self._keep(before.next_version(self.platform.clock(), **changes), before)

    def _window(self, now: datetime) -> dict[str, datetime]:
        since = now + HOUR * self.drawn.randint(0, 40)
        return {"since": since, "until": since + HOUR * self.drawn.randint(1, 400)}

    def _rule(self, now: datetime) -> PriceRule:
        points = self.drawn.randint(-3_000, 2_000)
        return PriceRule.model_validate(
            {"rule_id": f"r{self.number}", "kind": "percent", "basis_points": points, "why": "so",
             "window": self._window(now), "scope": {"skus": [self.drawn.choice(SKUS)]}}
        )  # fmt: skip

    def _offer(self, now: datetime) -> Promotion:
        return Promotion.model_validate(
            {"promotion_id": f"p{self.number}", "name": "Offer", "kind": "percent",
             "basis_points": self.drawn.choice((500, 1_000, 4_000)), "window": self._window(now),
             "codes": self.drawn.choice(([], [], ["ONE"])), "below_floor": self.drawn.random() < 0.3}
        )  # fmt: skip

    def _policy(self, version: int) -> PricePolicy:
        strategy = self.drawn.choice(("ignore", "match", "undercut", "above"))
        return PricePolicy.model_validate(
            {"version": version, "least_margin": self.drawn.choice((0, 500, 2_000)),
             "day_step": self.drawn.choice((200, 1_000, 5_000)),
             "competitors": {"strategy": strategy, "basis_points": 100, "most_age_hours": 240}}
        )  # fmt: skip

    def _request(self, sku: str, codes: tuple[str, ...] = ()) -> PriceRequest:
        return PriceRequest.model_validate(
            {
                "lines": [{"sku": sku, "quantity": 1}],
                "currency": "EUR",
                "country": "AT",
                "codes": codes,
            }
        )

    def _known(self, at: datetime) -> Known:
        prices = self.platform.prices
        dynamic = {sku: one for sku in SKUS if (one := prices.set.get((sku, "EUR")))}
        book = prices.book()
        return Known(
            book=book,
            products=self.products,
            now=at,
            day=at.astimezone(self.zone).date(),
            includes_tax=self.settings.prices_include_tax,
            dynamic=dynamic if book.policy.is_dynamic else {},
            zone=self.zone,
        )

    def _pass(self, hours: int) -> None:
        """Lets time pass, and notes hour by hour what everybody is shown."""
        by_hand = {self.drawn.randrange(hours) for _ in range(self.drawn.choice((0, 0, 0, 2, 3)))}
        for hour in range(hours):
            if hour in by_hand:
                self._by_hand()
            if hour in (0, 12) or self._is_bound(self.platform.clock()):
                for sku in SKUS:
                    self._note(sku)
            self.platform.clock.advance(3_600)

    def _by_hand(self) -> None:
        """A list price that is changed, and mostly put back some hours later."""
        sku = self.drawn.choice(SKUS)
        for one in SKUS:
            self._note(one)
        variant = self.products[sku].variants[0]
        amount = self.first.pop(sku, None)
        if amount is None or self.drawn.random() < 0.3:
            self.first[sku] = variant.prices[0].money.amount
            amount = self._price()
        prices = tuple(
            one.model_copy(update={"money": money(amount, one.money.currency)})
            for one in variant.prices
        )
        self._changed(sku, variants=(variant.model_copy(update={"prices": prices}),))
        self._note(sku)

    def _is_bound(self, at: datetime) -> bool:
        """Whether something begins or ends by itself: between such hours nothing is shown anew."""
        book = self.platform.prices.book()
        windows = [one.window for one in (*book.rules, *book.promotions)]
        return any(at in (window.since, window.until) for window in windows)

    def _note(self, sku: str) -> None:
        at, ledger = self.platform.clock(), self.ledger[sku]
        price, reduced = self._shown(sku, at)
        if not ledger or ledger[-1][1] != price:
            ledger.append((at, price, reduced))

    def _shown(self, sku: str, at: datetime) -> tuple[int | None, bool]:
        if not self.products[sku].is_sold(sku, at):
            return None, False
        line = second_way.purchase(self._request(sku), self._known(at)).lines[0]
        base = self.products[sku].variants[0].prices[0].money.amount
        off = sum(line.off.values())
        return line.price - off, off > 0 or line.price < base

    def _before(self) -> dict[str, tuple[int, int]]:
        """The set price of each product when the day begins, if it holds, and its list price."""
        set_, now = self.platform.prices.set, self.platform.clock()
        return {
            sku: (one.base, one.price)
            for (sku, currency), one in set_.items()
            if currency == "EUR" and one.valid_until > now
        }

    def _stepped(self, begun: dict[str, tuple[int, int]]) -> Iterator[str]:
        """Whether the set prices moved by no more than their step, unless a limit made them."""
        policy, now = self.platform.prices.book().policy, self.platform.clock()
        for sku in SKUS:
            one: DynamicPrice | None = self.platform.prices.set.get((sku, "EUR"))
            if one is None or one.set_at != now:
                continue
            variant = self.products[sku].variants[0]
            known = replace(self._known(now), dynamic={})
            _, floor, told, _ = second_way.unit_price(sku, 1, self._request(sku), known)
            base = variant.prices[0].money.amount
            before = begun.get(sku)
            start = before[1] if before and before[0] == base else base
            room = start * policy.day_step // 10_000
            if not start - room <= one.price <= start + room and one.price != max(floor, told):
                yield f"{now} {sku}: {start} went to {one.price}, by {policy.day_step}"
            if one.price < max(floor, told):
                yield f"{now} {sku}: {one.price} is below {floor} or {told}"

    def _situation(self, sku: str) -> Iterator[str]:
        now = self.platform.clock()
        self._note(sku)
        if not self.products[sku].is_sold(sku, now):
            return
        self.situations += 1
        codes = self.drawn.choice(((), ("ONE",)))
        request, known = self._request(sku, codes), self._known(now)
        line = self.platform.pricing.worked_out(request, anew=True).lines[0]
        own = second_way.purchase(request, known).lines[0]
        off = sum(one.amount for one in line.discounts)
        if (line.unit_price, off) != (own.price, sum(own.off.values())):
            yield f"{now} {sku}: {line.unit_price} less {off}, and not {own}"
        if line.unit_price < max(own.floor, own.advertised):
            yield f"{now} {sku}: {line.unit_price} is below {own.floor} or {own.advertised}"
        yield from self._explained(line, known)
        if line.lowest_in_30_days != (prior := self._prior(sku, now)):
            yield f"{now} {sku}: claimed from {line.lowest_in_30_days}, and not {prior}"

    def _explained(self, line: QuotedLine, known: Known) -> Iterator[str]:
        """Whether the price follows from its record, step by step."""
        rules = {one.rule_id: one for one in known.book.rules}
        offers = {one.promotion_id: one for one in known.book.promotions}
        price = left = 0
        for step in line.steps:
            match step.kind:
                case "base":
                    price = self.products[line.sku].variants[0].prices[0].money.amount
                case "rule":
                    price = second_way.half_up(
                        second_way.Fraction(
                            price * (10_000 + (rules[step.by].basis_points or 0)), 10_000
                        )
                    )
                case "promotion":
                    left = left or price
                    left -= next(x.amount for x in line.discounts if x.promotion_id == step.by)
                    if step.by not in offers or step.unit_price != left:
                        yield f"{line.sku}: {step} leaves {left}"
                    continue
                case _:
                    price = step.unit_price
            if step.unit_price != price or not step.why:
                yield f"{line.sku}: {step} makes {price}"
        if price != line.unit_price:
            yield f"{line.sku}: the steps make {price}, and not {line.unit_price}"

    def _prior(self, sku: str, now: datetime) -> int | None:
        """The prior price by the ledger: back to where this reduction began, if it only grew."""
        ledger = [one for one in self.ledger[sku] if one[0] <= now]
        begins, last = now, len(ledger)
        while last and ledger[last - 1][2]:
            last -= 1
            begins = ledger[last][0]
            earlier = ledger[last - 1][1] if last else None
            price = ledger[last][1]
            if earlier is None or price is None or price > earlier:
                break
        day = begins.astimezone(self.zone).date() - timedelta(days=30)
        first = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        held = [
            price
            for number, (_, price, _) in enumerate(ledger[:last])
            if price is not None and (number + 1 == len(ledger) or ledger[number + 1][0] > first)
        ]
        return min(held, default=None)


def main() -> int:
    """Runs cases and prints what they came to; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms.prices", description=__doc__)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    begun, bad, situations = time.monotonic(), 0, 0
    for seed in range(given.first, given.first + given.cases):
        shop = Shop(seed)
        if found := shop.run():
            bad += 1
            sys.stderr.write(f"case {seed}: {'; '.join(found[:5])}\n")
        situations += shop.situations
    seconds = time.monotonic() - begun
    sys.stderr.write(f"{given.cases} shops, {situations} prices in {seconds:.0f} s: {bad} wrong\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
