"""Stripe's webhooks: who signed one, and which payment it is about. Pure.

What a webhook says is not believed: it comes in any order, repeated, or before the order is there. It
only tells which payment is to be looked up.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from baton.core.errors import FieldError, Forbidden, InvalidInput
from baton.core.json_text import outside_json

TOLERANCE = timedelta(minutes=5)
"""How old a signature may be, or how far ahead (docs.stripe.com/webhooks)."""

_SCHEME = "v1"
_MOST_PARTS = 20


_OF_THE_PAID = ("charge.dispute.", "charge.refund", "refund.")


class PaymentNews(NamedTuple):
    """That something happened to a payment. ``order_id`` is there where the object names it."""

    event_id: str
    kind: str
    payment_id: str
    order_id: str | None


def checked(header: str, body: bytes, secrets: Sequence[str], now: datetime) -> None:
    """Lets a body pass that one of the secrets signed lately: two are valid while one replaces the
    other. Raises ``Forbidden``.
    """
    pairs = [part.partition("=") for part in header.split(",")[:_MOST_PARTS]]
    moments = [value for name, _, value in pairs if name.strip() == "t"]
    signatures = [value for name, _, value in pairs if name.strip() == _SCHEME]
    if len(moments) != 1 or not moments[0].isascii() or not moments[0].isdigit():
        raise Forbidden("The signature has no time.")
    if abs(now.timestamp() - int(moments[0][:12])) > TOLERANCE.total_seconds():
        raise Forbidden("The signature is too old, or of the future.")
    signed = moments[0].encode() + b"." + body
    for secret in filter(None, secrets):
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
        given = (one.encode(errors="surrogatepass") for one in signatures)
        if any(hmac.compare_digest(expected, one) for one in given):
            return
    raise Forbidden("The signature is not ours.")


def is_of_the_paid(told: PaymentNews) -> bool:
    """Whether it can be news of what was paid long ago: a dispute, or money given back elsewhere."""
    return told.kind.startswith(_OF_THE_PAID)


def news(body: bytes) -> PaymentNews | None:
    """What a webhook is about; ``None`` if it is about no payment. Raises ``InvalidInput``."""
    try:
        given = outside_json(body)
        thing = given["data"]["object"]
        event_id, kind = str(given["id"])[:200], str(given["type"])[:100]
    except (ValueError, LookupError, TypeError):
        raise InvalidInput([FieldError("", "this is no event of Stripe", "invalid")]) from None
    if not isinstance(thing, dict):
        raise InvalidInput([FieldError("/data/object", "must be an object", "invalid")])
    is_intent = thing.get("object") == "payment_intent"
    payment = thing.get("id") if is_intent else thing.get("payment_intent")
    if not isinstance(payment, str) or not payment:
        return None
    metadata = thing.get("metadata")
    order = metadata.get("order_id") if isinstance(metadata, dict) else None
    return PaymentNews(event_id, kind, payment[:200], str(order)[:26] if order else None)
