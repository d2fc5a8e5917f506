"""A small shop as the browser's tests need it, put in through the API."""

import time
from typing import Any

from baton.core.clock import new_id
from tests.integration.wire import Wire

MARKUP = "<img src=x onerror=alert(1)>"
RATES = (
    {"country": "AT", "name": "VAT", "rate": "0.2"},
    {"country": "*", "name": "export", "rate": "0"},
)
ADDRESS = {
    "name": f"Ann {MARKUP}",
    "street": "Ring 2",
    "city": "Graz",
    "postal_code": "8010",
    "country": "AT",
}
PIECE = {"length": 300, "width": 250, "height": 40, "weight": 260}


def a_shirt(operator: Wire, pieces: int = 20, *, shipped: bool = True) -> str:
    """A product with its taxes and stock; its SKU. It is sold in currencies with 0, 2 and 3 decimals;
    what is not shipped needs no carrier, which takes euros only.
    """
    sku = f"SHIRT-{new_id()[-8:]}"
    prices = [("EUR", 4_900), ("JPY", 8_000), ("KWD", 16_250)]
    product = {
        "title": f"Linen shirt {MARKUP}",
        "categories": ["clothes/shirts"],
        "variants": [
            {
                "sku": sku,
                "title": "Red, M",
                "prices": [{"money": {"amount": one, "currency": of}} for of, one in prices],
                "cost": {"amount": 1_800, "currency": "EUR"},
                "dimensions": PIECE,
                "is_shipped": shipped,
            }
        ],
    }
    _sent(operator, "PUT", f"/api/v1/products/{sku.lower()}", product)
    book = operator.get("/api/v1/prices").json()
    lacking = [one for one in RATES if not any(_same(one, rate) for rate in book["rates"])]
    if lacking:
        rates = {"rates": [*book["rates"], *lacking]}
        _sent(operator, "PUT", "/api/v1/prices/tax-rates", rates)
    for place, count in (("vienna", pieces), ("linz", 2)):
        came = {"movement_id": f"m-{sku}-{place}", "location": place, "on_hand": count}
        given = {**came, "reason": "received", "note": f"from the mill {MARKUP}"}
        _sent(operator, "POST", f"/api/v1/stock/{sku}/movements", given)
    return sku


def stocked_by(operator: Wire, sku: str, **rules: Any) -> None:
    """Says how a SKU is stocked."""
    given = {"location": "vienna", "supplier_id": "linen-house", "lead_days": 14, **rules}
    _sent(operator, "PUT", f"/api/v1/stock/{sku}/policy", given)


def drafted(operator: Wire, sku: str) -> str:
    """A purchase order of a SKU that somebody drafted; its id."""
    new = {"supplier_id": "linen-house", "location": "vienna", "lead_days": 14}
    given = {**new, "pieces": {sku: 24}, "why": f"for the fair {MARKUP}"}
    return str(_sent(operator, "POST", "/api/v1/purchase-orders", given)["purchase_id"])


def an_order(
    operator: Wire, sku: str, *, pieces: int = 2, until: str = "confirmed", **given: Any
) -> dict[str, Any]:
    """An order of a SKU that has come as far as ``until``."""
    new = {
        "lines": [{"sku": sku, "quantity": pieces}],
        "currency": "EUR",
        "email": f"{new_id().lower()}@shop.example",
        "ship_to": ADDRESS,
        "payment_method": "pm_card_visa",
        **given,
    }
    order_id = _sent(operator, "POST", "/api/v1/orders", new)["order_id"]
    return came_to(operator, order_id, until)


def came_to(operator: Wire, order_id: str, state: str) -> dict[str, Any]:
    """The order once it is in a state."""
    for _ in range(240):
        order: dict[str, Any] = operator.get(f"/api/v1/orders/{order_id}").json()
        if order["state"] == state:
            return order
        time.sleep(0.5)
    raise AssertionError(f"{order_id} is {order['state']}, not {state}: {order.get('why')}")


def _same(one: dict[str, Any], rate: dict[str, Any]) -> bool:
    return one["country"] == rate["country"] and rate.get("tax_class") == "standard"


def _sent(operator: Wire, method: str, path: str, body: Any) -> Any:
    answer = operator.send(method, path, json=body)
    assert answer.is_success, answer.text
    return answer.json()
