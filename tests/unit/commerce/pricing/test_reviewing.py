"""Prices follow competitors and demand within their limits, and what is shown is kept."""

from datetime import timedelta
from typing import Any, cast

import pytest

from baton.commerce.catalogue import SellingState
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.dynamic import (
    CompetitorPrice,
    CompetitorRule,
    CompetitorStrategy,
    Demand,
    demanded,
)
from baton.commerce.pricing.reviewing import PriceReviews
from baton.commerce.pricing.tax import TaxTable
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.fact_kinds import TRANSACTION, Transaction
from functions.commerce.pricing.agent import PricingAgent
from functions.commerce.pricing.models import PricingResult, PricingTask
from functions.platform.facts.appending import Appending
from tests.fakes.platform.container import FakePlatform
from tests.unit.commerce.pricing.given import RATES, SHIRT
from tests.unit.commerce.pricing.test_promotions import promotion

UNDERCUT = CompetitorRule(strategy=CompetitorStrategy.UNDERCUT, basis_points=100)


@pytest.fixture
def platform() -> FakePlatform:
    platform = FakePlatform()
    with platform.transactions.begin() as within:
        platform.catalogue.put(SHIRT, None, within)
        platform.prices.put(TaxTable(rates=RATES), within)
    return platform


def review(platform: FakePlatform, **policy: Any) -> PricingResult:
    if policy:
        kept = platform.prices.entry("policy", "all")
        new = PricePolicy(**policy, version=(kept.version if kept else 0) + 1)
        with platform.transactions.begin() as within:
            platform.prices.put(new, within)
    agent = PricingAgent.assemble(cast("Any", platform))
    return agent.perform(PricingTask(skus=("SHIRT",)))


def set_prices(result: PricingResult) -> dict[str, int]:
    return {one.currency: one.price for one in result.first}


def test_a_price_follows_competitors_by_no_more_than_a_days_step(platform: FakePlatform) -> None:
    seen = CompetitorPrice(competitor="them", price=1_700, seen_at=platform.clock())
    platform.prices.put_competitor("SHIRT", "EUR", seen)
    assert set_prices(review(platform, competitors=UNDERCUT, day_step=1_000)) == {"EUR": 1_800}
    assert set_prices(review(platform)) == {"EUR": 1_800}
    platform.clock.advance(86_400)
    assert set_prices(review(platform)) == {"EUR": 1_683}
    assert review(platform, competitors=CompetitorRule()).first == ()


def test_stock_that_lies_long_lowers_a_price_where_the_company_wants_it(
    platform: FakePlatform,
) -> None:
    sold = TRANSACTION.fact(
        Transaction(amount=2_000, currency="EUR", product_id="SHIRT", quantity=1),
        at=platform.clock() - timedelta(days=3),
        fact_id="t-1",
    )
    files, subjects = cast("Any", platform.files), cast("Any", platform.subjects)
    Appending(files, fact_kinds, subjects).append([sold])
    platform.stock.move(
        Movement(
            movement_id="in",
            sku="SHIRT",
            location="wien",
            on_hand=500,
            reason=MovementReason.RECEIVED,
            by="a supplier",
            at=platform.clock(),
        )
    )
    found = review(platform, follows_demand=True)
    assert set_prices(found) == {"EUR": 1_800}
    assert found.first[0].why == "much stock"
    assert review(platform, follows_demand=False).first == ()


def test_the_best_price_by_demand_is_over_the_cost_with_the_tax_that_prices_include() -> None:
    demand = Demand(elasticity=-3.0, elasticity_error=0.1)
    found = demanded(2_000, 1_200, demand)
    assert found is not None
    assert found.price == 1_800
    platform = FakePlatform()
    with platform.transactions.begin() as within:
        platform.prices.put(TaxTable(rates=RATES), within)
    limits = PriceReviews.of(cast("Any", platform))._limits(SHIRT.variants[0], "EUR", PricePolicy())
    assert limits.cost == 1_200


def test_a_price_of_some_hours_between_two_reviews_is_kept_too(platform: FakePlatform) -> None:
    now = platform.clock()
    window = {"since": now + timedelta(hours=3), "until": now + timedelta(hours=5)}
    with platform.transactions.begin() as within:
        platform.prices.put(promotion(window=window), within)
    review(platform)
    platform.clock.advance(86_400)
    review(platform)
    shown = platform.prices.histories["SHIRT", "EUR"].points
    told = [((one.since - now).total_seconds() / 3_600, one.price) for one in shown]
    assert told == [(0, 2_000), (3, 1_800), (5, 2_000)]


def test_what_is_not_sold_for_a_while_is_shown_at_no_price(platform: FakePlatform) -> None:
    review(platform)
    ended = SHIRT.next_version(platform.clock(), state=SellingState.ENDED)
    with platform.transactions.begin() as within:
        platform.catalogue.put(ended, SHIRT, within)
    platform.clock.advance(86_400)
    for _ in range(2):
        assert review(platform).reviewed == 0
    shown = platform.prices.histories["SHIRT", "EUR"].points
    assert [one.price for one in shown] == [2_000, None]


def test_what_everybody_is_shown_is_kept_when_it_changes_and_a_reduction_says_so(
    platform: FakePlatform,
) -> None:
    def points() -> list[tuple[int, bool]]:
        shown = platform.prices.histories["SHIRT", "EUR"].points
        return [(one.price, one.reduced) for one in shown]

    assert review(platform).shown > 0
    assert review(platform).shown == 0
    platform.clock.advance(86_400)
    with platform.transactions.begin() as within:
        platform.prices.put(promotion(), within)
    review(platform)
    assert points() == [(2_000, False), (1_800, True)]
