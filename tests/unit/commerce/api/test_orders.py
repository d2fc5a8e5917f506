"""Orders over HTTP: placed once, refused with the reason, changed as far as they can be."""

from typing import Any, cast

import pytest

from functions.commerce.order.agent import OrderAgent
from functions.commerce.order.models import OrderTask
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.commerce.order.world import BUYER, stocked

ORDERS = "/api/v1/orders"
NEW = {
    "lines": [{"sku": "SHIRT", "quantity": 2}],
    "currency": "EUR",
    "customer_id": "c-1",
    "email": "ann@example.com",
    "ship_to": BUYER.to_json(),
    "payment_method": "pm_card_visa",
}


@pytest.fixture
def shop(platform: FakePlatform) -> FakePlatform:
    stocked(platform)
    return platform


def place(api: Client, key: str = "one", **given: Any) -> Any:
    return api.post(ORDERS, {**NEW, **given}, headers={"Idempotency-Key": key})


def available(shop: FakePlatform) -> int:
    return int(shop.stock.available(frozenset({"SHIRT"}))["SHIRT"])


def visit(shop: FakePlatform, order_id: str) -> str:
    agent = OrderAgent.assemble(cast("Any", shop))
    return str(agent.perform(OrderTask(order_id=order_id)).state)


def test_the_same_request_again_is_one_order_with_one_saga(api: Client, shop: FakePlatform) -> None:
    first, again = place(api), place(api)
    assert (first.status, again.status) == (201, 201)
    assert first.headers["Location"] == f"{ORDERS}/{first.json['order_id']}"
    assert first.json == again.json
    assert available(shop) == 3
    begun = [one for one in shop.outbox.entries.values() if "order_saga" in str(one.to_json())]
    assert len(begun) == 1


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 10**9, "2"])
def test_a_quantity_that_is_none_is_refused_with_its_place(
    api: Client, shop: FakePlatform, quantity: Any
) -> None:
    refused = place(api, lines=[{"sku": "SHIRT", "quantity": quantity}])
    assert refused.status == 400
    assert "/lines/0/quantity" in refused.faults
    assert (available(shop), shop.orders.kept) == (5, {})


def test_a_product_that_nobody_sells_is_named_and_what_is_short_is_a_conflict(
    api: Client, shop: FakePlatform
) -> None:
    unknown = place(api, lines=[{"sku": "NONE", "quantity": 1}])
    assert unknown.status == 400
    assert any(place.startswith("/lines/0") for place in unknown.faults)
    short = place(api, "two", lines=[{"sku": "SHIRT", "quantity": 6}])
    assert short.status == 409
    assert "SHIRT" in short.json["detail"]
    changed = place(api, "three", expected_total=1)
    assert changed.status == 409
    assert "4490 EUR now" in changed.json["detail"]
    assert (available(shop), shop.orders.kept) == (5, {})


def test_an_order_is_read_with_its_story_and_listed_by_its_customer(
    api: Client, shop: FakePlatform
) -> None:
    placed = place(api).json
    assert visit(shop, placed["order_id"]) == "confirmed"
    read = api.get(f"{ORDERS}/{placed['order_id']}")
    assert [note["state"] for note in read.json["history"]][-1] == "confirmed"
    same = api.get(
        f"{ORDERS}/{placed['order_id']}", headers={"If-None-Match": read.headers["ETag"]}
    )
    assert same.status == 304
    mine = api.get(ORDERS, {"customer_id": "c-1"}).json["items"]
    assert [one["order_id"] for one in mine] == [placed["order_id"]]
    assert api.get(ORDERS, {"customer_id": "c-2"}).json["items"] == []
    assert api.get(f"{ORDERS}/01J0000000000000000000000Z").status == 404


def test_a_cancellation_undoes_all_of_it_once(api: Client, shop: FakePlatform) -> None:
    order_id = place(api).json["order_id"]
    visit(shop, order_id)
    for _ in range(2):
        answer = api.post(f"{ORDERS}/{order_id}/cancellation", {"reason": "twice"})
        assert (answer.status, answer.json["ends_as"]) == (200, "canceled")
    assert visit(shop, order_id) == "canceled"
    assert available(shop) == 5
    (intent,) = shop.payment_account.world.state["intents"].values()
    assert intent["latest_charge"]["amount_refunded"] == 4_490
    late = api.post(f"{ORDERS}/{order_id}/returns", {"pieces": {"SHIRT": 1}, "reason": "small"})
    assert late.status == 409


