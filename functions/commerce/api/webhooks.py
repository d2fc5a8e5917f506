"""The route of the payment provider's webhooks."""

import json

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.aws.secrets import Secret
from baton.commerce.orders.changing import OrderChanges
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.payments.port import PaymentProvider
from baton.commerce.payments.webhooks import checked, news
from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import Forbidden, NotFound
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document


class Taken(Contract):
    """What became of a webhook: the order that is looked at now, if it is about one."""

    order_id: str | None = None


class WebhookRoutes:
    """Takes what the payment provider tells. It is believed in nothing: the order that it names is
    looked at, by asking the provider.
    """

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        *,
        secret: Secret,
        payments: PaymentProvider,
        orders: OrderRepository,
        changes: OrderChanges,
        clock: Clock,
    ) -> None:
        self._app = app
        self._secret = secret
        self._payments = payments
        self._orders = orders
        self._changes = changes
        self._clock = clock

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.post(
            "/webhooks/payments",
            tags=["webhooks"],
            operation_id="take_payment_webhook",
            responses=described(200, Taken, "It was taken"),
        )(self.take)

    def take(self) -> "Response[str]":
        """An event of Stripe, signed in `Stripe-Signature`. Any order, repeated or early is fine."""
        request, event = request_of(self._app), self._app.current_event
        # The edge has decoded it, if need be; half a surrogate pair is no text, and nobody signed it.
        raw = (event.raw_event.get("body") or "").encode(errors="surrogatepass")
        checked(request.headers.get("stripe-signature", ""), raw, self._secrets(), self._clock())
        told = news(raw)
        if told is None:
            return document(Taken())
        try:
            order_id = told.order_id or self._payments.get(told.payment_id).order_id
            self._orders.get(order_id)
        except NotFound:
            # Another system's payment, or an order that is not there: nothing of ours to look at.
            return document(Taken())
        self._changes.wake(order_id, request.correlation_id)
        return document(Taken(order_id=order_id))

    def _secrets(self) -> tuple[str, ...]:
        """Those that are valid: the current one, and the one before while it is being replaced."""
        found: list[str] = []
        for text in self._secret.texts():
            try:
                found.append(str(json.loads(text)["webhook_secret"]))
            except (ValueError, LookupError, TypeError):
                continue
        if not found:
            raise Forbidden("No secret is known to check the signature with.")
        return tuple(found)
