"""A file of purchases is learned from, and only what could be kept whole is served."""

import json
from datetime import date
from typing import Any, cast

import pytest
from pydantic import ValidationError

from baton.commerce.recommending.model_files import POINTER
from baton.core.errors import NotFound, Unavailable
from functions.commerce.purchase_history.history_file import Line, packed
from functions.commerce.recommendation_training.agent import RecommendationTraining
from functions.commerce.recommendation_training.models import LearnResult, LearnTask
from tests.fakes.platform.clock import NOON
from tests.unit.commerce.recommendation.shop import VERSION, Shop, names, product
from tests.unit.commerce.recommendation.test_learning import in_pairs

KEY = "purchases/shop/2026-06-01.csv.gz"
REPORT = "recommendations/reports/shop/2026-06-01.csv.gz.json"


def stocked() -> Shop:
    items = [f"{letter}{number}" for letter in "AB" for number in range(15)]
    products = [product(sku, categories=("all",)) for sku in [*items, "NEVER-BOUGHT"]]
    return Shop(products, rules="version: a\nexploration: {share: 0.01, floor: 0.01}")


def drop(shop: Shop, customers: int = 80) -> None:
    """A file whose product ids are those of the catalogue, in small letters; one item is not sold."""
    first = NOON.toordinal() - 60
    lines = [
        Line(one.customer, one.item, date.fromordinal(first + one.day), "AT")
        for one in in_pairs(customers)
    ]
    shop.platform.files.kept[KEY] = b"".join(
        packed([*lines, Line("c1", "gone", NOON.date(), "AT")])
    )


def train(shop: Shop, **task: Any) -> LearnResult:
    agent = RecommendationTraining.assemble(cast("Any", shop.platform))
    return agent.perform(LearnTask.model_validate(task or {"purchases": KEY}))


def test_what_a_file_tells_is_learned_and_served_and_the_file_is_gone() -> None:
    shop = stocked()
    drop(shop)
    result = train(shop)
    assert result.in_use == result.learned != VERSION
    assert set(result.measured) == {"popularity", "last_basket", "item_knn", "ease", "shipped"}
    assert (result.rows, result.not_in_catalogue) == (481, 1)
    shop.platform.clock.advance(120)
    answer = shop.ask(basket=["A3"], limit=3)
    assert "B3" in names(answer)
    assert answer.model == result.learned
    learned = shop.platform.recommendation_models.current()
    assert learned.fresh == ("NEVER-BOUGHT",)
    assert "country#AT" in learned.popular_in
    files = shop.platform.files
    assert KEY not in files.kept
    assert KEY not in files.older
    assert json.loads(files.kept[REPORT])["learned"] == result.learned


def test_being_told_of_a_file_twice_changes_nothing() -> None:
    shop = stocked()
    drop(shop)
    first, again = train(shop), train(shop)
    assert (again.in_use, again.learned) == (first.learned, None)
    assert again.why == f"There is no file {KEY}."


def test_from_too_little_nothing_is_learned_and_the_model_before_stays() -> None:
    shop = stocked()
    drop(shop, customers=3)
    result = train(shop)
    assert (result.in_use, result.learned) == (VERSION, None)
    assert result.why == "There are 18 purchases of 100 that it takes to learn."


def test_a_file_with_other_columns_is_told_and_the_model_before_stays() -> None:
    shop = stocked()
    shop.platform.files.kept[KEY] = b"who,what\nann,TENT\n"
    result = train(shop)
    assert (result.in_use, result.learned) == (VERSION, None)
    told = json.loads(shop.platform.files.kept[REPORT])
    assert told["why"].startswith("There is no column customer_id or product_id or day")
    assert KEY not in shop.platform.files.kept


def test_a_version_can_be_gone_back_to_and_an_unknown_one_is_refused() -> None:
    shop = stocked()
    drop(shop)
    train(shop)
    assert train(shop, version=VERSION).in_use == VERSION
    with pytest.raises(NotFound):
        train(shop, version="01KF0Z6T9QJ4T8W2M5V7X1C3DZ")


@pytest.mark.parametrize(
    "task", [{"purchases": "results/x.csv"}, {"purchases": KEY, "version": VERSION}, {"days": 3}]
)
def test_a_task_names_a_file_of_purchases_or_a_version(task: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        train(stocked(), **task)


def test_a_model_that_was_kept_in_part_is_never_served(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = stocked()
    drop(shop)
    calls = shop.platform.files.write
    written: list[str] = []

    def breaking(key: str, *given: Any, **more: Any) -> None:
        written.append(key)
        if key.endswith("model.json"):
            raise Unavailable("gone")
        calls(key, *given, **more)

    monkeypatch.setattr(shop.platform.files, "write", breaking)
    with pytest.raises(Unavailable):
        train(shop)
    assert POINTER not in written
    assert KEY in shop.platform.files.kept, "to be done again"
    assert shop.ask(basket=["A3"]).model == VERSION