def test_a_declined_card_is_followed_by_another(api: Client, shop: FakePlatform) -> None:
    order_id = place(api, payment_method="pm_card_chargeDeclined").json["order_id"]
    assert visit(shop, order_id) == "awaiting_buyer"
    card = {"payment_method": "pm_card_visa"}
    assert api.post(f"{ORDERS}/{order_id}/payment", card).json["state"] == "placed"
    assert visit(shop, order_id) == "confirmed"
    assert api.post(f"{ORDERS}/{order_id}/payment", card).status == 409


def test_pieces_come_back_but_never_more_than_were_bought(api: Client, shop: FakePlatform) -> None:
    order_id = place(api).json["order_id"]
    visit(shop, order_id)
    back = {"pieces": {"SHIRT": 1}, "reason": "too small"}
    taken = api.post(f"{ORDERS}/{order_id}/returns", back, headers={"Idempotency-Key": "r"})
    assert taken.json["returns"][0]["amount"] == 2_000
    visit(shop, order_id)
    paid = api.get(f"{ORDERS}/{order_id}").json["payment"]
    assert (paid["captured"], paid["refunded"], available(shop)) == (4_490, 2_000, 4)
    many = api.post(f"{ORDERS}/{order_id}/returns", {**back, "pieces": {"SHIRT": 2}})
    assert many.status == 400
    assert many.json["errors"][0]["detail"] == "1 of 2 can come back"


def test_what_is_not_found_is_taken_out_once_while_the_order_is_packed(
    api: Client, shop: FakePlatform
) -> None:
    order_id = place(api).json["order_id"]
    short = {"pieces": {"SHIRT": 1}}
    path = f"{ORDERS}/{order_id}/shortfall"
    assert api.post(path, short).status == 409
    visit(shop, order_id)
    for _ in range(2):
        answer = api.post(path, short, headers={"Idempotency-Key": "s"})
        assert [one["missing"] for one in answer.json["returns"]] == [True]
    visit(shop, order_id)
    paid = api.get(f"{ORDERS}/{order_id}").json["payment"]
    assert (paid["captured"], paid["refunded"], available(shop)) == (4_490, 2_000, 3)
    refused = api.post(path, short)
    assert (refused.status, refused.json["errors"][0]["code"]) == (400, "empty")


def test_papers_are_there_once_the_order_is_confirmed(api: Client, shop: FakePlatform) -> None:
    one = f"{ORDERS}/{place(api).json['order_id']}"
    for paper in ("invoice", "packing-slip"):
        assert api.get(f"{one}/{paper}").status == 409
    visit(shop, one.rpartition("/")[2])
    for paper in ("invoice", "packing-slip"):
        answer = api.get(f"{one}/{paper}")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert answer.text.startswith("%PDF-1.7")
    api.post(f"{one}/returns", {"pieces": {"SHIRT": 1}, "reason": "too small"})
    visit(shop, one.rpartition("/")[2])
    numbers = [paper["number"] for paper in api.get(one).json["documents"]]
    assert numbers == ["2026-000001", "CN-2026-000001"]
    assert api.get(f"{one}/credit-notes/{numbers[1]}").status == 200
    assert api.get(f"{one}/credit-notes/CN-2026-000002").status == 404


def test_orders_are_found_by_state_by_day_and_by_their_buyers_address(
    api: Client, shop: FakePlatform
) -> None:
    order_id = place(api).json["order_id"]
    place(api, "two", customer_id="c-2", email="bob@example.com")
    visit(shop, order_id)

    def ids(answer: Any) -> list[str]:
        return [one["order_id"] for one in answer.json["items"]]

    assert ids(api.get(ORDERS, {"state": "confirmed"})) == [order_id]
    assert ids(api.get(ORDERS, {"since": "2100-01-01T00:00:00Z"})) == []
    assert len(ids(api.get(ORDERS, {"before": "2100-01-01T00:00:00Z"}))) == 2
    assert api.get(ORDERS, {"state": "lost"}).status == 400
    assert ids(api.post(f"{ORDERS}/search", {"email": "Ann@Example.com"})) == [order_id]
    assert ids(api.post(f"{ORDERS}/search", {"email": "eve@example.com"})) == []


