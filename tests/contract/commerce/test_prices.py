"""What the store of prices promises, in memory and in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from baton.commerce.container import Commerce
from baton.commerce.inventory.stocking import StockState
from baton.commerce.pricing.book import DynamicPrice, PricePolicy
from baton.commerce.pricing.dynamic import CompetitorPrice
from baton.commerce.pricing.lowest_price import PriceHistory, PricePoint
from baton.commerce.pricing.quotes import PriceChanged
from baton.commerce.pricing.quoting import quoted
from baton.commerce.pricing.redemption import UsedUp, uses_of
from baton.commerce.pricing.repository import Entry
from baton.commerce.pricing.rules import PriceRule, RuleKind
from baton.commerce.pricing.shortage import Shortage
from baton.commerce.pricing.tax import TaxTable
from baton.core.errors import NotFound, StaleVersion
from baton.runtime.platform import Platform
from tests.unit.commerce.pricing.given import QUOTE, RATES, known, request
from tests.unit.commerce.pricing.test_promotions import promotion

RULE = PriceRule(rule_id="vip", kind=RuleKind.PERCENT, basis_points=-500, why="for friends")
SKU = frozenset({"SHIRT"})


def put(platform: Platform, *entries: Entry) -> None:
    for entry in entries:
        with platform.transactions.begin() as unit:
            platform.area(Commerce).prices.put(entry, unit)


def test_the_book_comes_back_as_it_was_kept(platform: Platform) -> None:
    prices = platform.area(Commerce).prices
    assert prices.book().policy == PricePolicy()
    table, policy, offer = TaxTable(rates=RATES), PricePolicy(least_margin=500), promotion()
    put(platform, RULE, offer, table, policy)
    book = prices.book()
    assert (book.rules, book.promotions) == ((RULE,), (offer,))
    assert (book.rates, book.policy) == (RATES, policy)


def test_an_entry_is_changed_and_removed_from_the_version_that_was_read(
    platform: Platform,
) -> None:
    put(platform, RULE)
    second, before = RULE.next_version(priority=1), platform.area(Commerce).prices.book().mark
    put(platform, second)
    assert platform.area(Commerce).prices.book().mark != before
    for stale in (RULE, second):
        with pytest.raises(StaleVersion):
            put(platform, stale)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.area(Commerce).prices.remove(RULE, unit)
    with platform.transactions.begin() as unit:
        platform.area(Commerce).prices.remove(second, unit)
    assert platform.area(Commerce).prices.book().rules == ()


def test_prices_that_were_set_are_found_by_sku_and_currency(platform: Platform) -> None:
    now = platform.clock()
    price = DynamicPrice(sku="SHIRT", currency="EUR", base=1, price=2, kind="dynamic", why="demand",
                         day_price=1, day_since=now, set_at=now,
                         valid_until=now + timedelta(days=1))  # fmt: skip
    prices, second = platform.area(Commerce).prices, price.next_version(price=3)
    for one in (price, second):
        with platform.transactions.begin() as unit:
            prices.set_dynamic(one, unit)
    for stale in (price, second):
        with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
            prices.set_dynamic(stale, unit)
    assert prices.dynamic(SKU, "EUR")["SHIRT"].price == 3
    assert prices.dynamic(SKU, "USD") == {}


def test_a_shortage_is_kept_from_the_version_that_was_read(platform: Platform) -> None:
    prices, now = platform.area(Commerce).prices, platform.clock()
    first = Shortage(sku="SHIRT", state=StockState.LOW, since=now)
    second = first.next_version(state=StockState.OK)
    for one in (first, second):
        with platform.transactions.begin() as unit:
            prices.put_shortage(one, unit)
    for stale in (first, second):
        with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
            prices.put_shortage(stale, unit)
    assert prices.shortages(frozenset({"SHIRT", "BOOK"})) == {"SHIRT": second}


def test_prices_shown_are_kept_from_the_version_that_was_read_and_found_for_many_skus(
    platform: Platform,
) -> None:
    now, prices = platform.clock(), platform.area(Commerce).prices
    points = tuple(
        PricePoint(since=now - timedelta(days=ago), price=ago) for ago in (90, 60, 10, 1)
    )
    first = PriceHistory(sku="SHIRT", currency="EUR", points=points[:3])
    second = first.next_version(points=points)
    others = [PriceHistory(sku=f"B-{at}", currency="EUR", points=points[:1]) for at in range(120)]
    for one in (first, second, *others, PriceHistory(sku="SHIRT", currency="USD")):
        with platform.transactions.begin() as unit:
            prices.show(one, unit)
    for stale in (first, second):
        with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
            prices.show(stale, unit)
    assert prices.shown(SKU | {"NEVER"}, "EUR") == {"SHIRT": second}
    assert prices.shown(frozenset(one.sku for one in others), "EUR") == {
        one.sku: one for one in others
    }
    assert [one.price for one in second.since(now - timedelta(days=30))] == [60, 10, 1]


def test_what_is_not_sold_any_more_and_then_sold_again_is_kept_so(platform: Platform) -> None:
    now, prices = platform.clock(), platform.area(Commerce).prices
    points = tuple(
        PricePoint(since=now - timedelta(days=ago), price=price)
        for ago, price in ((3, 4_900), (2, None), (1, 4_900))
    )
    kept = PriceHistory(sku="SHIRT", currency="EUR", points=points)
    with platform.transactions.begin() as unit:
        prices.show(kept, unit)
    assert prices.shown(SKU, "EUR") == {"SHIRT": kept}


def test_of_a_competitor_the_latest_price_counts(platform: Platform) -> None:
    prices = platform.area(Commerce).prices
    for price in (900, 950):
        seen = CompetitorPrice(competitor="them", price=price, seen_at=platform.clock())
        prices.put_competitor("SHIRT", "EUR", seen)
    assert [one.price for one in prices.competitors("SHIRT", "EUR")] == [950]


def test_a_quote_is_found_again(platform: Platform) -> None:
    prices = platform.area(Commerce).prices
    quote = quoted(request(), known(), QUOTE, timedelta(minutes=30))
    prices.keep_quote(quote)
    assert prices.quote(QUOTE) == quote
    with pytest.raises(NotFound):
        prices.quote(QUOTE[:-1] + "1")


def test_a_quote_is_ended_once_and_holds_no_more(platform: Platform) -> None:
    prices, now = platform.area(Commerce).prices, platform.clock()
    quote = quoted(request(), known(), QUOTE, timedelta(minutes=30))
    for kept in (False, True):
        if kept:
            prices.keep_quote(quote)
            with platform.transactions.begin() as unit:
                prices.end_quote(quote, now, unit)
        with pytest.raises(PriceChanged), platform.transactions.begin() as unit:
            prices.end_quote(quote, now, unit)
    assert prices.quote(QUOTE) == quote.model_copy(update={"valid_until": now})


def test_the_last_use_of_a_code_is_one_orders_however_many_try(platform: Platform) -> None:
    offer = promotion(codes=["SAVE"], once_per_code=True, most_uses=5, most_uses_each=2)
    uses = uses_of((offer,), ("SAVE",), "anna")
    redemptions = platform.area(Commerce).redemptions
    assert redemptions.used_up(uses) == frozenset()

    def use(_: int) -> bool:
        try:
            with platform.transactions.begin() as unit:
                redemptions.use(uses, unit)
        except UsedUp:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(4))) == 1
    assert redemptions.used_up(uses) == {"SAVE"}
    with platform.transactions.begin() as unit:
        redemptions.give_back(uses, unit)
    assert use(0)


def test_who_is_not_known_cannot_use_what_each_customer_may_use_so_often(
    platform: Platform,
) -> None:
    uses = uses_of((promotion(most_uses_each=1),), (), None)
    assert platform.area(Commerce).redemptions.used_up(uses) == {"ten"}
