"""Webhooks of the payment provider, as the bytes that come: believed in nothing, lost in nothing."""

import json
from typing import Any

import pytest

from infra.local.payments.server import signed
from tests.fakes.platform.container import FakePlatform
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


def test_one_that_comes_before_its_order_or_is_another_systems_is_taken(
    provider: Client, shop: FakePlatform
) -> None:
    for told in (event("pi_1", UNKNOWN), event("pi_99")):
        answer = tell(provider, told)
        assert (answer.status, answer.json) == (200, {})
    assert tell(provider, {"id": "evt", "type": "x", "data": {"object": {}}}).status == 200
    assert tell(provider, {"hello": "world"}).status == 400
    assert visits(shop) == 0
