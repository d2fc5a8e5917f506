"""Whatever comes in at the doors of commerce: a clear problem with its place, and nothing is lost."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from baton.commerce.catalogue import SellingState
from baton.commerce.pricing.promotion import Promotion
from infra.local.payments.server import signed
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.commerce.api.test_orders import ORDERS, available, place, visit
from tests.unit.commerce.order.world import BUYER, stocked
from tests.unit.commerce.pricing.given import SHIRT

BAD_QUANTITIES: list[Any] = [0, -1, 1.5, 10**9, "3", True, None, [], {}, 1e300]


@pytest.fixture
def shop(platform: FakePlatform) -> FakePlatform:
    stocked(platform)
    return platform


@pytest.fixture
def provider(shop: FakePlatform) -> Client:
    return Client(shop, scopes=None)


def untouched(shop: FakePlatform) -> bool:
    """Whether nothing was reserved, charged, used or kept."""
    return (
        available(shop) == 5
        and not shop.orders.kept
        and not shop.payment_account.world.state["intents"]
        and not any(shop.redemptions.used.values())
    )


@pytest.mark.parametrize("quantity", BAD_QUANTITIES)
@pytest.mark.parametrize("path", [ORDERS, "/api/v1/quotes"])
def test_a_quantity_that_is_none_is_named_wherever_it_comes_in(
    api: Client, shop: FakePlatform, path: str, quantity: Any
) -> None:
    lines = [{"sku": "SHIRT", "quantity": 1}, {"sku": "SHIRT", "quantity": quantity}]
    whole = {"currency": "EUR", "country": "AT"} if "quotes" in path else {}
    answer = api.post(path, {**whole, "lines": lines}) if whole else place(api, lines=lines)
    assert answer.status == 400
    assert "/lines/1/quantity" in answer.faults
    assert untouched(shop)


def test_what_ended_meanwhile_cannot_be_ordered(api: Client, shop: FakePlatform) -> None:
    kept = shop.catalogue.get(SHIRT.product_id)
    ended = kept.next_version(shop.clock(), state=SellingState.ENDED)
    with shop.transactions.begin() as within:
        shop.catalogue.put(ended, kept, within)
    refused = place(api)
    assert (refused.status, refused.faults) == (400, {"/lines/0/sku": "not_for_sale"})
    assert untouched(shop)


@pytest.mark.parametrize(
    "change",
    [
        {"ship_to": {**BUYER.to_json(), "country": "Austria"}},
        {"ship_to": {**BUYER.to_json(), "country": "ZZ"}},
        {"ship_to": {**BUYER.to_json(), "postal_code": ""}},
        {"currency": "euro"},
        {"currency": "XXX"},
        {"email": "nobody"},
        {"email": "ann@example.com;bob"},
        {"email": "a@" + "b" * 400},
        {"lines": []},
        {"lines": [{"sku": "SHIRT", "quantity": 1}] * 41},
        {"lines": [{"sku": "../SHIRT", "quantity": 1}]},
        {"codes": ["lower"]},
        {"codes": ["A"] * 6},
        {"expected_total": -1},
        {"shipping_service": "Nobody/Never"},
        {"surprise": 1},
        {"payment_method": "x" * 201},
    ],
)
def test_an_order_that_is_not_one_is_refused_with_the_place(
    api: Client, shop: FakePlatform, change: dict[str, Any]
) -> None:
    refused = place(api, **change)
    assert refused.status == 400
    # Of lines and a quote one is needed: that is said of the whole.
    whole = change == {"lines": []}
    assert any(pointer.startswith("/") or whole for pointer in refused.faults)
    assert untouched(shop)


def test_a_price_that_changed_since_the_quote_is_a_conflict_with_the_new_one(
    api: Client, shop: FakePlatform
) -> None:
    asked = {"lines": [{"sku": "SHIRT", "quantity": 2}], "currency": "EUR", "country": "AT"}
    quoted = api.post("/api/v1/quotes", asked).json["total"]
    kept = shop.catalogue.get(SHIRT.product_id)
    dearer = (
        kept.variants[0]
        .prices[0]
        .model_copy(
            update={"money": kept.variants[0].prices[0].money.model_copy(update={"amount": 2_500})}
        )
    )
    variant = kept.variants[0].model_copy(update={"prices": (dearer,)})
    with shop.transactions.begin() as within:
        shop.catalogue.put(kept.next_version(shop.clock(), variants=(variant,)), kept, within)
    refused = place(api, expected_total=quoted + 490)
    assert (refused.status, "5490 EUR now" in refused.json["detail"]) == (409, True)
    assert untouched(shop)


def test_one_of_many_orders_gets_the_last_use_of_a_code(api: Client, shop: FakePlatform) -> None:
    totals = [
        place(api, f"k{number}", codes=["WELCOME"], lines=[{"sku": "SHIRT", "quantity": 1}])
        .json["quote"]["total"]
        for number in range(3)
    ]  # fmt: skip
    assert sorted(totals) == [2_290, 2_490, 2_490]
    assert shop.redemptions.used == {("uses#welcome", "all"): 1}


def test_a_total_that_no_card_pays_is_undone_with_the_reason(
    api: Client, shop: FakePlatform
) -> None:
    free = {"promotion_id": "all", "name": "Nearly free", "kind": "price_each", "amount": 1,
            "currency": "EUR", "below_floor": True}  # fmt: skip
    with shop.transactions.begin() as within:
        shop.prices.put(Promotion.model_validate(free), within)
    vars(shop)["carriers"] = None
    order_id = place(api, lines=[{"sku": "SHIRT", "quantity": 1}]).json["order_id"]
    assert visit(shop, order_id) == "failed"
    assert available(shop) == 5


def test_a_price_beyond_all_money_is_refused_and_breaks_nothing(
    api: Client, shop: FakePlatform
) -> None:
    kept = shop.catalogue.get(SHIRT.product_id)
    listed = kept.variants[0].prices[0]
    huge = listed.model_copy(update={"money": listed.money.model_copy(update={"amount": 10**15})})
    variant = kept.variants[0].model_copy(update={"prices": (huge,)})
    with shop.transactions.begin() as within:
        shop.catalogue.put(kept.next_version(shop.clock(), variants=(variant,)), kept, within)
    asked = {"lines": [{"sku": "SHIRT", "quantity": 100_000}], "currency": "EUR", "country": "AT"}
    assert api.post("/api/v1/quotes", asked).status == 400
    assert place(api).status == 400


MOVE, COUNT = "/api/v1/stock/SHIRT/movements", "/api/v1/stock/SHIRT/counts"


def move(api: Client, movement_id: str, on_hand: Any, **more: Any) -> Any:
    body = {"movement_id": movement_id, "location": "wien", "on_hand": on_hand, **more}
    return api.post(MOVE, {"reason": "received", **body})


def test_a_movement_under_anothers_id_is_refused_and_the_same_again_is_none(
    api: Client, shop: FakePlatform
) -> None:
    assert [move(api, "d-1", 3).status for _ in range(2)] == [200, 200]
    assert available(shop) == 8
    for other in (move(api, "d-1", 4), move(api, "d-1", 3, location="graz")):
        assert other.status == 409
    assert available(shop) == 8


def test_nobody_can_take_the_place_of_an_orders_movement(api: Client, shop: FakePlatform) -> None:
    order_id = place(api).json["order_id"]
    for name in (f"{order_id}:wien", f"{order_id}:undo:wien"):
        refused = move(api, name, 1)
        assert (refused.status, "/movement_id" in refused.faults) == (400, True)
    assert visit(shop, order_id) == "confirmed"
    assert available(shop) == 3


def test_a_count_told_again_later_says_nothing_of_what_is_there_then(
    api: Client, shop: FakePlatform
) -> None:
    count = {"movement_id": "c-1", "location": "wien", "counted": 5}
    assert api.post(COUNT, count).json["on_hand"] == 5
    visit(shop, place(api).json["order_id"])
    assert api.post(COUNT, count).json["on_hand"] == 3
    assert api.post(COUNT, {**count, "counted": 4}).status == 409


@pytest.mark.parametrize("on_hand", [0, 1.5, "3", True, 10**10, None])
def test_a_movement_of_no_pieces_is_refused(api: Client, shop: FakePlatform, on_hand: Any) -> None:
    refused = move(api, "d-1", on_hand)
    assert (refused.status, "/on_hand" in refused.faults) == (400, True)
    assert available(shop) == 5


def test_a_billion_pieces_come_in_twice_and_can_still_be_read(
    api: Client, shop: FakePlatform
) -> None:
    for number in range(2):
        assert move(api, f"d-{number}", 10**9).status == 200
    assert api.get("/api/v1/stock/SHIRT").json["available"] == 2 * 10**9 + 5
    assert place(api).status == 201


def test_more_than_there_is_cannot_go(api: Client, shop: FakePlatform) -> None:
    place(api)
    refused = move(api, "d-9", -6)
    assert (refused.status, "2 are reserved" in refused.json["detail"]) == (409, True)


def tell(provider: Client, body: bytes | str, header: str | None = None, age: int = 0) -> Any:
    now = int(provider.platform.clock().timestamp()) - age
    raw = body if isinstance(body, str) else body.decode("utf-8", "surrogateescape")
    header = _signature(raw, now) if header is None else header.replace("{now}", str(now))
    headers = {"stripe-signature": header}
    return provider.send("POST", "/webhooks/payments", raw=raw, headers=headers)


def _signature(raw: str, now: int) -> str:
    text = f"{now}.".encode() + raw.encode("utf-8", "surrogatepass")
    return f"t={now},v1={hmac.new(b'whsec_local', text, hashlib.sha256).hexdigest()}"


DEEP = '{"id":"e","type":"x","data":{"object":' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}}"
EVENT = json.dumps({"id": "e", "type": "unknown.kind", "data": {"object": {"object": "balance"}}})


@pytest.mark.parametrize(
    "told",
    [
        (EVENT, None, 0, {200}),
        (EVENT, None, 301, {403}),
        (EVENT, None, -400, {403}),
        (EVENT, "", 0, {403}),
        (EVENT, "t=1,t=2,v1=00", 0, {403}),
        (EVENT, "t=99999999999999999999999,v1=00", 0, {403}),
        (EVENT, "t=\u0661\u0662,v1=00", 0, {403}),
        (EVENT, "v1=" + "0," * 10_000, 0, {403}),
        (EVENT, "t={now},v1=\ud800", 0, {403}),
        (DEEP, None, 0, {200, 400, 413}),
        ("[" * 100_000, None, 0, {400, 413}),
        ("null", None, 0, {400}),
        ("[]", None, 0, {400}),
        ('{"id": 1, "type": 2, "data": {"object": []}}', None, 0, {400}),
        ('{"id": {}, "type": [], "data": {"object": {"payment_intent": {}}}}', None, 0, {200}),
        ('{"id": "e", "type": "t", "data": {"object": {"payment_intent": "pi_' + "x" * 9_000
         + '"}}}', None, 0, {200}),
        ("\ud800", None, 0, {400, 403}),
        ("x" * 10_000_000, None, 0, {400, 413}),
    ],
)  # fmt: skip
def test_a_webhook_of_whatever_bytes_is_answered_and_changes_nothing(
    provider: Client, told: tuple[str, str | None, int, set[int]]
) -> None:
    *sent, status = told
    assert tell(provider, *sent).status in status
    assert not provider.platform.outbox.entries


def test_a_webhook_that_names_an_order_under_a_strange_id_finds_none(
    provider: Client, shop: FakePlatform
) -> None:
    for name in ("x" * 500, "../../orders", "\u0000", "01J0000000000000000000000Z"):
        metadata = {"order_id": name}
        thing = {"object": "payment_intent", "id": "pi_1", "metadata": metadata}
        body, signature = signed(
            {"id": "e", "type": "t", "data": {"object": thing}},
            "whsec_local",
            int(shop.clock().timestamp()),
        )
        headers = {"stripe-signature": signature}
        answer = provider.send("POST", "/webhooks/payments", raw=body.decode(), headers=headers)
        assert (answer.status, answer.json) == (200, {})
