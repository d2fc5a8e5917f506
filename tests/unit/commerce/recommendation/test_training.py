"""The weekly training learns from orders and facts, and only serves what it could keep whole."""

from typing import Any, cast

import pytest

from baton.commerce.recommending.model_files import POINTER
from baton.core.errors import NotFound, Unavailable
from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from functions.commerce.recommendation_training import sources
from functions.commerce.recommendation_training.agent import RecommendationTraining
from functions.commerce.recommendation_training.models import LearnTask
from functions.platform.facts.appending import Appending
from tests.fakes.platform.clock import NOON
from tests.unit.commerce.order.world import World
from tests.unit.commerce.recommendation.shop import VERSION, Shop, names, product
from tests.unit.commerce.recommendation.test_learning import in_pairs

pytestmark = pytest.mark.skipif(
    sources.KIND not in fact_kinds(), reason="no area that is on registers transactions"
)


def dropped(shop: Shop, customers: int = 80) -> None:
    """A company's transactions: its product ids are those of the catalogue, in small letters."""
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


def stocked() -> Shop:
    items = [f"{letter}{number}" for letter in "AB" for number in range(15)]
    products = [product(sku, categories=("all",)) for sku in [*items, "NEVER-BOUGHT"]]
    return Shop(products, rules="version: a\nexploration: {share: 0.01, floor: 0.01}")


def training(shop: Shop) -> RecommendationTraining:
    return RecommendationTraining.assemble(cast("Any", shop.platform))


def test_what_a_company_drops_is_learned_and_served() -> None:
    shop = stocked()
    dropped(shop)
    result = training(shop).perform(LearnTask(days=90))
    assert result.in_use == result.learned != VERSION
    assert set(result.measured) == {"popularity", "last_basket", "item_knn", "ease", "shipped"}
    shop.platform.clock.advance(120)
    answer = shop.ask(basket=["A3"], limit=3)
    assert "B3" in names(answer)
    assert answer.model == result.learned
    learned = shop.platform.recommendation_models.current()
    assert learned.fresh == ("NEVER-BOUGHT",)
    assert "country#AT" in learned.popular_in


def test_an_answer_of_many_rows_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = stocked()
    dropped(shop, customers=20)
    whole = sources.facts_of(shop.platform.facts, NOON, 90)
    monkeypatch.setattr(sources, "MAX_ROWS", 7)
    monkeypatch.setattr(sources, "_LINES", sources._LINES.replace("10000", "7"))
    paged = sources.facts_of(shop.platform.facts, NOON, 90)
    assert sorted(paged.purchases) == sorted(whole.purchases)
    assert len(whole.purchases) == 120


def test_orders_that_hold_are_purchases_each_once_whoever_tells() -> None:
    world = World()
    world.place(customer_id="ann")
    found = sources.orders_of(world.platform.orders, world.platform.clock(), 30)
    assert [(one.customer, one.item) for one in found.purchases] == [("ann", "SHIRT")]
    assert sources.together([found, found]).purchases == found.purchases
    assert found.country_of == {"ann": "AT"}


def test_from_too_little_nothing_is_learned_and_the_model_before_stays() -> None:
    shop = stocked()
    dropped(shop, customers=3)
    result = training(shop).perform(LearnTask(days=90))
    assert (result.in_use, result.learned) == (VERSION, None)
    assert "purchases of 100" in (result.why or "")


def test_a_version_can_be_gone_back_to_and_an_unknown_one_is_refused() -> None:
    shop = stocked()
    dropped(shop)
    training(shop).perform(LearnTask(days=90))
    assert training(shop).perform(LearnTask(version=VERSION)).in_use == VERSION
    with pytest.raises(NotFound):
        training(shop).perform(LearnTask(version="01KF0Z6T9QJ4T8W2M5V7X1C3DZ"))


def test_a_model_that_was_kept_in_part_is_never_served(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = stocked()
    dropped(shop)
    calls = shop.platform.files.write
    written: list[str] = []

    def breaking(key: str, *given: Any, **more: Any) -> None:
        written.append(key)
        if key.endswith("model.json"):
            raise Unavailable("gone")
        calls(key, *given, **more)

    monkeypatch.setattr(shop.platform.files, "write", breaking)
    with pytest.raises(Unavailable):
        training(shop).perform(LearnTask(days=90))
    assert POINTER not in written
    assert shop.ask(basket=["A3"]).model == VERSION
