"""A SKU with a policy is reviewed, ordered once, and taken in once."""

from datetime import timedelta
from typing import Any, cast

from baton.commerce.container import Commerce
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.runtime.platform import Platform
from tests.samples.http import Client

RULES = {"location": "wien", "supplier_id": "linen", "lead_days": 7, "pack": 6}


def sold_daily(api: Client, sku: str = "RED", days: int = 60, left: int = 3) -> None:
    """Took in what was sold, two a day, and ``left`` that are there."""
    stock, now = cast("Platform", api.platform).area(Commerce).stock, api.platform.clock()
    moves = [(days, 2 * days + left), *((day, -2) for day in range(1, days + 1))]
    for day, pieces in moves:
        sold = pieces < 0
        stock.move(
            Movement(
                movement_id=f"m{day}:{pieces}",
                sku=sku,
                location="wien",
                on_hand=pieces,
                reason=MovementReason.SOLD if sold else MovementReason.RECEIVED,
                by=f"order-{day}",
                at=now - timedelta(days=day),
            )
        )


def reviewed(api: Client, sku: str = "RED") -> Any:
    answer = api.post("/api/v1/stock-reviews", {"skus": [sku]})
    assert answer.status == 200, answer.text
    return answer.json["reviews"][0]


def told(api: Client) -> list[tuple[str, int]]:
    payloads = [one.payload for one in api.platform.outbox.entries.values()]
    found = [one["message"]["payload"] for one in payloads if "stock_changed" in one["event"]]
    return [(one["level"], one["available"]) for one in found]


def test_what_will_not_last_is_drafted_approved_and_taken_in_once(api: Client) -> None:
    sold_daily(api)
    put = api.send("PUT", "/api/v1/stock/RED/policy", RULES)
    assert (put.status, put.json["version"], put.json["service"]) == (200, 1, 0.95)
    first = reviewed(api)
    assert first["state"] == "low"
    assert first["forecast"]["mean"] == 28
    wanted = first["proposal"]
    assert wanted["quantity"] % 6 == 0
    assert 24 <= wanted["quantity"] <= 36
    assert "proposal" not in reviewed(api)
    (order,) = api.get("/api/v1/purchase-orders").json["items"]
    assert (order["purchase_id"], order["state"]) == (wanted["purchase_id"], "draft")
    path = f"/api/v1/purchase-orders/{order['purchase_id']}"
    came = {"receipt_id": "note-1", "pieces": {"RED": wanted["quantity"]}}
    assert api.post(f"{path}/receipts", came).status == 409
    for _ in range(2):
        assert api.post(f"{path}/approval", {}).json["state"] == "ordered"
    for _ in range(2):
        assert api.post(f"{path}/receipts", came).json["state"] == "received"
    assert api.get("/api/v1/stock/RED").json["available"] == 3 + wanted["quantity"]
    assert api.get("/api/v1/purchase-orders", {"open": "false"}).json["items"][0]["version"] == 3
    reviewed(api)
    assert told(api) == [("low", 3), ("back", 3 + wanted["quantity"])]


def test_a_sku_without_a_policy_is_not_reviewed(api: Client) -> None:
    refused = api.post("/api/v1/stock-reviews", {"skus": ["NONE"]})
    assert refused.status == 404
    assert api.get("/api/v1/stock/NONE/policy").status == 404


def test_a_policy_is_changed_by_who_read_it(api: Client) -> None:
    path = "/api/v1/stock/RED/policy"
    api.send("PUT", path, RULES)
    changed = api.send("PUT", path, {**RULES, "pack": 1}, headers={"If-Match": '"1"'})
    assert (changed.json["version"], changed.headers["ETag"]) == (2, '"2"')
    assert api.send("PUT", path, RULES, headers={"If-Match": '"1"'}).status == 412
    assert api.send("PUT", path, {**RULES, "service": 1.0}).status == 400


def test_a_sku_is_told_with_its_forecast_and_purchase_orders(api: Client) -> None:
    assert api.get("/api/v1/stock/RED/forecast").status == 404
    sold_daily(api)
    api.send("PUT", "/api/v1/stock/RED/policy", RULES)
    wanted = reviewed(api)["proposal"]
    forecast = api.get("/api/v1/stock/RED/forecast").json
    assert (forecast["state"], forecast["forecast"]["mean"]) == ("low", 28)
    of_red = api.get("/api/v1/purchase-orders", {"sku": "RED"}).json["items"]
    assert [one["purchase_id"] for one in of_red] == [wanted["purchase_id"]]
    assert api.get("/api/v1/purchase-orders", {"sku": "BLUE"}).json["items"] == []


def test_the_stock_of_many_skus_is_read_at_once_in_their_order(api: Client) -> None:
    sold_daily(api)
    api.send("PUT", "/api/v1/stock/RED/policy", RULES)
    reviewed(api)
    found = api.get("/api/v1/stock", {"skus": "BLUE,RED,BLUE"}).json["items"]
    told = [(one["stock"]["sku"], one["stock"]["available"], one.get("state")) for one in found]
    assert told == [("BLUE", 0, None), ("RED", 3, "low")]
    for wrong in ("RED,-", "", ",".join(f"S{number}" for number in range(101))):
        assert api.get("/api/v1/stock", {"skus": wrong}).status == 400


def test_a_person_drafts_a_purchase_order_of_what_there_is_once(api: Client) -> None:
    new = {"supplier_id": "linen", "location": "wien", "lead_days": 7, "pieces": {"RED": 12}}
    unknown = api.post("/api/v1/purchase-orders", new)
    assert (unknown.status, unknown.faults) == (400, {"/pieces/RED": "unknown"})
    shirt = {"title": "Shirt", "variants": [{"sku": "RED", "title": "Red"}]}
    assert api.send("PUT", "/api/v1/products/shirt", shirt).status == 201
    key = {"Idempotency-Key": "one"}
    first, again = (api.post("/api/v1/purchase-orders", new, headers=key) for _ in range(2))
    assert (first.status, first.json["state"]) == (201, "draft")
    assert first.json == again.json
    (order,) = api.get("/api/v1/purchase-orders").json["items"]
    path = f"/api/v1/purchase-orders/{order['purchase_id']}"
    assert first.headers["Location"] == path
    assert api.post(f"{path}/approval").json["state"] == "ordered"
