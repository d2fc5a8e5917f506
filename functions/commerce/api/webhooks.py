"""The routes of the webhooks of the payment provider and of carriers."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.aws.secrets import Secret
from baton.commerce.orders.changing import OrderChanges
from baton.commerce.orders.flow import waits_for_payment
from baton.commerce.orders.order import Order
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.payments.port import PaymentProvider
from baton.commerce.payments.webhooks import checked, is_of_the_paid, news
from baton.commerce.shipping import webhooks as parcels
from baton.commerce.shipping.port import CarrierProvider
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import Forbidden, NotFound
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document

REREAD = timedelta(seconds=30)
"""So often at most a secret is read anew since a signature is of none that is known."""


class WebhookResult(Contract):
    """What became of a webhook: the order that is looked at now, if it is about one."""

    order_id: str | None = None


class WebhookRoutes:
    """Takes what the payment provider and carriers tell. They are believed in nothing: the order that is
    named is looked at, by asking them, if what is told could bring it on.
    """

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        *,
        secret: Secret,
        payments: PaymentProvider,
        carrier_secret: Secret,
        carriers: CarrierProvider | None,
        orders: OrderRepository,
        changes: OrderChanges,
        clock: Clock,
    ) -> None:
        self._app = app
        self._secret = secret
        self._payments = payments
        self._carrier_secret = carrier_secret
        self._carriers = carriers
        self._orders = orders
        self._changes = changes
        self._clock = clock
        self._reread_at: datetime | None = None

    def register(self) -> None:
        """Adds the routes to the app."""
        for path, operation, take in (
            ("payments", "take_payment_webhook", self.take_of_payment),
            ("carriers", "take_carrier_webhook", self.take_of_carrier),
        ):
            self._app.post(
                f"/webhooks/{path}",
                tags=["webhooks"],
                operation_id=operation,
                responses=described(200, WebhookResult, "It was taken"),
            )(take)

    def take_of_payment(self) -> "Response[str]":
        """An event of Stripe, signed in `Stripe-Signature`. Any order, repeated or early is fine."""
        raw, signature = self._raw(), self._header("stripe-signature")
        self._check(self._secret, lambda known: checked(signature, raw, known, self._clock()))
        told = news(raw)
        if told is None:
            return document(WebhookResult())
        try:
            order_id = told.order_id or self._payments.get(told.payment_id).order_id
        except NotFound:
            return document(WebhookResult())  # another system's payment
        return self._woken(order_id, lambda order: waits_for_payment(order) or is_of_the_paid(told))

    def take_of_carrier(self) -> "Response[str]":
        """An event of EasyPost, signed in `X-Hmac-Signature`. Any order, repeated or late is fine."""
        raw, signature = self._raw(), self._header("x-hmac-signature")
        if self._carriers is None:
            raise Forbidden("No carrier is connected.")
        self._check(self._carrier_secret, lambda known: parcels.checked(signature, raw, known))
        shipment_id = parcels.shipment_of(raw)
        if shipment_id is None:
            return document(WebhookResult())
        try:
            order_id = self._carriers.order_of(shipment_id)
        except NotFound:
            return document(WebhookResult())  # another account's shipment
        return self._woken(order_id)

    def _check(self, secret: Secret, check: Callable[[tuple[str, ...]], object]) -> None:
        """Checks a signature. One that no known secret made may be of a new one: the secret is read
        anew, at most once in ``REREAD``, whoever signs what. Raises ``Forbidden``.
        """
        try:
            check(_webhook_secrets(secret))
        except Forbidden:
            now = self._clock()
            if self._reread_at and now - self._reread_at < REREAD:
                raise
            self._reread_at = now
            secret.renew()
            check(_webhook_secrets(secret))

    def _raw(self) -> bytes:
        """The body, decoded by the edge if need be; half a surrogate pair is what nobody signed."""
        event = self._app.current_event
        return (event.raw_event.get("body") or "").encode(errors="surrogatepass")

    def _header(self, name: str) -> str:
        return request_of(self._app).headers.get(name, "")

    def _woken(
        self, order_id: str, is_news: Callable[[Order], bool] = lambda _: True
    ) -> "Response[str]":
        """Has the order looked at, unless there is none, or it is no news for it."""
        try:
            order = self._orders.get(order_id)
        except NotFound:
            return document(WebhookResult())
        if is_news(order):
            self._changes.wake(order_id, request_of(self._app).correlation_id)
        return document(WebhookResult(order_id=order_id))


def _webhook_secrets(secret: Secret) -> tuple[str, ...]:
    """Those that are valid: the current one, and the one before while it is being replaced."""
    found: list[str] = []
    for text in secret.texts():
        try:
            found.append(str(json.loads(text)["webhook_secret"]))
        except (ValueError, LookupError, TypeError):
            continue
    if not found:
        raise Forbidden("No secret is known to check the signature with.")
    return tuple(found)
