"""Products are put whole and once; stock is moved and counted once."""

from typing import Any

from tests.samples.http import Client

SHIRT = {"title": "Shirt", "variants": [{"sku": "RED", "title": "Red"}]}


def put(
    api: Client, product: str = "shirt", body: dict[str, Any] | None = None, **given: Any
) -> Any:
    return api.send("PUT", f"/api/v1/products/{product}", body or SHIRT, **given)


def test_a_product_is_added_changed_and_announced_once(api: Client) -> None:
    first, again = put(api), put(api)
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    second = put(api, body={**SHIRT, "title": "Better"}, headers={"If-Match": '"1"'})
    assert (second.json["version"], second.headers["ETag"]) == (2, '"2"')
    assert put(api, headers={"If-Match": '"1"'}).status == 412
    names = [entry.payload["event"] for entry in api.platform.outbox.entries.values()]
    assert names == ["commerce.product_changed"] * 2


def test_a_sku_of_another_product_is_refused_with_its_name(api: Client) -> None:
    put(api)
    refused = put(api, "coat")
    assert refused.status == 409
    assert "The SKU RED belongs to another product" in refused.json["detail"]


def test_a_product_with_a_sku_twice_is_refused(api: Client) -> None:
    refused = put(api, body={**SHIRT, "variants": SHIRT["variants"] * 2})  # type: ignore[operator]
    assert refused.status == 400


def test_stock_moves_once_under_its_id_and_a_count_sets_it(api: Client) -> None:
    moved = {"movement_id": "in-1", "location": "wien", "on_hand": 5, "reason": "received"}
    for _ in range(2):
        answer = api.post("/api/v1/stock/RED/movements", moved)
        assert (answer.status, answer.json["available"]) == (200, 5)
    counted = {"movement_id": "count-1", "location": "wien", "counted": 3}
    assert api.post("/api/v1/stock/RED/counts", counted).json["on_hand"] == 3
    listed = api.get("/api/v1/stock/RED/movements").json["items"]
    assert {one["reason"]: one["on_hand"] for one in listed} == {"received": 5, "counted": -2}
    assert api.get("/api/v1/stock/NONE").status == 404


def test_more_than_there_is_cannot_be_taken_out(api: Client) -> None:
    moved = {"movement_id": "out-1", "location": "wien", "on_hand": -1, "reason": "damaged"}
    refused = api.post("/api/v1/stock/RED/movements", moved)
    assert refused.status == 409
    assert "There are 0 of RED at wien" in refused.json["detail"]
    nothing = {**moved, "on_hand": 0}
    assert api.post("/api/v1/stock/RED/movements", nothing).status == 400
