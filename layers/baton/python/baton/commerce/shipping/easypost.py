"""EasyPost's API of shipments and trackers, version 2, on plain HTTPS (docs.easypost.com).

It has no idempotency keys. A shipment costs nothing until a label is bought for it, and has one label at
most: a second purchase is refused with ``SHIPMENT.POSTAGE.EXISTS``, and the label is read instead.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from baton.aws.secrets import Secret
from baton.commerce.catalogue import Dimensions
from baton.commerce.places import PostalAddress
from baton.commerce.shipping.port import (
    Label,
    Rate,
    RatedShipment,
    TrackingEvent,
    TrackingState,
)
from baton.core.amounts import minor_units
from baton.core.clock import Sleep
from baton.core.contract import Ulid
from baton.core.errors import NotFound, Unavailable
from baton.core.json_text import outside_json
from baton.core.money import Money
from baton.effects.sender import Misconfigured, ProviderUnavailable, Rejected
from baton.resilience.guarding import Guard
from baton.resilience.outgoing_http import (
    HttpAnswer,
    NoAnswer,
    NotConnected,
    http_call,
    in_its_form,
)
from baton.resilience.recovery import Call, HttpDependency, KeyRefused, Recovery, Throttled
from baton.resilience.retry import FaultKind

HOST = "https://api.easypost.com"
_WHOSE = "The carriers' service"
RECOVERY = Recovery(
    "The carriers' service",
    seconds=22,  # a buyer waits for rates, for 29 seconds at most
    each=7,
    instead={
        FaultKind.TIMEOUT: "rates offered for such a parcel before; a label is bought later",
        FaultKind.UNAVAILABLE: "such rates, or the price policy's flat rate; a label is bought later",
        FaultKind.THROTTLED: "such rates, or the flat rate; a label is bought later",
        FaultKind.UNAUTHORISED: "such rates, or the flat rate; a label waits for an operator",
    },
)
"""A refusal is an answer, and is not tried again."""

BOUGHT = "SHIPMENT.POSTAGE.EXISTS"

MM_AN_INCH, GRAMS_AN_OUNCE = 25.4, 28.349523125

_REFUSED, _MISSING = 400, 404
_REFUNDED = frozenset(("submitted", "refunded"))


class EasyPost:
    """See ``CarrierProvider``. ``secret`` is JSON with ``api_key``."""

    def __init__(
        self,
        secret: Secret,
        *,
        host: str = HOST,
        sleep: Sleep,
        guard: Guard | None = None,
        http: Call = http_call,
    ) -> None:
        self._secret = secret
        self._host = host.rstrip("/")
        self._api = HttpDependency(
            RECOVERY, sleep, secret.renew, guard=RECOVERY.guard(guard), http=http
        )

    def rates(
        self, order_id: Ulid, sender: PostalAddress, recipient: PostalAddress, parcel: Dimensions
    ) -> RatedShipment:
        """See ``CarrierProvider``."""
        shipment = {
            "reference": order_id,
            "from_address": _address(sender),
            "to_address": _address(recipient),
            "parcel": {
                "length": round(parcel.length / MM_AN_INCH, 1),
                "width": round(parcel.width / MM_AN_INCH, 1),
                "height": round(parcel.height / MM_AN_INCH, 1),
                "weight": round(parcel.weight / GRAMS_AN_OUNCE, 1),
            },
            "options": {"label_format": "PDF"},
        }
        given = self._sent("POST", "/v2/shipments", {"shipment": shipment})
        return _rated(given)

    def buy(self, shipment_id: str, rate_id: str) -> Label:
        """See ``CarrierProvider``."""
        try:
            given = self._sent("POST", f"{_place(shipment_id)}/buy", {"rate": {"id": rate_id}})
        except Refused as refusal:
            if refusal.code == BOUGHT and (label := self.label_of(shipment_id)):
                return label
            raise
        label = _label(given)
        if label is None:
            raise Unavailable("The carriers' service sold a label and does not show it.")
        return label

    def label_of(self, shipment_id: str) -> Label | None:
        """See ``CarrierProvider``."""
        return _label(self._shipment(shipment_id))

    def void(self, shipment_id: str) -> None:
        """See ``CarrierProvider``."""
        if _is_refunded(self._shipment(shipment_id)):
            return
        given = self._sent("POST", f"{_place(shipment_id)}/refund", {})
        if not _is_refunded(given):
            told = str(given.get("refund_status"))[:200]
            raise Rejected(f"The carrier refunds no label: {told}.")

    def order_of(self, shipment_id: str) -> str:
        """See ``CarrierProvider``."""
        return str(self._shipment(shipment_id).get("reference") or "")

    def tracking(self, shipment_id: str) -> tuple[TrackingEvent, ...]:
        """See ``CarrierProvider``."""
        return _events(self._shipment(shipment_id))

    def _shipment(self, shipment_id: str) -> dict[str, Any]:
        try:
            return self._sent("GET", _place(shipment_id))
        except Refused as refusal:
            if refusal.status == _MISSING:
                raise NotFound("shipment", shipment_id) from None
            raise

    def _sent(
        self, method: str, path: str, document: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answer's document. What changes nothing, or only once, is asked for again as the recovery
        says.
        """
        more = {"user-agent": "Baton"}
        if document is not None:
            more["content-type"] = "application/json"
        body = json.dumps(document).encode() if document is not None else None

        def headers() -> Mapping[str, str]:
            key = base64.b64encode(f"{self._api_key()}:".encode()).decode()
            return {"authorization": f"Basic {key}", **more}

        try:
            return _read(self._api.call(method, self._host + path, headers=headers, body=body))
        except KeyRefused as error:
            raise Misconfigured(str(error)) from None
        except Throttled as error:
            raise ProviderUnavailable(str(error)) from error
        except NotConnected as error:
            text = f"The carriers' service cannot be reached: {error}"
            raise ProviderUnavailable(text) from error
        except NoAnswer as error:
            raise Unavailable(f"The carriers' service does not answer: {error}") from error

    def _api_key(self) -> str:
        try:
            return str(json.loads(self._secret.text())["api_key"])
        except (LookupError, ValueError, TypeError):
            text = "The secret of the carrier account is not JSON with api_key."
            raise Misconfigured(text) from None


