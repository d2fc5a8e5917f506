"""An id that a caller gives to what it makes changes nobody's record, whatever the door and order."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client, a_platform
from tests.unit.commerce.api.test_purchasing import RULES, reviewed, sold_daily

STOCK, PURCHASES = "/api/v1/stock/RED", "/api/v1/purchase-orders"
MOVED = {"movement_id": "d-1", "location": "wien", "reason": "received"}
COUNTED = {"movement_id": "d-1", "location": "wien"}

NAMES_WHAT_IS_MADE = {
    ("/api/v1/stock/{sku}/movements", "movement_id"),
    ("/api/v1/stock/{sku}/counts", "movement_id"),
    ("/api/v1/purchase-orders/{purchase_id}/receipts", "receipt_id"),
}
NAMES_WHAT_IS_THERE = {
    *("customer_id", "quote_id", "supplier_id", "segment_id", "session_id", "conversation_id"),
    *("request_id", "ticket_id", "cart_id"),
}
"""What a body points at, and does not make."""


def ids_in_bodies() -> Iterator[tuple[str, str]]:
    """The fields of bodies that are ids, of every route of the shop and of its agents."""
    for area in ("commerce", "gtm"):
        part = json.loads(files(f"baton.{area}").joinpath("openapi.json").read_text("utf-8"))
        for path, operations in part["paths"].items():
            for operation in operations.values():
                body = operation.get("requestBody", {}).get("content", {}).get("application/json")
                for name in fields_of(body, part["schemas"], ()) if body else ():
                    yield path, name


def fields_of(schema: Any, schemas: Any, seen: tuple[str, ...]) -> Iterator[str]:
    if isinstance(schema, list):
        for one in schema:
            yield from fields_of(one, schemas, seen)
    elif isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            yield from fields_of(schemas[name], schemas, (*seen, name))
        yield from (one for one in schema.get("properties", {}) if one.endswith("_id"))
        for key, inner in schema.items():
            if key not in {"example", "examples", "required", "$ref"}:
                yield from fields_of(inner, schemas, seen)


def test_every_id_in_a_body_is_known_to_make_something_or_to_point_at_it() -> None:
    found = set(ids_in_bodies())
    assert found >= NAMES_WHAT_IS_MADE
    assert {name for path, name in found - NAMES_WHAT_IS_MADE} <= NAMES_WHAT_IS_THERE


def ordered(api: Client) -> str:
    """A purchase order of RED that is awaited."""
    sold_daily(api)
    api.send("PUT", f"{STOCK}/policy", RULES)
    purchase_id = str(reviewed(api)["proposal"]["purchase_id"])
    api.post(f"{PURCHASES}/{purchase_id}/approval", {})
    return purchase_id


def seen(api: Client, purchase_id: str) -> Any:
    """All that the ids name, as anybody reads it."""
    movements = api.get(f"{STOCK}/movements", {"limit": "100"}).json["items"]
    return movements, api.get(STOCK).json, api.get(f"{PURCHASES}/{purchase_id}").json


CALLS = st.lists(
    st.tuples(
        st.sampled_from(["client-1", "client-2"]),
        st.sampled_from(["movements", "counts", "receipts"]),
        st.integers(1, 2),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CALLS)
def test_what_an_id_names_is_made_once_and_stays_whoever_names_it_again(
    calls: list[tuple[str, str, int]],
) -> None:
    platform: FakePlatform = a_platform()
    purchase_id = ordered(Client(platform))
    made: dict[str, tuple[str, int]] = {}
    for who, door, pieces in calls:
        api = Client(platform, client_id=who)
        path, body = {
            "movements": (f"{STOCK}/movements", {**MOVED, "on_hand": pieces}),
            "counts": (f"{STOCK}/counts", {**COUNTED, "counted": pieces}),
            "receipts": (
                f"{PURCHASES}/{purchase_id}/receipts",
                {"receipt_id": "d-1", "pieces": {"RED": pieces}},
            ),
        }[door]
        of_stock = "receipts" if door == "receipts" else "stock"
        before = seen(api, purchase_id)
        answer = api.post(path, body)
        if of_stock not in made:
            assert answer.status == 200, answer.text
            made[of_stock] = (door, pieces)
        else:
            assert answer.status == (200 if made[of_stock] == (door, pieces) else 409)
            assert seen(api, purchase_id) == before


@pytest.mark.parametrize("version", [None, '"0"', '"2"'])
@pytest.mark.parametrize(
    ("path", "first", "other"),
    [
        (
            "/api/v1/customers/c-1",
            {"name": "Ada", "email": "ada@northwind.example"},
            {"name": "Eve", "email": "eve@southwind.example"},
        ),
        (f"{STOCK}/policy", RULES, {**RULES, "pack": 3}),
    ],
)
def test_what_is_put_whole_is_replaced_only_by_who_names_its_version_or_none(
    path: str, first: Any, other: Any, version: str | None
) -> None:
    platform = a_platform()
    one, two = Client(platform), Client(platform, client_id="client-2")
    assert one.send("PUT", path, first).status in {200, 201}
    before = one.get(path).json
    headers = {"If-Match": version} if version else {}
    answer = two.send("PUT", path, other, headers=headers)
    assert answer.status == (412 if version else 200), answer.text
    assert version is None or one.get(path).json == before
