"""EasyPost's webhooks: who signed one, and which shipment it is about. Pure.

What a webhook says is not believed: it comes in any order, repeated or late. It only tells which
shipment is to be looked up. ``X-Hmac-Signature`` is ``hmac-sha256-hex=`` and the body's digest under the
secret of the webhook (docs.easypost.com/docs/webhooks). It has no time, and needs none: to hear the same
again changes nothing.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence

from baton.core.errors import FieldError, Forbidden, InvalidInput
from baton.core.json_text import outside_json

_SCHEME = "hmac-sha256-hex="


def checked(header: str, body: bytes, secrets: Sequence[str]) -> None:
    """Lets a body pass that one of the secrets signed: two are valid while one replaces the other.
    Raises ``Forbidden``.
    """
    for secret in filter(None, secrets):
        key = unicodedata.normalize("NFKD", secret).encode()
        expected = _SCHEME + hmac.new(key, body, hashlib.sha256).hexdigest()
        if hmac.compare_digest(expected.encode(), header.encode(errors="surrogatepass")):
            return
    raise Forbidden("The signature is not ours.")


def shipment_of(body: bytes) -> str | None:
    """The shipment that an event is about; ``None`` if it is about none. Raises ``InvalidInput``."""
    try:
        given = outside_json(body)
        result = given["result"]
    except (ValueError, LookupError, TypeError):
        raise InvalidInput([FieldError("", "this is no event of EasyPost", "invalid")]) from None
    shipment = result.get("shipment_id") if isinstance(result, dict) else None
    return shipment[:200] if isinstance(shipment, str) and shipment else None
