"""A shop sells over the deployed API: paid at the payment provider's stand-in, sent by the carriers'."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from infra.local.client import ApiClient
from infra.local.shop import open_shop
from infra.local.shop_demo import (
    DECLINED,
    OTHER_CARD,
    Shop,
    added_up,
    at_its_end,
    everything,
    state_is,
)


@pytest.fixture(scope="module")
def shop(outputs) -> Iterator[Shop]:
    api = ApiClient(outputs)
    open_shop(api)
    yield Shop(api, outputs["payment_url"], outputs["carrier_url"])
    api.close()


@pytest.fixture
def bought(shop):
    """Places an order and gives it once it is in a state."""

    def buy(lines, state="confirmed", **more):
        answer = shop.order("Ann Example", lines, **more)
        assert answer.status == 201, answer.problem
        order = shop.until(answer.body, state_is(state, "failed"))
        assert order["state"] == state, order["history"]
        return order

    return buy


def charges(shop, order):
    """What the provider has of an order: amounts captured and refunded, by payment."""
    every = shop.state(shop.payment_url)["intents"].values()
    return [
        (one["amount_received"], (one["latest_charge"] or {}).get("amount_refunded", 0))
        for one in every
        if one["metadata"]["order_id"] == order["order_id"]
    ]


def available(shop, sku):
    return shop.api.request("GET", f"/api/v1/stock/{sku}").body["available"]


def test_a_purchase_is_paid_labelled_and_followed_to_its_buyer(shop, bought):
    order = bought({"SCANNER-BT": 1, "LABELS-500": 2})
    assert charges(shop, order) == [(order["quote"]["total"], 0)]
    assert httpx.get(order["label"]["label_url"]).content.startswith(b"%PDF")
    for hours, state in ((24, "shipped"), (30, "delivered")):
        shop.control(shop.carrier_url, "time", skip_hours=hours)
        assert shop.until(order, state_is(state))["state"] == state


def test_a_declined_card_costs_nothing_and_another_one_pays(shop, bought):
    order = bought({"STRAP-5M": 1}, "awaiting_buyer", card=DECLINED)
    assert order["payment"]["declined"] == "insufficient_funds"
    answer = shop.act(order, "payment", {"payment_method": OTHER_CARD})
    assert answer.status == 200, answer.problem
    paid = shop.until(order, state_is("confirmed"))
    assert sorted(charges(shop, paid)) == [(0, 0), (paid["quote"]["total"], 0)]


def test_of_two_who_want_the_last_piece_one_gets_it_and_the_other_is_told(shop):
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda who: shop.order(who, {"COOLBOX-24": 1}), ("Dora", "Emil")))
    assert sorted(one.status for one in answers) == [201, 409]
    assert "not enough in stock of COOLBOX-24" in max(answers, key=lambda one: one.status).problem
    assert available(shop, "COOLBOX-24") == 0


def test_a_canceled_order_leaves_money_label_and_stock_as_they_were(shop, bought):
    before = available(shop, "BAG-40")
    order = bought({"BAG-40": 2})
    assert shop.act(order, "cancellation", {"reason": "ordered twice"}).status == 200
    over = shop.until(order, state_is("canceled"))
    total = order["quote"]["total"]
    assert (over["state"], over["label"]["voided"]) == ("canceled", True)
    assert charges(shop, over) == [(total, total)]
    assert available(shop, "BAG-40") == before


def test_a_piece_that_comes_back_is_paid_back_and_in_stock(shop, bought):
    order = bought({"MOUNT-VENT": 2}, country="NL")
    there = available(shop, "MOUNT-VENT")
    asked = {"pieces": {"MOUNT-VENT": 1}, "reason": "one is enough"}
    assert shop.act(order, "returns", asked).status == 200
    back = shop.until(order, lambda one: one["returns"][0]["refunded"])
    assert charges(shop, back) == [(order["quote"]["total"], 2_490)]
    assert available(shop, "MOUNT-VENT") == there + 1
    too_many = {"pieces": {"MOUNT-VENT": 2}, "reason": "again"}
    assert shop.act(order, "returns", too_many).status == 400


def test_webhooks_in_any_order_and_repeated_change_nothing_twice(shop, bought):
    shop.control(shop.payment_url, "webhook", order="any", times=3)
    order = bought({"MOUNT-DASH": 1})
    shop.control(shop.payment_url, "webhook", order="as_it_happens", times=1)
    assert charges(shop, order) == [(order["quote"]["total"], 0)]
    texts = [note["text"] for note in shop.read(order["order_id"])["history"]]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("call", ["/v1/payment_intents", "/capture"])
def test_an_answer_of_the_payment_provider_that_is_lost_charges_once(shop, bought, call):
    shop.control(shop.payment_url, "faults", kind="timeout_after_commit", on="write", match=call)
    order = bought({"SCANNER-USB": 1})
    assert charges(shop, order) == [(order["quote"]["total"], 0)]
    assert shop.state(shop.payment_url)["faults"] == []


def test_the_books_of_all_that_was_sold_add_up(shop):
    shop.control(shop.carrier_url, "time", skip_hours=60)
    assert [one for one in everything(shop) if not at_its_end(one)] == []
    assert added_up(shop).wrong == []
