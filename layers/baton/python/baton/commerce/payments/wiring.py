"""The payment provider of a deployment, behind its circuit breaker."""

from typing import TYPE_CHECKING

from baton.aws.secrets import Secrets
from baton.commerce.payments.sender import PaymentSender
from baton.commerce.payments.stripe import HOST, Stripe
from baton.commerce.settings import CommerceSettings
from baton.effects.kind import SenderParts
from baton.resilience.guarding import Guard

if TYPE_CHECKING:
    from baton.commerce.payments.port import PaymentProvider
    from baton.runtime.platform import Platform

DEPENDENCY = "payments"
INSTEAD = "the order waits for its payment"


def closed() -> str | None:
    """Why no payment is made, for an operator; ``None`` if they are."""
    if CommerceSettings.from_environment().payment_secret:
        return None
    return "payments are not connected: set behaviour.payment_secret"


def sender(parts: SenderParts) -> PaymentSender:
    """Carries effects on payments out."""
    breaker = parts.breaker(DEPENDENCY)
    guard = Guard(breaker, INSTEAD) if breaker else None
    settings = CommerceSettings.from_environment()
    secret = Secrets(parts.clients).named(settings.payment_secret)
    host = settings.payment_base_url or HOST
    return PaymentSender(Stripe(secret, host=host, sleep=parts.sleep, guard=guard), parts.clock)


def payment_provider(settings: CommerceSettings, platform: "Platform") -> "PaymentProvider":
    """The provider, for who looks payments up."""
    breaker = platform.breaker(DEPENDENCY)
    return Stripe(
        platform.secrets.named(settings.payment_secret),
        host=settings.payment_base_url or HOST,
        sleep=platform.sleep,
        guard=Guard(breaker, INSTEAD) if breaker else None,
    )
