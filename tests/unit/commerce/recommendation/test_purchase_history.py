"""Who bought what is gathered from orders and facts into one file, whole or not at all."""

from typing import Any, cast

import pytest

from baton.commerce.recommending.purchases import Purchase
from baton.core.errors import Unavailable
from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from functions.commerce.purchase_history import sources
from functions.commerce.purchase_history.agent import PurchaseHistory
from functions.commerce.purchase_history.models import GatherResult, GatherTask
from functions.commerce.recommendation_training.purchase_file import PurchasesRead, read_purchases
from functions.platform.facts.appending import Appending
from tests.fakes.platform.clock import NOON
from tests.unit.commerce.order.world import World
from tests.unit.commerce.recommendation.shop import Shop
from tests.unit.commerce.recommendation.test_learning import in_pairs

needs_facts = pytest.mark.skipif(
    sources.KIND not in fact_kinds(), reason="no area that is on registers transactions"
)


def dropped(shop: Shop, customers: int = 80) -> None:
    """A company's transactions, over some weeks."""
    kind, first = fact_kinds()[sources.KIND], NOON.toordinal() - 60
    facts: list[Fact] = []
    for number, one in enumerate(in_pairs(customers)):
        at = NOON.fromordinal(first + one.day).replace(tzinfo=NOON.tzinfo)
        row = kind.row.model_validate(
            {"customer_id": one.customer, "product_id": one.item, "amount": 100, "currency": "EUR",
             "country": "AT"}
        )  # fmt: skip
        facts.append(kind.fact(row, at=at, fact_id=str(number), version=1))
    files, subjects = cast("Any", shop.platform.files), cast("Any", shop.platform.subjects)
    Appending(files, fact_kinds, subjects).append(facts)


def gathered(platform: Any, days: int = 90) -> GatherResult:
    return PurchaseHistory.assemble(platform).perform(GatherTask(days=days))


def file_of(platform: Any, result: GatherResult) -> PurchasesRead:
    return read_purchases(platform.files.chunks(cast("str", result.purchases)))


def test_orders_that_hold_are_purchases_with_day_and_country() -> None:
    world = World()
    world.place(customer_id="ann")
    result = gathered(world.platform)
    today = world.platform.clock().date()
    assert result == GatherResult(purchases=f"purchases/shop/{today}.csv.gz", from_orders=1)
    found = file_of(world.platform, result)
    assert found.purchases == [Purchase("ann", "SHIRT", today.toordinal())]
    assert found.country_of == {"ann": "AT"}


def test_where_nobody_bought_anything_nothing_is_written() -> None:
    world = World()
    world.place()  # by nobody who is known
    assert gathered(world.platform) == GatherResult()
    assert not [key for key in world.platform.files.kept if key.startswith("purchases/")]


@needs_facts
def test_facts_are_read_page_by_page_and_what_both_tell_is_one_purchase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = Shop()
    dropped(shop, customers=20)
    whole = list(sources.facts_of(shop.platform.facts, NOON, 90))
    monkeypatch.setattr(sources, "MAX_ROWS", 7)
    monkeypatch.setattr(sources, "_LINES", sources._LINES.replace("10000", "7"))
    assert sorted(sources.facts_of(shop.platform.facts, NOON, 90)) == sorted(whole)
    monkeypatch.setattr("functions.commerce.purchase_history.agent.orders_of", lambda *_: whole)
    result = gathered(shop.platform)
    assert (result.from_orders, result.from_facts) == (120, 120)
    assert len(file_of(shop.platform, result).purchases) == 120


@needs_facts
def test_more_than_may_be_learned_from_is_cut_and_said() -> None:
    shop = Shop()
    dropped(shop, customers=20)
    platform = shop.platform
    agent = PurchaseHistory(
        facts=platform.facts, orders=platform.orders, files=platform.files,
        clock=platform.clock, most=50,
    )  # fmt: skip
    result = agent.perform(GatherTask(days=90))
    assert (result.from_facts, result.cut) == (50, True)
    assert file_of(platform, result).rows == 50


@needs_facts
def test_a_source_that_fails_on_the_way_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop()
    dropped(shop)
    query, asked = shop.platform.facts.query, []

    def failing(*given: Any, **more: Any) -> Any:
        asked.append(given)
        if len(asked) == 2:
            raise Unavailable("S3")
        return query(*given, **more)

    facts = shop.platform.facts
    monkeypatch.setattr(type(facts), "query", lambda _, *given, **more: failing(*given, **more))
    with pytest.raises(Unavailable):
        gathered(shop.platform)
    assert not [key for key in shop.platform.files.kept if key.startswith("purchases/")]
