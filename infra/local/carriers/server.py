"""The calls of the stand-in of EasyPost."""

import base64
import hashlib
import hmac
import html
import json
import math
import time
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from infra.local.ad_platforms.wire import Answer, Call, Refused, Silence
from infra.local.carriers import labels
from infra.local.stand_in import (
    FAULTS_HELP,
    Controls,
    Server,
    World,
    controlled,
    set_webhook,
    telling_server,
    told,
)

SERVICES = (
    ("Post", "Ground", "4.90", 4),
    ("Post", "Priority", "9.50", 2),
    ("Parcelo", "Express", "14.20", 1),
)
"""Carrier, service, price of the first kilogram in euros, and days."""

UNSERVED = frozenset(("AQ", "KP"))
HEAVIEST_OUNCES = 1_111.0
TRAVELS = (
    (timedelta(0), "pre_transit", "Shipping label created"),
    (timedelta(hours=20), "in_transit", "Accepted at the depot"),
    (timedelta(hours=44), "out_for_delivery", "Out for delivery"),
    (timedelta(hours=48), "delivered", "Delivered"),
)
_OURS = frozenset(("bought_at", "scanned", "told"))
_NEEDED = ("street1", "city", "zip", "country")
_CONTROL_HELP = f"""POST /_control/time {{"skip_hours": 24}}   parcels travel on
POST /_control/scan {{"shipment": "shp_00000001"}}   used: its label is not refunded any more
POST /_control/webhook {{"url": "http://127.0.0.1:…", "secret": "…", "times": 2}}   tracker.updated
{FAULTS_HELP}"""


def new_world(folder: Path | None = None, now: Callable[[], float] = time.time) -> World:
    """An account without shipments."""

    def empty() -> dict[str, Any]:
        webhook = {"url": "", "secret": "", "times": 1}
        return {"shipments": {}, "ahead": 0.0, "webhook": webhook}

    return World(empty, folder, now)


def server(folder: Path | None = None, port: int = 0) -> Server:
    """The stand-in's server."""
    return telling_server(new_world(folder), answered, deliver, port)


