"""The carriers' service of a deployment, behind its circuit breaker."""

from typing import TYPE_CHECKING

from baton.aws.secrets import Secrets
from baton.commerce.settings import CommerceSettings
from baton.commerce.shipping.easypost import HOST, EasyPost
from baton.commerce.shipping.sender import LabelSender
from baton.effects.kind import SenderParts
from baton.resilience.guarding import Guard

if TYPE_CHECKING:
    from baton.commerce.shipping.port import CarrierProvider
    from baton.runtime.platform import Platform

DEPENDENCY = "carriers"
INSTEAD = "the label is bought later"


def closed() -> str | None:
    """Why no label is bought, for an operator; ``None`` if they are."""
    if CommerceSettings.from_environment().carrier_secret:
        return None
    return "carriers are not connected: set behaviour.carrier_secret"


def sender(parts: SenderParts) -> LabelSender:
    """Carries effects on labels out."""
    breaker = parts.breaker(DEPENDENCY)
    guard = Guard(breaker, INSTEAD) if breaker else None
    settings = CommerceSettings.from_environment()
    secret = Secrets(parts.clients).named(settings.carrier_secret)
    host = settings.carrier_base_url or HOST
    return LabelSender(EasyPost(secret, host=host, sleep=parts.sleep, guard=guard))


def carrier_provider(settings: CommerceSettings, platform: "Platform") -> "CarrierProvider":
    """The service, for who asks for rates and looks labels up."""
    breaker = platform.breaker(DEPENDENCY)
    return EasyPost(
        platform.secrets.named(settings.carrier_secret),
        host=settings.carrier_base_url or HOST,
        sleep=platform.sleep,
        guard=Guard(breaker, INSTEAD) if breaker else None,
    )
