"""What a quote promises: sums that add up, limits that hold, and a reason for every price."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.commerce.payments.units import charge_unit
from baton.commerce.pricing.book import DynamicPrice
from baton.commerce.pricing.promotion import Promotion, PromotionKind
from baton.commerce.pricing.quotes import PriceStepKind, Quote
from baton.commerce.pricing.quoting import quoted
from baton.commerce.pricing.rules import PriceRule, RuleKind
from baton.commerce.pricing.unit_prices import Known
from baton.core.errors import InvalidInput
from tests.unit.commerce.pricing.given import (
    NOW,
    QUOTE,
    RATES,
    SHIRT,
    known,
    product,
    request,
)

HOLDS = timedelta(minutes=30)


def quote(known_: Known, **asked: object) -> Quote:
    return quoted(request(**asked), known_, QUOTE, HOLDS)


def test_prices_with_tax_are_the_total_and_the_tax_is_within_them() -> None:
    found = quote(known(), shipping=500)
    assert [line.total for line in found.lines] == [4_000, 1_100]
    assert [(line.net, line.taxes[0].name) for line in found.lines] == [
        (3_333, "VAT 20 %"),
        (1_000, "VAT 10 %"),
    ]
    assert (found.shipping_net, found.total, found.net + found.tax) == (417, 5_600, 5_600)


def test_tax_is_added_where_prices_are_without_and_a_provinces_beside_the_countrys() -> None:
    found = quote(known(includes_tax=False), country="CA", region="QC", lines={"SHIRT": 1})
    parts = {part.name: part.amount for part in found.lines[0].taxes}
    assert parts == {"GST 5 %": 100, "QST 9.975 %": 200}
    assert found.total == 2_300


def test_who_is_exempt_pays_the_price_without_tax() -> None:
    found = quote(known(), tax_exempt=True, lines={"SHIRT": 1})
    assert (found.tax, found.total) == (0, 1_667)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"lines": {"NOTHING": 1}}, "there is no such product"),
        ({"currency": "CHF", "lines": {"SHIRT": 1}}, "this has no price in CHF"),
        ({"country": "DE", "lines": {"SHIRT": 1}}, "no tax rate is known"),
    ],
)
def test_what_cannot_be_priced_is_named_by_its_line(asked: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        quote(known(), **asked)
    (fault,) = refused.value.faults
    assert fault.pointer == "/lines/0/sku"
    assert words in fault.detail


def test_what_is_not_sold_any_more_has_no_price() -> None:
    over = SHIRT.model_copy(update={"sold_until": NOW})
    with pytest.raises(InvalidInput, match="priced"):
        quote(known(over), lines={"SHIRT": 1})


def test_every_step_of_a_price_is_told_in_its_order() -> None:
    rules = (
        PriceRule(rule_id="b2b", kind=RuleKind.PERCENT, basis_points=-1_000, why="for resellers",
                  segments=("reseller",)),
        PriceRule(rule_id="nice", kind=RuleKind.ENDING, amount=99, currency="EUR", priority=900,
                  why="prices end in 99"),
    )  # fmt: skip
    dynamic = DynamicPrice(sku="SHIRT", currency="EUR", base=2_000, price=2_200, kind="dynamic",
                           why="little stock", day_price=2_000, day_since=NOW, set_at=NOW,
                           valid_until=NOW + HOLDS)  # fmt: skip
    found = quote(
        known(rules=rules, dynamic={"SHIRT": dynamic}), lines={"SHIRT": 1}, segments=("reseller",)
    )
    steps = [(step.kind, step.unit_price) for step in found.lines[0].steps]
    assert steps == [
        (PriceStepKind.BASE, 2_000),
        (PriceStepKind.RULE, 1_800),
        (PriceStepKind.DYNAMIC, 1_980),
        (PriceStepKind.ROUNDING, 1_999),
    ]


def test_a_dynamic_price_made_for_another_list_price_says_nothing() -> None:
    old = DynamicPrice(sku="SHIRT", currency="EUR", base=1_900, price=9_900, kind="dynamic",
                       why="much stock", day_price=1_900, day_since=NOW, set_at=NOW,
                       valid_until=NOW + HOLDS)  # fmt: skip
    assert quote(known(dynamic={"SHIRT": old}), lines={"SHIRT": 1}).total == 2_000


def test_no_promotion_sells_below_cost_unless_it_says_so() -> None:
    half = Promotion(promotion_id="all", name="90 % off", kind=PromotionKind.PERCENT,
                     basis_points=9_000)  # fmt: skip
    assert quote(known(promotions=(half,)), lines={"SHIRT": 1}).total == 1_200
    below = half.model_copy(update={"below_floor": True})
    assert quote(known(promotions=(below,)), lines={"SHIRT": 1}).total == 200


CURRENCIES = {"EUR": ("AT", None), "JPY": ("JP", None), "BHD": ("BH", None), "CAD": ("CA", "QC")}
KINDS = st.sampled_from(
    [
        {"kind": "percent", "basis_points": 1_234},
        {"kind": "amount", "amount": 777},
        {"kind": "amount_each", "amount": 99},
        {"kind": "price_each", "amount": 500},
        {"kind": "free_pieces", "buy": 2, "free": 1},
        {"kind": "shipping", "basis_points": 5_000},
    ]
)
MORE = st.fixed_dictionaries(
    {},
    optional={
        "group": st.sampled_from(["a", "b"]),
        "exclusive": st.booleans(),
        "priority": st.integers(0, 3),
        "below_floor": st.booleans(),
        "scope": st.sampled_from([{"skus": ["SHIRT"]}, {"categories": ["books"]}]),
        "least_spend": st.integers(0, 5_000),
    },
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Known, dict[str, Any]]:
    """A shop with any promotions, and a cart in any of its currencies."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    country, region = CURRENCIES[currency]
    promotions = tuple(
        Promotion.model_validate(
            {"promotion_id": f"p{number}", "name": "Offer", "currency": currency, **kind, **more}
        )
        for number, (kind, more) in enumerate(draw(st.lists(st.tuples(KINDS, MORE), max_size=5)))
    )
    shirt = product(price=draw(st.integers(1, 10**6)), cost=draw(st.none() | st.integers(0, 10**6)))
    book = product("BOOK", draw(st.integers(1, 10**6)), None, categories=("books",))
    counts = st.integers(1, 1_000)
    lines = draw(st.dictionaries(st.sampled_from(["SHIRT", "BOOK"]), counts, min_size=1))
    asked: dict[str, Any] = {
        "lines": lines,
        "currency": currency,
        "country": country,
        "region": region,
        "shipping": draw(st.integers(0, 10**5)),
        "tax_exempt": draw(st.booleans()),
    }
    shop = known(shirt, book, promotions=promotions, includes_tax=draw(st.booleans()))
    return shop, asked