class Refused(Rejected):
    """EasyPost refuses; ``code`` is its own."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code


def _read(answer: HttpAnswer) -> dict[str, Any]:
    try:
        given = outside_json(answer.body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Unavailable("The carriers' service answers no JSON object.")
    if answer.status < _REFUSED:
        return given
    error = given.get("error")
    error = error if isinstance(error, dict) else {}
    words = str(error.get("message", answer.status))[:200]
    raise Refused(
        answer.status, str(error.get("code", "")), f"The carriers' service refuses it: {words}"
    )


def _address(one: PostalAddress) -> dict[str, str | None]:
    return {
        "name": one.name,
        "company": one.company,
        "street1": one.street,
        "street2": one.street_more,
        "city": one.city,
        "state": one.region,
        "zip": one.postal_code,
        "country": one.country,
        "phone": one.phone,
    }


@in_its_form(_WHOSE)
def _rated(given: Mapping[str, Any]) -> RatedShipment:
    rates = tuple(rate for one in given.get("rates", ()) if (rate := _rate(one)))
    words = "; ".join(str(one.get("message", "")) for one in given.get("messages") or ())
    why = None if rates else (words[:300] or "No carrier serves this address.")
    return RatedShipment(shipment_id=str(given["id"]), rates=rates, unserved=why)


def _rate(given: Mapping[str, Any]) -> Rate | None:
    """A rate; ``None`` for one whose price cannot be read."""
    try:
        currency = str(given["currency"]).upper()
        amount = minor_units(Decimal(str(given["rate"])), currency)
        price = Money(amount=amount, currency=currency)
    except (KeyError, InvalidOperation, ValueError):
        return None
    days = given.get("delivery_days")
    return Rate(
        rate_id=str(given["id"]),
        carrier=str(given["carrier"]),
        service=str(given["service"]),
        price=price,
        days=days if isinstance(days, int) and days >= 0 else None,
    )


@in_its_form(_WHOSE)
def _label(given: Mapping[str, Any]) -> Label | None:
    postage, rate = given.get("postage_label"), _rate(given.get("selected_rate") or {})
    if not postage or rate is None:
        return None
    tracker = given.get("tracker")
    return Label(
        shipment_id=str(given["id"]),
        carrier=rate.carrier,
        service=rate.service,
        tracking_code=str(given["tracking_code"]),
        tracking_url=tracker.get("public_url") if isinstance(tracker, dict) else None,
        label_url=str(postage.get("label_pdf_url") or postage["label_url"]),
        price=rate.price,
        voided=_is_refunded(given),
    )


def _is_refunded(given: Mapping[str, Any]) -> bool:
    return str(given.get("refund_status")) in _REFUNDED


@in_its_form(_WHOSE)
def _events(given: Mapping[str, Any]) -> tuple[TrackingEvent, ...]:
    tracker = given.get("tracker")
    details = tracker.get("tracking_details", ()) if isinstance(tracker, dict) else ()
    return tuple(sorted(map(_event, details), key=lambda one: one.at))


def _event(given: Mapping[str, Any]) -> TrackingEvent:
    where = given.get("tracking_location") or {}
    known = {one.value for one in TrackingState}
    state = str(given.get("status"))
    named = ", ".join(str(where[name]) for name in ("city", "country") if where.get(name))
    return TrackingEvent(
        at=datetime.fromisoformat(str(given["datetime"])),
        state=TrackingState(state) if state in known else TrackingState.UNKNOWN,
        text=str(given.get("message") or state)[:500],
        place=named[:200] or None,
    )


def _place(shipment_id: str) -> str:
    return f"/v2/shipments/{quote(shipment_id, safe='')}"
