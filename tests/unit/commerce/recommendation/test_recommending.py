"""What is offered can be bought, goes with what interests the customer, and obeys the shop's rules."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.commerce.catalogue import SellingState
from baton.commerce.recommending.asking import CandidateSource, RecommendationFeedback
from baton.commerce.recommending.business_rules import BusinessRules
from baton.core.clock import new_id
from baton.core.errors import Unavailable, Unprocessable
from tests.fakes.platform.clock import NOON
from tests.unit.commerce.recommendation.shop import REQUEST, VERSION, Shop, names, product

QUIET = "version: quiet\nrelevance_floor: 0\nexploration: {share: 0.01, floor: 0.01}\n"
"""Rules that hardly explore."""


def test_what_goes_with_the_basket_comes_first_with_the_reason_and_the_price() -> None:
    answer = Shop(rules=QUIET).ask(basket=["TENT"])
    assert names(answer) == ["MAT", "LAMP", "STOVE", "ROPE"]
    mat, *_, rope = answer.items
    assert (mat.source, mat.because_of, mat.available) == (CandidateSource.BASKET, "TENT", 10)
    assert mat.reason == "Often bought together with Tent in your basket"
    assert (mat.price.amount, mat.price.currency) == (2_000, "EUR")
    assert rope.source is CandidateSource.POPULAR
    assert (answer.model, answer.rules, answer.request_id) == (VERSION, "quiet", REQUEST)


def test_nobody_known_gets_what_is_popular_in_the_country() -> None:
    shop = Shop(rules=QUIET, popular_in={"country#AT": {"STOVE": 1.0}})
    assert names(shop.ask())[0] == "STOVE"
    assert names(shop.ask(country="CA"))[0] == "ROPE"


def test_a_page_of_a_category_shows_what_sells_in_it() -> None:
    rules = QUIET + "most_of_category: 1\n"
    answer = Shop(rules=rules, popular_in={"category#camping": {"LAMP": 1.0}}, popular={}).ask(
        category="camping"
    )
    assert [(one.sku, one.source) for one in answer.items] == [("LAMP", CandidateSource.POPULAR)]


def test_before_anything_was_learned_what_is_sold_is_shown() -> None:
    shop = Shop(rules=QUIET)
    shop.platform.files.kept.pop("recommendations/current.json")
    answer = shop.ask(basket=["TENT"])
    assert answer.model is None
    assert set(names(answer)) == {"MAT", "LAMP", "STOVE", "ROPE"}


def test_the_next_step_up_from_what_was_looked_at_is_told_as_that() -> None:
    prices = {"TENT": 10_000, "DOME": 13_000, "YURT": 90_000}
    products = [product(sku, price, categories=("tents",)) for sku, price in prices.items()]
    popular_in = {"category#tents": {"DOME": 1.0, "YURT": 0.9}}
    answer = Shop(products, rules=QUIET, popular={}, popular_in=popular_in).ask(viewed=["TENT"])
    found = {one.sku: one for one in answer.items}
    assert found["DOME"].source is CandidateSource.UP_SELL
    assert found["DOME"].reason == "The next step up from Tent, which you looked at"
    assert found["YURT"].source is CandidateSource.CROSS_SELL


def test_excluded_products_never_appear_and_pinned_ones_have_their_place() -> None:
    rules = QUIET + (
        "exclude: {skus: [MAT]}\n"
        "pin: [{sku: ROPE, place: 2}, {sku: LAMP, place: 1, until: 2020-01-01}]\n"
    )
    answer = Shop(rules=rules).ask(basket=["TENT"])
    assert names(answer) == ["LAMP", "ROPE", "STOVE"]
    assert answer.items[1].reason == "Picked by the shop"
    assert answer.left_out["excluded"] == 1


@pytest.mark.parametrize("rules", ["most_of_brand: 2", "most_of_category: 2"])
def test_no_more_of_a_brand_or_category_than_the_rules_allow(rules: str) -> None:
    products = [product(f"P{at}", brand="Own", categories=("all",)) for at in range(6)]
    popular = {f"P{at}": 1 - at / 10 for at in range(6)}
    answer = Shop(products, rules=QUIET + rules, popular=popular).ask()
    assert names(answer) == ["P0", "P1"]


def test_what_is_scarce_is_put_back_and_comes_back_with_the_stock() -> None:
    shop = Shop(rules=QUIET, stock={"MAT": 2, "LAMP": 0})
    assert names(shop.ask(basket=["TENT"])) == ["STOVE", "MAT", "ROPE"]
    shop.stocked("MAT", 20)
    shop.stocked("LAMP", 20)
    assert names(shop.ask(basket=["TENT"])) == ["MAT", "LAMP", "STOVE", "ROPE"]


def test_what_has_no_price_in_the_currency_is_left_out_and_named() -> None:
    answer = Shop().ask(basket=["TENT"], currency="USD")
    assert answer.items == ()
    assert answer.left_out["no_price"] > 0


def test_rules_that_are_not_right_stop_it_with_the_place() -> None:
    with pytest.raises(Unprocessable, match=r"rules.yaml is not right: correct most_of_brand"):
        Shop(rules="version: a\nmost_of_brand: 0").ask()
    with pytest.raises(ValueError, match="share must not be below floor"):
        BusinessRules.model_validate({"version": "a", "exploration": {"share": 0.01, "floor": 0.2}})


def test_without_an_answer_of_stock_nothing_is_offered() -> None:
    shop = Shop()
    shop.platform.faults.fail("stock.levels", Unavailable("gone"))
    with pytest.raises(Unavailable):
        shop.ask(basket=["TENT"])


def test_without_counts_of_feedback_it_goes_on() -> None:
    shop = Shop()
    shop.platform.faults.fail("recommendation_feedback.of", Unavailable("gone"))
    assert shop.ask(basket=["TENT"]).items


def _many() -> Shop:
    sold = [f"P{at:02}" for at in range(12)]
    products = [product(sku) for sku in (*sold, "NEW1", "NEW2")]
    popular = {sku: 1 - at / 100 for at, sku in enumerate(sold)}
    return Shop(products, popular=popular, fresh=("NEW1", "NEW2"))


def test_some_places_are_open_and_the_same_request_shows_the_same() -> None:
    shop = _many()
    answers = [shop.ask(request_id=new_id(), limit=5) for _ in range(300)]
    explored = sum(one.explored for answer in answers for one in answer.items)
    assert 0.05 < explored / 1_500 < 0.25
    again = answers[0].request_id
    assert shop.ask(request_id=again, limit=5).items == answers[0].items


def test_what_was_shown_often_and_never_clicked_is_explored_less() -> None:
    shop = _many()
    for _ in range(60):
        told = {"request_id": new_id(), "shown": ["NEW1", "NEW2"], "clicked": ["NEW2"]}
        shop.platform.recommender.tell(RecommendationFeedback.model_validate(told))
    shown: Counter[str] = Counter()
    for _ in range(300):
        answer = shop.ask(request_id=new_id(), limit=5)
        shown.update(one.sku for one in answer.items if one.explored)
    assert shown["NEW2"] > 20 * shown["NEW1"]


def test_feedback_counts_once_however_often_it_is_told() -> None:
    told = RecommendationFeedback(request_id=REQUEST, shown=("MAT", "LAMP"), clicked=("MAT",))
    recommender = Shop().platform.recommender
    assert (recommender.tell(told), recommender.tell(told)) == (3, 0)


STATES: Any = st.sampled_from(["there", "out", "draft", "ended", "later", "no price", "over"])


def _in_state(sku: str, state: str) -> Any:
    states: dict[str, dict[str, Any]] = {
        "draft": {"state": SellingState.DRAFT},
        "ended": {"variant": {"state": SellingState.ENDED}},
        "later": {"sold_from": NOON + timedelta(days=1)},
        "over": {"sold_until": NOON},
    }
    one = product(sku, **states.get(state, {}))
    if state == "no price":
        bare = one.variants[0].model_copy(update={"prices": ()})
        return one.model_copy(update={"variants": (bare,)})
    return one


@settings(max_examples=100, deadline=None)
@given(
    states=st.lists(STATES, min_size=4, max_size=12),
    basket=st.sets(st.integers(0, 11), max_size=3),
    viewed=st.lists(st.integers(0, 11), max_size=3),
    pinned=st.lists(st.integers(0, 11), max_size=3),
    request_id=st.builds(new_id),
)
def test_nothing_is_ever_offered_that_cannot_be_bought(
    states: list[str], basket: set[int], viewed: list[int], pinned: list[int], request_id: str
) -> None:
    skus = [f"S{at}" for at in range(12)]
    products = [_in_state(sku, state) for sku, state in zip(skus, states, strict=False)]
    pins = [{"sku": skus[at], "place": place + 1} for place, at in enumerate(pinned)]
    shop = Shop(
        products,
        stock={sku: 0 for sku, state in zip(skus, states, strict=False) if state == "out"},
        rules=f"version: a\npin: {pins}",
        neighbours={sku: {other: 0.5 for other in skus if other != sku} for sku in skus},
        popular=dict.fromkeys(skus, 0.5),
        fresh=tuple(skus),
    )
    answer = shop.ask(
        request_id=request_id,
        basket=[skus[at] for at in basket],
        viewed=[skus[at] for at in viewed],
        limit=12,
    )
    there = {sku for sku, state in zip(skus, states, strict=False) if state == "there"}
    assert set(names(answer)) <= there - {skus[at] for at in basket}
    assert len(names(answer)) == len(set(names(answer)))
    assert all(one.available >= 1 and one.price.amount > 0 for one in answer.items)
