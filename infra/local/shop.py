"""The demo's shop: Tidewater's products, put into stock over the API as a shop of one's own would be."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.local.client import Answer, ApiClient
from infra.local.ministack import LocalFailure
from infra.local.places import ROOT
from infra.spec_files import read_yaml

SAMPLE = ROOT / "samples" / "shop.yaml"
FIRST_DELIVERY = "first-delivery"
"""The movement that brought everything: once, however often the shop is opened."""

_PACKED = {"length": 280, "width": 200, "height": 90}
"""Millimetres that any of its products is packed in."""


def is_wanted(outputs: Mapping[str, Any]) -> bool:
    """Whether the area of shops is on."""
    return "payment_url" in outputs


def sample() -> dict[str, Any]:
    """What the shop is made of."""
    found: dict[str, Any] = read_yaml(SAMPLE)
    return found


def open_shop(api: ApiClient) -> int:
    """Opens the shop; gives how many products it sells, 0 if it was open before: what people changed
    since stays theirs. Raises ``LocalFailure`` if the API refuses something.
    """
    shop = sample()
    if not api.request("GET", _product(shop["products"][-1])).problem:
        return 0
    _done(api.request("PUT", "/api/v1/prices/tax-rates", json={"rates": shop["tax_rates"]}))
    for name, promotion in shop["promotions"].items():
        _done(api.request("PUT", f"/api/v1/prices/promotions/{name}", json=promotion))
    for product in shop["products"]:
        for variant in product["variants"]:
            path, moved = _delivery(variant, shop["location"])
            _done(api.request("POST", path, json=moved))
        _done(api.request("PUT", _product(product), json=_content(product, shop["currency"])))
    return len(shop["products"])


def skus(shop: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Every SKU of the sample with how many pieces the first delivery brought."""
    for product in shop["products"]:
        for variant in product["variants"]:
            yield variant["sku"], variant["stock"]


def _product(product: Mapping[str, Any]) -> str:
    return f"/api/v1/products/{product['product_id']}"


def _content(product: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The product as the API takes it."""
    told = {name: value for name, value in product.items() if name != "product_id"}
    return {**told, "variants": [_variant(one, currency) for one in product["variants"]]}


def _variant(variant: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {
        "sku": variant["sku"],
        "title": variant["title"],
        "prices": [{"money": {"amount": variant["price"], "currency": currency}}],
        "cost": {"amount": variant["cost"], "currency": currency},
        "dimensions": {**_PACKED, "weight": variant["weight"]},
    }


def _delivery(variant: Mapping[str, Any], location: str) -> tuple[str, dict[str, Any]]:
    moved = {
        "movement_id": FIRST_DELIVERY,
        "location": location,
        "on_hand": variant["stock"],
        "reason": "received",
    }
    return f"/api/v1/stock/{variant['sku']}/movements", moved


def _done(answer: Answer) -> None:
    if answer.problem:
        raise LocalFailure(f"The demo's shop could not be opened: {answer.problem}")
