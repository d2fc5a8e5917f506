"""Which promotions apply, and what they take off."""

from datetime import timedelta
from typing import Any

import pytest

from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.promotions import Applied, Cart, CartLine, applied
from baton.commerce.pricing.scope import Buyer
from tests.unit.commerce.pricing.given import BOOK, NOW, SHIRT

PERCENT = {"kind": "percent", "basis_points": 1_000}
AMOUNT = {"kind": "amount", "amount": 500}


def promotion(promotion_id: str = "ten", **given: Any) -> Promotion:
    fields = {"promotion_id": promotion_id, "name": "An offer", "currency": "EUR", **given}
    return Promotion.model_validate(PERCENT | fields if "kind" not in given else fields)


def apply(*promotions: Promotion, shirts: int = 1, books: int = 1, **given: Any) -> Applied:
    lines = [
        CartLine(sku, of, count, price)
        for sku, of, count, price in (("SHIRT", SHIRT, shirts, 2_000), ("BOOK", BOOK, books, 1_000))
        if count
    ]
    buyer = Buyer(country="AT", segments=("vip",))
    cart = {"lines": lines, "currency": "EUR", "shipping": 400, "buyer": buyer, **given}
    return applied(promotions, Cart(**cart), NOW)


def saved(*promotions: Promotion, **given: Any) -> int:
    return sum(one.total for one in apply(*promotions, **given).savings)


def test_promotions_stack_in_the_order_of_their_priority_each_on_what_is_left() -> None:
    percent, amount = promotion(priority=2), promotion("five", priority=1, **AMOUNT)
    assert saved(percent, amount) == 500 + 250
    assert saved(percent.model_copy(update={"priority": 0}), amount) == 300 + 500


def test_of_a_group_only_the_best_applies() -> None:
    both = (promotion(group="sale"), promotion("five", group="sale", **AMOUNT))
    assert [one.promotion.promotion_id for one in apply(*both).savings] == ["five"]
    assert [one.promotion.promotion_id for one in apply(*both, shirts=9).savings] == ["ten"]


def test_an_exclusive_promotion_stands_alone_where_it_saves_more() -> None:
    alone = promotion("alone", exclusive=True, basis_points=2_000, kind="percent")
    assert saved(promotion(), alone) == 600
    assert saved(promotion(), promotion("five", **AMOUNT), alone) == 750


def test_an_amount_off_the_cart_is_divided_so_that_it_adds_up() -> None:
    (saving,) = apply(promotion(kind="amount", amount=100, currency="EUR"), books=2).savings
    assert saving.lines == (50, 50)
    (saving,) = apply(promotion(kind="amount", amount=100, currency="EUR")).savings
    assert saving.lines == (67, 33)


def test_of_every_three_pieces_the_cheapest_is_free() -> None:
    three = promotion(kind="free_pieces", buy=2, free=1)
    assert saved(three, shirts=2) == 1_000
    assert saved(three, shirts=5) == 1_000 + 2_000
    assert saved(three, shirts=1, books=1) == 0


def test_shipping_can_be_free() -> None:
    assert saved(promotion(kind="shipping", basis_points=10_000)) == 400


@pytest.mark.parametrize(
    ("more", "used_up", "words"),
    [
        ({}, frozenset({"SAVE"}), "used already"),
        ({"window": {"since": NOW + timedelta(days=1)}}, frozenset(), "not begun"),
        ({"window": {"until": NOW}}, frozenset(), "is over"),
        ({"currency": "USD"}, frozenset(), "purchases in USD"),
        ({"countries": ["DE"]}, frozenset(), "sent to"),
        ({"segments": ["new"]}, frozenset(), "other customers"),
        ({"first_order_only": True}, frozenset(), "first order"),
        ({"scope": {"brands": ["Other"]}}, frozenset(), "other products"),
        ({"least_spend": 9_999}, frozenset(), "larger purchases"),
        ({"paused": True}, frozenset(), "paused"),
        ({"codes": ["OTHER"]}, frozenset(), "not known"),
    ],
)
def test_a_code_that_brings_nothing_says_why(
    more: dict[str, Any], used_up: frozenset[str], words: str
) -> None:
    found = apply(promotion(**{"codes": ["SAVE"], **more}), codes=("SAVE",), used_up=used_up)
    assert found.savings == ()
    assert words in found.refused["SAVE"]


def test_a_code_that_a_better_offer_replaces_says_so() -> None:
    better = promotion("best", exclusive=True, kind="percent", basis_points=5_000)
    found = apply(promotion(codes=["SAVE"]), better, codes=("SAVE",))
    assert found.refused == {"SAVE": "Another promotion saves you more."}


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "percent"},
        {"kind": "amount", "amount": 5, "currency": None},
        {"kind": "free_pieces", "buy": 2},
        {"kind": "percent", "basis_points": 10_001},
        {"once_per_code": True},
        {"window": {"since": NOW, "until": NOW}},
    ],
)
def test_a_promotion_that_cannot_be_meant_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        promotion(**given)