@settings(max_examples=300)
@given(situations())
def test_every_quote_adds_up_by_a_second_way(given_: tuple[Known, dict[str, Any]]) -> None:
    shop, asked = given_
    found = quote(shop, **asked)
    assert quote(shop, **asked) == found
    taxes = [part for line in found.lines for part in line.taxes] + list(found.shipping_tax)
    for line in found.lines:
        off = sum(one.amount for one in line.discounts)
        left = line.unit_price * line.quantity - off
        rates = [rate for rate in RATES if rate.country == asked["country"]]
        rate = sum(Fraction(one.rate) for one in rates if one.tax_class == "standard")
        exact = left / (1 + rate) if shop.includes_tax else Fraction(left)
        assert off >= 0
        assert left >= 0
        # Without tax it is the net that is charged: in what can be charged in the currency.
        unit = charge_unit(asked["currency"]) if asked["tax_exempt"] else 1
        assert abs(line.net - exact) <= Fraction(unit, 2)
        assert line.total % charge_unit(asked["currency"]) == 0
        assert line.net + sum(part.amount for part in line.taxes) == line.total
        assert all(part.amount >= 0 for part in line.taxes)
        if not found.request.tax_exempt and shop.includes_tax:
            assert line.total == left
    assert found.net + found.tax == found.total
    assert found.tax == sum(part.amount for part in taxes)
    assert found.tax == 0 or not found.request.tax_exempt


@given(situations())
def test_no_line_costs_less_than_its_floor_unless_a_promotion_may(
    given_: tuple[Known, dict[str, Any]],
) -> None:
    shop, asked = given_
    may = any(one.below_floor for one in shop.book.promotions)
    cost = shop.products["SHIRT"].variants[0].cost
    for line in quote(shop, **{**asked, "tax_exempt": False}).lines:
        if line.sku == "SHIRT" and cost and cost.currency == asked["currency"] and not may:
            assert line.net >= cost.amount * line.quantity - 1
