"""A price that was changed by hand counts among those of the last 30 days, however short it stood."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import pytest

from baton.commerce.catalogue import Product, SellingState
from baton.commerce.catalogue_service import CatalogueService, ProductContent, repriced
from baton.commerce.pricing.reviewing import PriceReviews
from baton.commerce.pricing.tax import TaxTable
from baton.core.errors import StaleVersion, Unavailable
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash, Faults
from tests.unit.commerce.pricing.given import RATES, product, request

HOUR = 3_600


def shop(faults: Faults | None = None, *, reviewed: bool = True) -> FakePlatform:
    """A shirt for 20 euros."""
    platform = FakePlatform(faults=faults)
    with platform.transactions.begin() as within:
        platform.prices.put(TaxTable(rates=RATES), within)
    costs(platform, 2_000)
    if reviewed:
        review(platform)
    return platform


def costs(platform: FakePlatform, price: int, **more: Any) -> None:
    put(platform, product(price=price, **more))


def put(platform: FakePlatform, shirt: Product, before: Product | None = None) -> None:
    service = CatalogueService.of("commerce_api", cast("Any", platform))
    fields = {name: getattr(shirt, name) for name in ProductContent.model_fields}
    content = ProductContent.model_validate(fields)
    service.put("shirt", content, before or service.find("shirt"), "c")


def review(platform: FakePlatform) -> None:
    list(PriceReviews.of(cast("Any", platform)).review())


def points(platform: FakePlatform, currency: str = "EUR") -> list[int | None]:
    return [one.price for one in platform.prices.histories["SHIRT", currency].points]


def lowest(platform: FakePlatform) -> int | None:
    asked = request(lines={"SHIRT": 1})
    return cast("Any", platform).pricing.worked_out(asked).lines[0].lowest_in_30_days


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_a_price_that_is_put_back_the_same_day_is_the_lowest_of_thirty_days(currency: str) -> None:
    platform = shop()
    for hours, price in ((3, 1_500), (2, 2_000)):
        platform.clock.advance(hours * HOUR)
        costs(platform, price)
    assert points(platform, currency) == [2_000, 1_500, 2_000]
    for days, expected in ((0, 1_500), (29, 1_500), (2, 2_000)):
        platform.clock.advance(days * 24 * HOUR)
        review(platform)
        assert lowest(platform) == expected


def test_a_price_stands_from_the_moment_of_the_change_to_that_of_the_next() -> None:
    platform = shop()
    begin = platform.clock()
    for price in (1_500, 1_800):
        platform.clock.advance(HOUR)
        costs(platform, price)
    kept = platform.prices.histories["SHIRT", "EUR"].points
    told = [(one.since - begin, one.price) for one in kept]
    hours = [timedelta(hours=n) for n in range(3)]
    assert told == list(zip(hours, (2_000, 1_500, 1_800), strict=True))
    assert kept[1].reduced is False


def test_prices_of_a_millisecond_count_too() -> None:
    platform = shop(reviewed=False)
    for price in (1_500, 1_400, 2_000):
        platform.clock.advance(0.001)
        costs(platform, price)
    assert points(platform) == [2_000, 1_500, 1_400, 2_000]
    assert lowest(platform) == 1_400


def test_a_new_product_that_is_repriced_before_anybody_looked_keeps_its_first_price() -> None:
    platform = shop(reviewed=False)
    assert platform.prices.histories == {}
    platform.clock.advance(HOUR)
    costs(platform, 2_500)
    assert (points(platform), lowest(platform)) == ([2_000, 2_500], 2_000)


def test_the_same_price_again_and_another_text_write_nothing() -> None:
    platform = shop()
    before = dict(platform.prices.histories)
    platform.clock.advance(HOUR)
    costs(platform, 2_000)
    costs(platform, 2_000, description="Softer.")
    assert platform.prices.histories == before


def test_what_is_taken_off_sale_for_an_hour_was_shown_at_no_price() -> None:
    platform = shop()
    for state in (SellingState.ENDED, SellingState.ACTIVE):
        platform.clock.advance(HOUR)
        costs(platform, 2_000, state=state)
    assert points(platform) == [2_000, None, 2_000]


def test_who_is_overtaken_leaves_no_price_that_was_not_shown() -> None:
    platform = shop()
    first = platform.catalogue.get("shirt")
    platform.clock.advance(HOUR)
    costs(platform, 1_500)
    platform.clock.advance(HOUR)
    with pytest.raises(StaleVersion):
        put(platform, product(price=900), first)
    assert points(platform) == [2_000, 1_500]


def test_a_change_that_cannot_be_told_at_once_is_told_by_the_next() -> None:
    platform = shop()
    shown = platform.prices.shown

    def down(*given: Any) -> Any:
        if platform.catalogue.get("shirt").version > 1:
            raise Unavailable("prices")
        return shown(*given)

    platform.clock.advance(HOUR)
    platform.prices.shown = down  # type: ignore[method-assign]
    costs(platform, 1_500)
    platform.prices.shown = shown  # type: ignore[method-assign]
    platform.clock.advance(HOUR)
    costs(platform, 2_000)
    assert lowest(platform) == 1_500


def test_wherever_a_change_dies_no_price_that_was_shown_is_missing() -> None:
    def act(platform: FakePlatform) -> None:
        for price in (1_500, 2_000):
            platform.clock.advance(HOUR)
            costs(platform, price)

    probe = shop(Faults())
    begun = len(probe.faults.calls)
    act(probe)
    for number, after in probe.faults.deaths(begun):
        platform = shop(Faults())
        platform.faults.crash_at(number, after=after)
        with suppress(Crash):
            act(platform)
        platform = platform.restarted()
        act(platform)
        assert lowest(platform) == 1_500, f"{number}, {after}"
        assert points(platform)[-1] == 2_000


@pytest.mark.parametrize(
    ("change", "told"),
    [({"title": "T"}, False), ({"description": "d"}, False), ({"brand": "B"}, True),
     ({"categories": ("a",)}, True), ({"state": SellingState.DRAFT}, True)],
)  # fmt: skip
def test_only_what_may_change_a_price_is_looked_at(change: dict[str, Any], *, told: bool) -> None:
    before = product()
    assert repriced(before, before.next_version(before.updated_at, **change)) is told
