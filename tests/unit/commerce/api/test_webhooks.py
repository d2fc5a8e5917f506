"""Webhooks, as the bytes that come: believed in nothing, lost in nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from infra.local.carriers.server import signature as of_carrier
from infra.local.payments.server import signed
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSecret
from tests.samples.http import Client
from tests.unit.commerce.api.test_orders import place, visit
from tests.unit.commerce.order.world import stocked

UNKNOWN = "01J0000000000000000000000Z"


@pytest.fixture
def shop(platform: FakePlatform) -> FakePlatform:
    stocked(platform)
    return platform


@pytest.fixture
def provider(shop: FakePlatform) -> Client:
    """The payment provider, who has no token."""
    return Client(shop, scopes=None)


def event(payment_id: str, order_id: str | None = None) -> dict[str, Any]:
    metadata = {"order_id": order_id} if order_id else {}
    intent = {"object": "payment_intent", "id": payment_id, "metadata": metadata}
    kind = "payment_intent.amount_capturable_updated"
    return {"id": "evt_1", "type": kind, "data": {"object": intent}}


def tell(
    provider: Client, told: dict[str, Any], key: str = "whsec_local", *, bytes_: bool = False
) -> Any:
    now = int(provider.platform.clock().timestamp())
    body, signature = signed(told, key, now)
    raw = body if bytes_ else body.decode()
    headers = {"stripe-signature": signature}
    return provider.send("POST", "/webhooks/payments", raw=raw, headers=headers)


def visits(shop: FakePlatform) -> int:
    return sum("order_visit" in str(one.to_json()) for one in shop.outbox.entries.values())


@pytest.mark.parametrize("bytes_", [False, True])
def test_a_buyers_confirmation_brings_the_order_on_however_the_bytes_come(
    api: Client, provider: Client, shop: FakePlatform, bytes_: bool
) -> None:
    order_id = place(api, payment_method="pm_card_authenticationRequired").json["order_id"]
    assert visit(shop, order_id) == "awaiting_buyer"
    (intent,) = shop.payment_account.world.state["intents"]
    shop.payment_account.control("authenticate", intent=intent)
    before = visits(shop)
    for _ in range(3):
        answer = tell(provider, event(intent, order_id), bytes_=bytes_)
        assert (answer.status, answer.json) == (200, {"order_id": order_id})
    assert visits(shop) > before
    assert [visit(shop, order_id) for _ in range(2)] == ["confirmed"] * 2
    assert shop.payment_account.world.state["intents"][intent]["amount_received"] == 4_490


def test_one_that_cannot_bring_its_order_on_starts_nothing(
    api: Client, provider: Client, shop: FakePlatform
) -> None:
    order_id = place(api).json["order_id"]
    assert visit(shop, order_id) == "confirmed"
    (intent,) = shop.payment_account.world.state["intents"]
    before = visits(shop)
    answer = tell(provider, event(intent, order_id))
    assert (answer.status, answer.json) == (200, {"order_id": order_id})
    assert visits(shop) == before


def test_what_a_webhook_says_of_the_payment_counts_for_nothing(
    api: Client, provider: Client, shop: FakePlatform
) -> None:
    order_id = place(api, payment_method="pm_card_chargeDeclined").json["order_id"]
    visit(shop, order_id)
    (intent,) = shop.payment_account.world.state["intents"]
    lie = event(intent, order_id)
    lie["type"] = "payment_intent.succeeded"
    lie["data"]["object"] |= {"status": "succeeded", "amount_received": 4_490}
    assert tell(provider, lie).status == 200
    assert visit(shop, order_id) == "awaiting_buyer"


def test_a_wrong_signature_changes_nothing(
    api: Client, provider: Client, shop: FakePlatform
) -> None:
    order_id = place(api).json["order_id"]
    before = visits(shop)
    assert tell(provider, event("pi_1", order_id), "another").status == 403
    unsigned = provider.send("POST", "/webhooks/payments", raw=json.dumps(event("pi_1", order_id)))
    assert unsigned.status == 403
    assert visits(shop) == before


def test_a_signature_by_a_secret_that_was_just_replaced_is_known_and_read_no_oftener(
    shop: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (json.dumps({"webhook_secret": name}) for name in ("whsec_1", "whsec_2"))
    secret = FakeSecret(first, following=[second, second, second])
    monkeypatch.setattr(shop.secrets, "named", lambda *_, **__: secret)
    provider, told = Client(shop, scopes=None), event("pi_99")
    assert tell(provider, told, "whsec_1").status == 200
    assert tell(provider, told, "whsec_2").status == 200
    assert tell(provider, told, "whsec_1").status == 200
    for _ in range(5):
        assert tell(provider, told, "forged").status == 403
    assert len(secret.following) == 2
    shop.clock.advance(31)
    assert tell(provider, told, "forged").status == 403
    assert len(secret.following) == 1


def test_one_that_comes_before_its_order_or_is_another_systems_is_taken(
    provider: Client, shop: FakePlatform
) -> None:
    for told in (event("pi_1", UNKNOWN), event("pi_99")):
        answer = tell(provider, told)
        assert (answer.status, answer.json) == (200, {})
    assert tell(provider, {"id": "evt", "type": "x", "data": {"object": {}}}).status == 200
    assert tell(provider, {"hello": "world"}).status == 400
    assert visits(shop) == 0


def tell_of_parcel(
    provider: Client, shipment_id: str, key: str = "carrier_local", status: str = "in_transit"
) -> Any:
    tracker = {"object": "Tracker", "shipment_id": shipment_id, "status": status}
    event = {"id": "evt_1", "object": "Event", "description": "tracker.updated", "result": tracker}
    body = json.dumps(event)
    headers = {"x-hmac-signature": of_carrier(body.encode(), key)}
    return provider.send("POST", "/webhooks/carriers", raw=body, headers=headers)


@pytest.fixture
def sent(api: Client, shop: FakePlatform) -> Callable[[], str]:
    """An order that a carrier has: its id."""

    def order_id() -> str:
        placed = str(place(api).json["order_id"])
        assert visit(shop, placed) == "confirmed"
        return placed

    return order_id


def test_a_parcel_is_followed_by_what_its_carrier_tells_and_asked_for_where_it_is(
    provider: Client, shop: FakePlatform, sent: Callable[[], str]
) -> None:
    order_id = sent()
    shipment = next(one["id"] for one in shipments(shop) if one["postage_label"])
    before = visits(shop)
    lie = tell_of_parcel(provider, shipment, status="delivered")
    assert (lie.status, lie.json) == (200, {"order_id": order_id})
    assert visits(shop) > before
    assert visit(shop, order_id) == "confirmed"
    for hours, state in ((24, "shipped"), (30, "delivered")):
        shop.carrier_account.control("time", skip_hours=hours)
        tell_of_parcel(provider, shipment)
        assert [visit(shop, order_id) for _ in range(2)] == [state] * 2


def test_a_carriers_webhook_that_is_unsigned_or_about_no_order_of_ours_wakes_nobody(
    provider: Client, shop: FakePlatform, sent: Callable[[], str]
) -> None:
    sent()
    shipment, before = shipments(shop)[0]["id"], visits(shop)
    assert tell_of_parcel(provider, shipment, "another").status == 403
    assert provider.send("POST", "/webhooks/carriers", raw="{}").status == 403
    assert tell_of_parcel(provider, "shp_99999999").json == {}
    shop.carrier_account.world.state["shipments"][shipment]["reference"] = "a letter"
    assert tell_of_parcel(provider, shipment).json == {}
    assert visits(shop) == before


def test_a_dispute_stands_in_the_orders_story_once(
    api: Client, provider: Client, shop: FakePlatform, sent: Callable[[], str]
) -> None:
    order_id = sent()
    (intent,) = shop.payment_account.world.state["intents"]
    shop.payment_account.control("dispute", intent=intent)
    dispute = {"id": "du_1", "object": "dispute", "payment_intent": intent}
    told = {"id": "evt_2", "type": "charge.dispute.created", "data": {"object": dispute}}
    for _ in range(2):
        assert tell(provider, told).json == {"order_id": order_id}
        visit(shop, order_id)
    order = api.send("GET", f"/api/v1/orders/{order_id}").json
    assert order["payment"]["disputed"] is True
    assert [note["text"] for note in order["history"]].count(
        "The buyer's bank disputes the payment."
    ) == 1


def shipments(shop: FakePlatform) -> list[dict[str, Any]]:
    return list(shop.carrier_account.world.state["shipments"].values())
