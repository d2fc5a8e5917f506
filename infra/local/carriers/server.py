"""The calls of the stand-in of EasyPost."""

import base64
import html
import json
import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from infra.local.ad_platforms.wire import Answer, Call, Refused, Silence
from infra.local.stand_in import FAULTS_HELP, Controls, Server, World, controlled

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
_NEEDED = ("street1", "city", "zip", "country")
_CONTROL_HELP = f"""POST /_control/time {{"skip_hours": 24}}   parcels travel on
POST /_control/scan {{"shipment": "shp_00000001"}}   used: its label is not refunded any more
{FAULTS_HELP}"""


def new_world(folder: Path | None = None, now: Callable[[], float] = time.time) -> World:
    """An account without shipments."""
    return World(lambda: {"shipments": {}, "ahead": 0.0}, folder, now)


def server(folder: Path | None = None, port: int = 0) -> Server:
    """The stand-in's server."""
    world = new_world(folder)
    return Server(lambda call: answered(world, call), port)


def answered(world: World, call: Call) -> Answer:
    """The answer to a call. Raises ``Silence``."""
    if call.path.startswith("/_control"):
        return controlled(world, call, _CALLS, lambda: _page(world), _CONTROL_HELP)
    if call.path.startswith("/labels/"):
        return Answer(200, _pdf(call.path), {"Content-Type": "application/pdf"})
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
    here = f"http://{call.headers.get('host', 'localhost')}"
    shipment |= {
        "selected_rate": rate,
        "tracking_code": code,
        "bought_at": world.now(),
        "postage_label": {"id": world.new_id("pl"), "label_url": f"{here}/labels/{code}.pdf"},
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
    shown = {
        name: value for name, value in shipment.items() if name not in ("bought_at", "scanned")
    }
    if "bought_at" not in shipment:
        return shown
    bought = datetime.fromtimestamp(shipment["bought_at"], UTC)
    now = datetime.fromtimestamp(world.now(), UTC) + timedelta(hours=world.state["ahead"])
    details = [
        {"object": "TrackingDetail", "datetime": (bought + after).isoformat(), "status": status,
         "message": text, "tracking_location": {"city": "Vienna", "country": "AT"}}
        for after, status, text in TRAVELS
        if bought + after <= now and not (shipment["refund_status"] == "submitted" and after)
    ]  # fmt: skip
    code = shipment["tracking_code"]
    tracker = {"id": f"trk_{code}", "status": details[-1]["status"], "tracking_details": details,
               "public_url": f"https://track.easypost.invalid/{code}"}  # fmt: skip
    return {**shown, "tracker": tracker}


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


_CALLS: Controls = {"time": _time, "scan": _scan}


_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>"
)


def _pdf(path: str) -> bytes:
    """A label of one page with its tracking code."""
    code = "".join(one for one in path.rsplit("/", 1)[-1] if one.isalnum())[:40]
    stream = f"BT /F1 24 Tf 40 380 Td (Label {code}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _PAGE,
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + end % (table, len(body))


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
