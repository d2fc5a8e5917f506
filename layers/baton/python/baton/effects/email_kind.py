"""The kind of effects that is an e-mail to a person."""

from baton.core.settings import Settings
from baton.effects.effect import EffectKind
from baton.effects.kind import RegisteredKind, SenderParts
from baton.effects.sender import Sender


def _off(settings: Settings) -> str | None:
    if not settings.sender:
        return "no e-mail has a sender: set behaviour.sender"
    if not settings.links:
        return "nobody could unsubscribe: set behaviour.report_links"
    return None


def _sender(parts: SenderParts) -> Sender:
    from baton.effects.ses import SesSender

    settings = parts.settings
    return SesSender(
        parts.clients,
        sender=settings.sender,
        configuration_set=settings.configuration_set or "",
    )


EMAIL = RegisteredKind(EffectKind.EMAIL, _off, _sender, reaches_people=True)
