"""Customers over HTTP: put whole, priced by what is known of them, shown and erased as persons."""

from typing import Any, cast

from baton.privacy.subject import email_key, external_key
from functions.platform.erasure.agent import ErasureService
from functions.platform.erasure.models import ErasureTask, Export, Step
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.commerce.order.world import BUYER, stocked

CUSTOMERS = "/api/v1/customers"
ANN = {"email": "ann@example.com", "name": "Ann", "language": "de", "birthday": "02-29"}


def put(api: Client, body: dict[str, Any] | None = None, name: str = "ann", **given: Any) -> Any:
    return api.send("PUT", f"{CUSTOMERS}/{name}", body or ANN, **given)


def erase(platform: FakePlatform, key: str) -> None:
    agent = ErasureService.assemble(cast("Any", platform))
    erasure_id, subject = platform.new_id(), key.removeprefix("person#")
    for step in (Step.ERASE, Step.VERIFY):
        result = agent.perform(ErasureTask(step=step, erasure_id=erasure_id, subject=subject))
        assert result.found
        assert result.done


def export(platform: FakePlatform, key: str) -> Export:
    agent = ErasureService.assemble(cast("Any", platform))
    subject = key.removeprefix("person#")
    export = agent.perform(ErasureTask(step=Step.EXPORT, subject=subject)).export
    assert export is not None
    return export


def test_a_customer_is_added_changed_and_listed(api: Client) -> None:
    first, again = put(api), put(api)
    assert (first.status, again.status, again.json) == (201, 200, first.json)
    changed = put(api, {**ANN, "name": "Ann A."}, headers={"If-Match": '"1"'})
    assert (changed.json["version"], changed.headers["ETag"]) == (2, '"2"')
    assert put(api, headers={"If-Match": '"1"'}).status == 412
    assert api.get(f"{CUSTOMERS}/ann").json == changed.json
    assert api.get(CUSTOMERS).json["items"] == [changed.json]
    assert api.get(f"{CUSTOMERS}/eve").status == 404


def test_what_cannot_be_meant_is_refused_with_its_place(api: Client) -> None:
    refused = put(api, {"email": "ann", "birthday": "02-30", "country": "Austria"})
    assert set(refused.faults) == {"/email", "/birthday", "/country"}
    assert api.get(f"{CUSTOMERS}/ann").status == 404


def test_a_cart_is_priced_by_the_price_list_and_segments_of_its_customer(
    api: Client, platform: FakePlatform
) -> None:
    stocked(platform)
    rule = {"kind": "percent", "basis_points": -1_000, "segments": ["reseller"], "why": "resale"}
    api.send("PUT", "/api/v1/prices/rules/resellers", rule)
    put(api, {**ANN, "segments": ["reseller"]})
    new = {"currency": "EUR", "country": "AT", "customer_id": "ann"}
    path = f"/api/v1/carts/{api.post('/api/v1/carts', new).json['cart']['cart_id']}"
    cart = api.send("PUT", f"{path}/lines/SHIRT", {"quantity": 1}).json
    assert cart["lines"][0]["unit_price"] == 1_800


def test_who_read_or_changed_a_customer_is_in_the_audit_trail(
    api: Client, platform: FakePlatform
) -> None:
    put(api)
    api.get(f"{CUSTOMERS}/ann")
    api.get(CUSTOMERS)
    digest = email_key("ann@example.com").removeprefix("person#")
    lines = api.get(f"/api/v1/subjects/{digest}/audit").json["items"]
    assert [one["what"] for one in lines][:3] == [
        "customer.changed",
        "customer.read",
        "customer.read",
    ]


def test_all_that_is_kept_of_a_customer_is_shown_and_erased(
    api: Client, platform: FakePlatform
) -> None:
    stocked(platform)
    put(api, {**ANN, "addresses": [{**BUYER.to_json(), "phone": "+436641234567"}]})
    new = {"currency": "EUR", "country": "AT", "customer_id": "ann"}
    cart = api.post("/api/v1/carts", new, headers={"Idempotency-Key": "a"}).json["cart"]
    api.send("PUT", f"/api/v1/carts/{cart['cart_id']}/lines/SHIRT", {"quantity": 1})
    shown = export(platform, email_key("ann@example.com")).model_dump_json()
    assert "ann@example.com" in shown
    assert "SHIRT" in shown
    erase(platform, email_key("ann@example.com"))
    assert (platform.customers.kept, platform.carts.kept, platform.carts.currents) == ({}, {}, {})
    assert api.post("/api/v1/carts", new, headers={"Idempotency-Key": "a"}).status == 410
    platform.clock.advance(60)
    assert put(api).status == 201
    assert api.post("/api/v1/carts", new).status == 201


def test_somebody_with_an_address_that_a_customer_gave_up_is_erased_alone(
    api: Client, platform: FakePlatform
) -> None:
    put(api)
    put(api, {**ANN, "email": "ann@new.example"})
    put(api, {"email": "ann@example.com", "name": "Another Ann"}, "other")
    erase(platform, email_key("ann@example.com"))
    assert list(platform.customers.kept) == ["ann"]
    erase(platform, external_key("ann"))
    assert platform.customers.kept == {}