def test_what_a_return_pays_back_is_told_before_it_is_made(api: Client, shop: FakePlatform) -> None:
    order_id = place(api).json["order_id"]
    visit(shop, order_id)
    back = {"pieces": {"SHIRT": 1}, "reason": "too small"}
    told = api.post(f"{ORDERS}/{order_id}/return-previews", back)
    assert told.json == {"amount": 2_000, "currency": "EUR"}
    assert api.get(f"{ORDERS}/{order_id}").json.get("returns", []) == []
    many = api.post(f"{ORDERS}/{order_id}/return-previews", {**back, "pieces": {"SHIRT": 3}})
    assert many.json["errors"][0]["detail"] == "2 of 2 can come back"


def test_the_whole_story_tells_who_did_what_when_and_changes_its_tag(
    api: Client, shop: FakePlatform
) -> None:
    order_id = place(api).json["order_id"]
    one = f"{ORDERS}/{order_id}"
    before = api.get(one).headers["ETag"]
    visit(shop, order_id)
    shop.clock.advance(60)
    back = {"pieces": {"SHIRT": 1}, "reason": "too small"}
    api.post(f"{one}/returns", back)
    shop.clock.advance(60)
    visit(shop, order_id)

    read = api.get(one)

    story = read.json["story"]
    assert [line["at"] for line in story] == sorted(line["at"] for line in story)
    kinds = {line["kind"]: line for line in story}
    assert set(kinds) == {"note", "payment", "label", "return", "refund"}
    assert kinds["return"]["text"] == "1 x SHIRT for 2000 EUR: too small"
    assert (kinds["refund"]["state"], kinds["label"]["state"]) == ("done", "done")
    assert all(line["by"] for line in story)
    assert read.json["trace"] == f"/api/v1/traces/{order_id}"
    assert read.headers["ETag"] != before


def test_a_change_costs_what_the_buyer_agreed_to_or_is_refused_with_the_price(
    api: Client, shop: FakePlatform
) -> None:
    order_id = place(api, payment_method="pm_card_authenticationRequired").json["order_id"]
    assert visit(shop, order_id) == "awaiting_buyer"
    path, key = f"{ORDERS}/{order_id}/changes", {"Idempotency-Key": "c"}
    wrong = api.post(path, {"pieces": {"SHIRT": 3}, "expected_total": 1})
    assert (wrong.status, available(shop)) == (409, 3)
    total = int(wrong.json["detail"].split()[3])
    assert total > 4_490
    agreed = {"pieces": {"SHIRT": 3}, "expected_total": total}
    for _ in range(2):
        changed = api.post(path, agreed, headers=key)
        assert (changed.status, changed.json["quote"]["total"]) == (200, total)
    assert (len(changed.json["changes"]), available(shop)) == (1, 2)
    many = api.post(path, {"pieces": {"SHIRT": 9}, "expected_total": total})
    assert (many.status, available(shop)) == (409, 2)
    for nothing in ({"pieces": {"SHIRT": 0}}, {}):
        assert api.post(path, {**nothing, "expected_total": 0}).status in (400, 409)


def test_what_is_being_sent_cannot_be_changed_and_says_why(api: Client, shop: FakePlatform) -> None:
    order_id = place(api).json["order_id"]
    path, change = f"{ORDERS}/{order_id}/changes", {"pieces": {"SHIRT": 1}, "expected_total": 2_490}
    early = api.post(path, change)
    assert (early.status, "Try again" in early.json["detail"]) == (409, True)
    visit(shop, order_id)
    late = api.post(path, change)
    assert (late.status, "send back" in late.json["detail"]) == (409, True)


def test_an_order_that_allows_it_is_placed_for_what_there_is_and_tells_the_rest_everywhere(
    api: Client, shop: FakePlatform
) -> None:
    many, leave = [{"sku": "SHIRT", "quantity": 8}], {"allow_partial": True}
    assert place(api, "no", lines=many).status == 409
    for wrong in ("true", 1, None):
        assert place(api, "wrong", lines=many, allow_partial=wrong).status == 400
    first, again = place(api, lines=many, **leave), place(api, lines=many, **leave)
    assert (first.status, again.json) == (201, first.json)
    missing = [{"sku": "SHIRT", "quantity": 3, "why": "only 5 of 8 were available"}]
    assert first.json["left_out"] == missing
    assert (first.json["quote"]["total"], available(shop)) == (10_600, 0)
    assert place(api, "two", lines=many, **leave).status == 409
    visit(shop, first.json["order_id"])
    read = api.get(first.headers["Location"]).json
    assert (read["state"], read["left_out"]) == ("confirmed", missing)
    assert "without 3 x SHIRT" in read["story"][0]["text"]
    (intent,) = shop.payment_account.world.state["intents"].values()
    assert intent["amount_received"] == 10_600
