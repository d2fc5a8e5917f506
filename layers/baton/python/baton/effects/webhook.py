"""Signed calls of a system of the company's, as Standard Webhooks specifies them.

Source: https://www.standardwebhooks.com, specification 1.0: the headers ``webhook-id``,
``webhook-timestamp`` and ``webhook-signature``, the last being ``v1,`` and the HMAC-SHA256 of
``id.timestamp.body`` in base 64.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from baton.aws.secrets import Secret
from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.settings import Settings
from baton.effects.effect import Effect
from baton.effects.sender import (
    DeliveryReport,
    DeliveryStatus,
    OutboundMessage,
    ProviderUnavailable,
    Rejected,
)
from baton.resilience.outgoing_http import NoAnswer, NotConnected, http_call

SENDING_IS_OFF = "sending is off: set behaviour.sending to true"

SECONDS = 10.0
"""How long an answer may take."""

_LATER = frozenset({404, 408, 425, 429, 503})
"""The receiver takes nothing at the moment; 404 and 401 also come from one that is being deployed."""

_UNAUTHORISED = frozenset({401, 403})
_SECRET_PREFIX = "whsec_"  # noqa: S105 - what all keys begin with


class WebhookSender:
    """Calls one address. Whoever answers there knows a call by its ``webhook-id``, which is the
    effect's key and the same in every repeat. What its answer says is not read.
    """

    def __init__(self, url: str, secret: Secret, clock: Clock, *, seconds: float = SECONDS) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock
        self._seconds = seconds

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        now = self._clock()
        body = payload_of(effect, message, now)
        try:
            signature = signed(effect.effect_id, now, body, self._secret.texts())
        except (LookupError, ValueError, Unavailable) as error:
            raise ProviderUnavailable(f"The webhook's call cannot be signed: {error}") from error
        headers = {"content-type": "application/json", "user-agent": "Baton", **signature}
        status = self._posted(body, headers)
        if status in _UNAUTHORISED:
            self._secret.renew()
        if status in _LATER | _UNAUTHORISED:
            raise ProviderUnavailable(f"The webhook takes nothing now ({status}).")
        if status >= 500:  # noqa: PLR2004 (HTTP)
            raise Unavailable(f"The webhook failed ({status}).")
        if status >= 300:  # noqa: PLR2004 (HTTP: redirects are not followed)
            raise Rejected(f"The webhook refuses the call ({status}).")
        return effect.effect_id

    def _posted(self, body: bytes, headers: dict[str, str]) -> int:
        try:
            answer = http_call(
                "POST",
                self._url,
                body=body,
                headers=headers,
                seconds=self._seconds,
                most_bytes=0,
            )
        except (NotConnected, ValueError) as error:
            raise ProviderUnavailable(f"Cannot connect to the webhook: {error}.") from error
        except NoAnswer as error:
            raise Unavailable(f"The webhook does not answer: {error}.") from error
        return answer.status

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``."""
        del effect
        return DeliveryReport(
            DeliveryStatus.REPEATABLE, "whoever gets the call knows its webhook-id"
        )


def webhook_closed(settings: Settings) -> str | None:
    """Why the company's own system is not called, for an operator; ``None`` if it is."""
    if not settings.sending:
        return SENDING_IS_OFF
    if not settings.webhook_url:
        return "no system takes it: set behaviour.webhook_url"
    if not is_private(settings.webhook_url):
        return "behaviour.webhook_url must begin with https://"
    if not settings.webhook_secret:
        return "nothing can be signed: set behaviour.webhook_secret"
    return None


def is_private(url: str) -> bool:
    """Whether nobody on the way can read what is sent to an address."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost"}


def payload_of(effect: Effect, message: OutboundMessage, now: datetime) -> bytes:
    """The body: what happened, when, and its data."""
    data: dict[str, Any] = {
        "effect_id": effect.effect_id,
        "kind": effect.kind,
        "subject": message.subject,
        "text": message.text,
        **message.data,
    }
    if message.recipient:
        data["recipient"] = message.recipient
    event = {"type": f"baton.{effect.kind}", "timestamp": _iso(now), "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def signed(message_id: str, now: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers, with a signature by each secret, so that a receiver takes calls while a
    secret is replaced. A secret is ``whsec_`` and the key in base 64; one that was replaced may be
    anything, as what stood there before the first.

    Raises ``ValueError`` if the current secret, the first, is another.
    """
    timestamp = str(int(now.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    keys = [_key_of(secret) for secret in secrets[:1]]
    for replaced in secrets[1:]:
        with suppress(ValueError):
            keys.append(_key_of(replaced))
    digests = [hmac.digest(key, content, hashlib.sha256) for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in digests),
    }


def _key_of(secret: str) -> bytes:
    if not secret.startswith(_SECRET_PREFIX):
        raise ValueError("the webhook's secret must begin with whsec_")
    return base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
