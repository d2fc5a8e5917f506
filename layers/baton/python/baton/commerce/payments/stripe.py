"""Stripe's API of payment intents and refunds, on plain HTTPS (docs.stripe.com/api, version below).

Every POST has an idempotency key: Stripe keeps the first answer to it for at least a day, also one that
says that Stripe failed. So what was not answered is asked again with the same key, and takes effect
once; where that does not tell, our key in the object's metadata does.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from baton.aws.secrets import Secret
from baton.commerce.payments.port import Payment, PaymentState, Refund
from baton.commerce.payments.units import from_stripe, to_stripe
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

HOST = "https://api.stripe.com"
VERSION = "2025-09-30.clover"
_WHOSE = "The payment provider"
_DECLINED, _MISSING, _UNDER_WAY = 402, 404, 409

RECOVERY = Recovery(
    "The payment provider",
    seconds=60,
    each=20,
    busy=frozenset((_UNDER_WAY,)),
    instead={
        FaultKind.TIMEOUT: "what was asked for is looked up by its key before it is asked for again",
        FaultKind.UNAVAILABLE: "the order waits for its payment, and is visited again",
        FaultKind.THROTTLED: "the effect is due again later",
        FaultKind.UNAUTHORISED: "the effect waits for an operator to put the key right",
    },
)
"""A refusal is an answer, and is not tried again."""


class Stripe:
    """See ``PaymentProvider``. ``secret`` is JSON with ``secret_key``."""

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

    def create(self, key: str, order_id: Ulid, amount: Money, method: str | None = None) -> Payment:
        """See ``PaymentProvider``."""
        form = {
            "amount": str(to_stripe(amount.amount, amount.currency)),
            "currency": amount.currency.lower(),
            "capture_method": "manual",
            "payment_method_types[]": "card",
            "metadata[order_id]": order_id,
            "metadata[key]": key,
            "expand[]": "latest_charge",
        }
        if method:
            form |= {"payment_method": method, "confirm": "true"}
        return _payment(self._sent("POST", "/v1/payment_intents", form, key))

    def capture(self, key: str, payment_id: str, amount: int) -> Payment:
        """See ``PaymentProvider``."""
        currency = self.get(payment_id).amount.currency
        form = {
            "amount_to_capture": str(to_stripe(amount, currency)),
            "expand[]": "latest_charge",
        }
        return _payment(self._sent("POST", f"{_place(payment_id)}/capture", form, key))

    def cancel(self, key: str, payment_id: str) -> Payment:
        """See ``PaymentProvider``."""
        there = self.get(payment_id)
        if there.state is PaymentState.CANCELED:
            return there
        form = {"expand[]": "latest_charge"}
        return _payment(self._sent("POST", f"{_place(payment_id)}/cancel", form, key))

    def refund(self, key: str, payment_id: str, amount: int) -> Refund:
        """See ``PaymentProvider``."""
        currency = self.get(payment_id).amount.currency
        form = {
            "payment_intent": payment_id,
            "amount": str(to_stripe(amount, currency)),
            "metadata[key]": key,
        }
        return _refund(self._sent("POST", "/v1/refunds", form, key))

    def refunds(self, payment_id: str) -> tuple[Refund, ...]:
        """See ``PaymentProvider``."""
        query = urlencode({"payment_intent": payment_id, "limit": 100})
        return tuple(map(_refund, _listed(self._sent("GET", f"/v1/refunds?{query}"))))

    def get(self, payment_id: str) -> Payment:
        """See ``PaymentProvider``."""
        query = urlencode({"expand[]": "latest_charge"})
        try:
            return _payment(self._sent("GET", f"{_place(payment_id)}?{query}"))
        except _Missing:
            raise NotFound("payment", payment_id) from None

    def of_order(self, order_id: Ulid) -> tuple[Payment, ...]:
        """See ``PaymentProvider``."""
        search = {"query": f"metadata['order_id']:'{order_id}'", "expand[]": "data.latest_charge"}
        given = self._sent("GET", f"/v1/payment_intents/search?{urlencode(search)}")
        return tuple(map(_payment, _listed(given)))

    def _sent(
        self, method: str, path: str, form: Mapping[str, str] | None = None, key: str | None = None
    ) -> dict[str, Any]:
        """The answer's document. What was not answered, or was answered by a fault of the server, is
        asked again with the same key, as the recovery says.
        """
        more = {"stripe-version": VERSION, "user-agent": "Baton"}
        if key:
            more["idempotency-key"] = key
        if form is not None:
            more["content-type"] = "application/x-www-form-urlencoded"
        body = urlencode(form).encode() if form is not None else None

        def headers() -> Mapping[str, str]:
            return {"authorization": f"Bearer {self._secret_key()}", **more}

        try:
            return _read(self._api.call(method, self._host + path, headers=headers, body=body))
        except KeyRefused as error:
            raise Misconfigured(str(error)) from None
        except Throttled as error:
            raise ProviderUnavailable(str(error)) from error
        except NotConnected as error:
            raise ProviderUnavailable(f"The payment provider cannot be reached: {error}") from error
        except NoAnswer as error:
            raise Unavailable(f"The payment provider does not answer: {error}") from error

    def _secret_key(self) -> str:
        try:
            return str(json.loads(self._secret.text())["secret_key"])
        except (LookupError, ValueError, TypeError):
            text = "The secret of the payment account is not JSON with secret_key."
            raise Misconfigured(text) from None


class _Missing(Rejected):
    """There is no such thing at Stripe."""


def _read(answer: HttpAnswer) -> dict[str, Any]:
    """The document. A refusal by a bank gives the intent that it is about; any other raises."""
    try:
        given = outside_json(answer.body)
    except ValueError:
        raise Unavailable("The payment provider's answer is not JSON.") from None
    if not isinstance(given, dict):
        raise Unavailable("The payment provider's answer is no JSON object.")
    error = given.get("error")
    if error is None and answer.status < _DECLINED:
        return given
    error = error if isinstance(error, dict) else {}
    intent = error.get("payment_intent")
    if answer.status == _DECLINED and isinstance(intent, dict):
        return intent
    text = f"The payment provider refuses it: {str(error.get('message', answer.status))[:200]}"
    raise _Missing(text) if answer.status == _MISSING else Rejected(text)


@in_its_form(_WHOSE)
def _payment(given: Mapping[str, Any]) -> Payment:
    """An intent as Stripe shows it, with its latest charge."""
    currency = str(given["currency"]).upper()
    charge = given.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    action, metadata = given.get("next_action") or {}, given.get("metadata") or {}
    failed = given.get("last_payment_error") or {}
    state = PaymentState(str(given["status"]).replace("requires_confirmation", "requires_action"))
    declined = failed.get("decline_code") or failed.get("code")
    return Payment(
        payment_id=str(given["id"]),
        order_id=str(metadata.get("order_id", "")),
        key=str(metadata.get("key", "")),
        amount=Money(amount=from_stripe(int(given["amount"]), currency), currency=currency),
        capturable=from_stripe(int(given.get("amount_capturable") or 0), currency),
        captured=from_stripe(int(given.get("amount_received") or 0), currency),
        refunded=from_stripe(int(charge.get("amount_refunded") or 0), currency),
        state=state,
        client_secret=given.get("client_secret"),
        action_url=(action.get("redirect_to_url") or {}).get("url"),
        declined=str(declined)[:60] if declined and state is PaymentState.REQUIRES_METHOD else None,
        disputed=bool(charge.get("disputed")),
    )


@in_its_form(_WHOSE)
def _refund(given: Mapping[str, Any]) -> Refund:
    return Refund(
        refund_id=str(given["id"]),
        payment_id=str(given["payment_intent"]),
        key=str((given.get("metadata") or {}).get("key", "")),
        amount=from_stripe(int(given["amount"]), str(given["currency"]).upper()),
        state=str(given["status"]),
    )


@in_its_form(_WHOSE)
def _listed(given: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(given["data"])


def _place(payment_id: str) -> str:
    return f"/v1/payment_intents/{quote(payment_id, safe='')}"
