"""What contradicts itself is refused with its place and in plain words, and nothing of it is kept."""

from typing import Any

import pytest

from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.commerce.api.test_orders import ORDERS, available, place, visit
from tests.unit.commerce.order.world import stocked

RATES, POLICY, HAT = "/api/v1/prices/tax-rates", "/api/v1/prices/policy", "/api/v1/products/hat"
OLD = {"country": "AT", "name": "VAT", "rate": "0.20"}
PRICE = {"money": {"amount": 2_000, "currency": "EUR"}}


@pytest.fixture
def shop(platform: FakePlatform) -> FakePlatform:
    stocked(platform)
    return platform


def put(api: Client, path: str, body: Any) -> Any:
    return api.send("PUT", path, body)


@pytest.mark.parametrize(
    ("after", "faults"),
    [
        ({**OLD, "rate": "0.21", "since": "2027-01-01"}, {"/rates/1/since": "overlaps"}),
        (OLD, {"/rates/1/since": "overlaps"}),
        ({**OLD, "name": " vat", "until": "2020-01-01"}, {"/rates/1/since": "overlaps"}),
        (
            {**OLD, "country": "DE", "since": "2027-01-02", "until": "2027-01-01"},
            {"/rates/1/until": "never"},
        ),
    ],
)
def test_a_tax_that_would_be_charged_twice_or_never_is_refused(
    api: Client, shop: FakePlatform, after: dict[str, Any], faults: dict[str, str]
) -> None:
    before = shop.prices.book().rates
    refused = put(api, RATES, {"rates": [OLD, after]})
    assert (refused.status, refused.faults) == (400, faults)
    assert shop.prices.book().rates == before


def test_taxes_that_follow_or_stand_beside_each_other_are_kept(
    api: Client, shop: FakePlatform
) -> None:
    until, since = {"until": "2026-12-31"}, {"since": "2027-01-01"}
    rates = [
        {**OLD, **until}, {**OLD, "rate": "0.21", **since}, {**OLD, "tax_class": "reduced"},
        {"country": "CA", "name": "GST", "rate": "0.05"},
        {"country": "CA", "region": "QC", "name": "QST", "rate": "0.09975"},
    ]  # fmt: skip
    assert put(api, RATES, {"rates": rates}).status == 200
    assert len(shop.prices.book().rates) == len(rates)


@pytest.mark.parametrize(
    ("prices", "more", "faults"),
    [
        ([PRICE, PRICE], {}, {"/variants/0/prices/1": "twice"}),
        (
            [{**PRICE, "valid_from": "2026-05-01", "valid_until": "2026-04-30"}],
            {},
            {"/variants/0/prices/0/valid_until": "never"},
        ),
        (
            [{"money": {"amount": 1, "currency": "ERU"}}],
            {},
            {"/variants/0/prices/0/money/currency": "unknown"},
        ),
        (
            [PRICE],
            {"sold_from": "2027-01-01T00:00:00Z", "sold_until": "2026-01-01T00:00:00Z"},
            {"/sold_until": "never"},
        ),
    ],
)
def test_a_product_that_could_never_be_sold_so_is_refused(
    api: Client, shop: FakePlatform, prices: Any, more: dict[str, Any], faults: dict[str, str]
) -> None:
    hat = {"title": "Hat", "variants": [{"sku": "HAT", "title": "Hat", "prices": prices}], **more}
    refused = put(api, HAT, hat)
    assert (refused.status, refused.faults) == (400, faults)
    assert api.get(HAT).status == 404


def test_a_flat_rate_is_one_in_each_currency_and_no_more_than_can_be_paid(
    api: Client, shop: FakePlatform
) -> None:
    flat = [{"amount": 500, "currency": "EUR"}, {"amount": 10**14, "currency": "EUR"}]
    refused = put(api, POLICY, {"flat_shipping": flat})
    assert refused.faults == {"/flat_shipping/1": "twice", "/flat_shipping/1/amount": "too_much"}


@pytest.mark.parametrize(("shipping", "status"), [(10**13, 201), (10**13 + 1, 400), (10**15, 400)])
def test_shipping_beyond_all_money_is_refused_where_it_stands(
    api: Client, shop: FakePlatform, shipping: int, status: int
) -> None:
    asked = {"lines": [{"sku": "SHIRT", "quantity": 1}], "currency": "EUR", "country": "AT"}
    answer = api.post("/api/v1/quotes", {**asked, "shipping": shipping})
    assert answer.status == status
    assert status == 201 or "/shipping" in answer.faults


def test_what_is_wrong_in_a_list_is_told_once_and_in_words(api: Client, shop: FakePlatform) -> None:
    wrong = {"money": {"amount": -1, "currency": "EUR"}}
    hat = {"title": "Hat", "variants": [{"sku": "HAT", "title": "Hat", "prices": [wrong]}]}
    assert list(put(api, HAT, hat).faults) == ["/variants/0/prices/0/money/amount"]
    none = put(api, HAT, {"title": "Hat", "variants": []}).json["errors"]
    assert [one["detail"] for one in none] == ["has too few entries: at least 1 needed"]
    naive = api.get(ORDERS, {"since": "2026-01-01T00:00:00"}).json["errors"]
    assert naive[0]["detail"].startswith("needs a time zone")


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"on_hand": -4}, "3 are free, and 4 would have to be. What orders reserve is free once"),
        ({"on_hand": 0, "unavailable": 5}, "3 are free, and 5 would have to be."),
        ({"on_hand": 0, "unavailable": -5}, "5 of the unavailable cannot be made available."),
    ],
)
def test_a_movement_that_cannot_be_says_how_many_are_free(
    api: Client, shop: FakePlatform, moved: dict[str, int], said: str
) -> None:
    place(api)
    body = {"movement_id": "m", "location": "wien", "reason": "damaged", **moved}
    refused = api.post("/api/v1/stock/SHIRT/movements", body)
    assert (refused.status, said in refused.json["detail"]) == (409, True)
    assert available(shop) == 3


def test_more_than_was_packed_cannot_be_missing(api: Client, shop: FakePlatform) -> None:
    order_id = place(api).json["order_id"]
    visit(shop, order_id)
    refused = api.post(f"{ORDERS}/{order_id}/shortfall", {"pieces": {"SHIRT": 3}})
    assert refused.json["errors"][0]["detail"] == "2 of 2 can be missing"


def test_what_the_bank_took_back_is_never_paid_back_a_second_time(
    api: Client, shop: FakePlatform
) -> None:
    one = f"{ORDERS}/{place(api).json['order_id']}"
    visit(shop, one.rpartition("/")[2])
    (intent,) = shop.payment_account.world.state["intents"].values()
    shop.payment_account.control("dispute", intent=intent["id"])
    visit(shop, one.rpartition("/")[2])

    canceled = api.post(f"{one}/cancellation", {"reason": "x"})
    returned = api.post(f"{one}/returns", {"pieces": {"SHIRT": 1}, "reason": "x"})
    visit(shop, one.rpartition("/")[2])

    assert (canceled.status, "disputes" in canceled.json["detail"]) == (409, True)
    assert returned.status == 200
    (back,) = api.get(one).json["returns"]
    assert (back["restocked"], "charged back" in back["refused"]) == (True, True)
    assert (intent["latest_charge"]["amount_refunded"], available(shop)) == (0, 4)