def answered(world: World, call: Call) -> Answer:
    """The answer to a call. Raises ``Silence``."""
    if call.path.startswith("/_control"):
        return controlled(world, call, _CALLS, lambda: _page(world), _CONTROL_HELP)
    if call.path.startswith("/labels/"):
        return Answer(200, labels.pdf(call.path), {"Content-Type": "application/pdf"})
    fault = world.take_fault(write=call.method == "POST", path=call.path)
    kind = fault["kind"] if fault else ""
    if kind == "down":
        raise Silence
    if kind == "throttle":
        return _error(429, "RATE_LIMITED", "You have been rate limited.").answer
    if kind == "error_before_commit":
        return _error(500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred.").answer
    try:
        with world.changing() as state:
            state["calls"] += 1
            given = Answer(200, _made(world, call))
    except Refused as refusal:
        given = refusal.answer
    if kind == "timeout_after_commit":
        time.sleep(float(fault["seconds"]) if fault else 0)
        raise Silence
    failed = _error(500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred.").answer
    return failed if kind else given


def _made(world: World, call: Call) -> dict[str, Any]:
    _authorise(call)
    match [call.method, *call.path.strip("/").split("/")]:
        case ["POST", "v2", "shipments"]:
            return _create(world, call)
        case ["GET", "v2", "shipments", shipment]:
            return _shown(world, _found(world, shipment))
        case ["POST", "v2", "shipments", shipment, "buy"]:
            return _shown(world, _buy(world, _found(world, shipment), call))
        case ["POST", "v2", "shipments", shipment, "refund"]:
            return _shown(world, _refund(world, _found(world, shipment)))
        case _:
            raise _error(404, "NOT_FOUND", "The requested resource could not be found.")


def _authorise(call: Call) -> None:
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    try:
        key = base64.b64decode(value).decode().partition(":")[0] if scheme == "Basic" else ""
    except ValueError:
        key = ""
    if not key.startswith("EZ"):
        raise _error(401, "APIKEY.INACTIVE", "This api key is no longer active.")


def _create(world: World, call: Call) -> dict[str, Any]:
    given = call.document.get("shipment", {})
    for name in ("to_address", "from_address", "parcel"):
        if not given.get(name):
            raise _error(
                422, "SHIPMENT.INVALID_PARAMS", f"Unable to create shipment: {name} missing."
            )
    parcel, to = given["parcel"], given["to_address"]
    if not all(
        float(parcel.get(side) or 0) > 0 for side in ("length", "width", "height", "weight")
    ):
        raise _error(422, "PARCEL.INVALID_PARAMS", "Unable to create parcel: invalid dimensions.")
    shipment: dict[str, Any] = {
        "id": world.new_id("shp"),
        "object": "Shipment",
        "mode": "test",
        "reference": given.get("reference"),
        "messages": _messages(to, parcel),
        "postage_label": None,
        "refund_status": None,
        "selected_rate": None,
        "tracking_code": None,
    }
    rates = [] if shipment["messages"] else SERVICES
    shipment["rates"] = [_rate(world, parcel, one) for one in rates]
    world.state["shipments"][shipment["id"]] = shipment
    return shipment


def _messages(to: Mapping[str, Any], parcel: Mapping[str, Any]) -> list[dict[str, str]]:
    """Why no carrier takes it: none for one that all take."""
    lacks = [name for name in _NEEDED if not to.get(name)]
    if lacks:
        text = f"to_address.{lacks[0]}: field required"
    elif to["country"] in UNSERVED:
        text = f"No service to {to['country']}."
    elif float(parcel["weight"]) > HEAVIEST_OUNCES:
        text = "Parcel exceeds the maximum weight of 31.5 kg."
    else:
        return []
    return [{"carrier": "Post", "type": "rate_error", "message": text}]


def _rate(world: World, parcel: Mapping[str, Any], of: tuple[str, str, str, int]) -> dict[str, Any]:
    carrier, service, first, days = of
    kilograms = max(1, math.ceil(float(parcel["weight"]) * 28.349523125 / 1_000))
    price = Decimal(first) + Decimal("1.10") * Decimal(kilograms - 1)
    return {
        "id": world.new_id("rate"),
        "object": "Rate",
        "carrier": carrier,
        "service": service,
        "rate": f"{price:.2f}",
        "currency": "EUR",
        "delivery_days": days,
    }


def _buy(world: World, shipment: dict[str, Any], call: Call) -> dict[str, Any]:
    if shipment["postage_label"]:
        raise _error(422, "SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment.")
    wanted = call.document.get("rate", {}).get("id")
    rate = next((one for one in shipment["rates"] if one["id"] == wanted), None)
    if rate is None:
        raise _error(422, "SHIPMENT.POSTAGE.FAILURE", "Rate not found.")
    code = f"EZ{world.new_id('1')[2:]}"
    shipment |= {
        "selected_rate": rate,
        "tracking_code": code,
        "bought_at": _now(world),
        "told": TRAVELS[0][1],
        "postage_label": {
            "id": world.new_id("pl"),
            "label_url": f"{world.address}/labels/{code}.pdf",
        },
    }
    return shipment


def _refund(world: World, shipment: dict[str, Any]) -> dict[str, Any]:
    if not shipment["postage_label"]:
        raise _error(422, "SHIPMENT.REFUND.UNAVAILABLE", "There is no label to refund.")
    used = shipment.get("scanned") or _shown(world, shipment)["tracker"]["status"] != "pre_transit"
    shipment["refund_status"] = "rejected" if used else "submitted"
    return shipment


def _shown(world: World, shipment: Mapping[str, Any]) -> dict[str, Any]:
    """A shipment with its tracker, as far as the parcel is by now."""
    shown = {name: value for name, value in shipment.items() if name not in _OURS}
    if "bought_at" not in shipment:
        return shown
    bought = datetime.fromtimestamp(shipment["bought_at"], UTC)
    now = datetime.fromtimestamp(_now(world), UTC)
    details = [
        {"object": "TrackingDetail", "datetime": (bought + after).isoformat(), "status": status,
         "message": text, "tracking_location": {"city": "Vienna", "country": "AT"}}
        for after, status, text in TRAVELS
        if bought + after <= now and not (shipment["refund_status"] == "submitted" and after)
    ]  # fmt: skip
    code = shipment["tracking_code"]
    tracker = {"id": f"trk_{code}", "object": "Tracker", "shipment_id": shipment["id"],
               "tracking_code": code, "status": details[-1]["status"], "tracking_details": details,
               "public_url": f"https://track.easypost.invalid/{code}"}  # fmt: skip
    return {**shown, "tracker": tracker}


def _now(world: World) -> float:
    """Seconds since 1970 where parcels travel: ahead of the clock as the control said."""
    return world.now() + 3_600 * float(world.state["ahead"])


def signature(body: bytes, secret: str) -> str:
    """``X-Hmac-Signature`` of a body (docs.easypost.com/docs/webhooks)."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return f"hmac-sha256-hex={hmac.new(key, body, hashlib.sha256).hexdigest()}"


def deliver(world: World) -> int:
    """Tells of parcels that are elsewhere than was told last, repeated if the control says so. What is
    not taken is told again. Gives how many were taken.
    """
    with world.lock:
        webhook, taken = dict(world.state["webhook"]), 0
        sent = [one for one in world.state["shipments"].values() if "told" in one]
        news = [
            now for one in sent if (now := _shown(world, one))["tracker"]["status"] != one["told"]
        ]
    for one in news if webhook["url"] else ():
        event = {"id": f"evt_{one['id']}_{one['tracker']['status']}", "object": "Event", "mode": "test",
                 "description": "tracker.updated", "result": one["tracker"]}  # fmt: skip
        body = json.dumps(event).encode()
        headers = {"X-Hmac-Signature": signature(body, webhook["secret"])}
        if all(told(webhook["url"], body, headers) for _ in range(int(webhook["times"]))):
            taken += 1
            with world.changing() as state:
                state["shipments"][one["id"]]["told"] = one["tracker"]["status"]
    return taken


def _found(world: World, shipment_id: str) -> dict[str, Any]:
    shipment: dict[str, Any] | None = world.state["shipments"].get(shipment_id)
    if shipment is None:
        raise _error(404, "NOT_FOUND", "The requested resource could not be found.")
    return shipment


def _error(status: int, code: str, text: str) -> Refused:
    return Refused(Answer(status, {"error": {"code": code, "message": text, "errors": []}}))


def _time(world: World, given: dict[str, Any]) -> None:
    world.state["ahead"] += float(given["skip_hours"])


def _scan(world: World, given: dict[str, Any]) -> None:
    world.state["shipments"][given["shipment"]]["scanned"] = True


_CALLS: Controls = {"time": _time, "scan": _scan, "webhook": set_webhook}


def _page(world: World) -> str:
    rows = "".join(
        f"<tr><td>{one['id']}<td>{html.escape(str(one['reference']))}<td>{one['tracking_code'] or ''}"
        f"<td>{(one['selected_rate'] or {}).get('service', '')}<td>{one['refund_status'] or ''}"
        for one in world.state["shipments"].values()
    )
    faults = html.escape(json.dumps(world.state["faults"], indent=1))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Carriers</title>"
        "<h1>Stand-in of EasyPost</h1><table border=1><tr><th>shipment<th>order<th>tracking<th>service"
        f"<th>refund{rows}</table><h2>Faults</h2><pre>{faults}</pre>"
        f"<h2>Calls</h2><pre>{html.escape(_CONTROL_HELP)}</pre></html>"
    )
