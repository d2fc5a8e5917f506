"""What a kind of effects is registered with, and the senders that several kinds share.

The platform's own kinds stand in ``baton.effects.effect_kinds``, those of an area in
``baton.<area>.effect_kinds``; each such module has a tuple ``EFFECT_KINDS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.core.clock import Sleep, sleep
from baton.core.settings import Settings
from baton.effects.sender import Sender
from baton.effects.webhook import SENDING_IS_OFF, webhook_closed

if TYPE_CHECKING:
    from baton.aws.clients import Clients
    from baton.core.clock import Clock
    from baton.resilience.breaker import Breaker


@dataclass(frozen=True, slots=True)
class SenderParts:
    """What senders are made of. ``webhook`` is the circuit breaker before the company's own system;
    ``breaker`` makes the one before any other, by its name.
    """

    settings: Settings
    clients: "Clients"
    clock: "Clock"
    webhook: "Breaker | None" = None
    breaker: "Callable[[str], Breaker | None]" = lambda _: None
    sleep: "Sleep" = sleep


@dataclass(frozen=True, slots=True)
class RegisteredKind:
    """A kind of effects: ``off`` says what must be set before it is carried out, ``sender`` makes what
    carries it out. ``reaches_people``: it contacts a person, who can close it.
    """

    name: str
    off: Callable[[Settings], str | None]
    sender: Callable[[SenderParts], Sender]
    reaches_people: bool = False


def why_off(kind: str, kinds: Mapping[str, RegisteredKind], settings: Settings) -> str | None:
    """Why effects of a kind are not carried out by these settings; ``None`` if they are."""
    if not settings.sending:
        return SENDING_IS_OFF
    registered = kinds.get(kind)
    return registered.off(settings) if registered else f"{kind} has no sender"


def by_webhook(name: str, *, reaches_people: bool = False) -> RegisteredKind:
    """A kind that the company's own system carries out."""
    return RegisteredKind(str(name), webhook_closed, webhook_sender, reaches_people)


def webhook_sender(parts: SenderParts) -> Sender:
    """The signed webhook, behind its circuit breaker if there is one."""
    from baton.aws.secrets import Secrets
    from baton.effects.guarded import GuardedSender
    from baton.effects.webhook import WebhookSender

    settings = parts.settings
    secret = Secrets(parts.clients).named(settings.webhook_secret)
    sender = WebhookSender(settings.webhook_url, secret, parts.clock)
    return GuardedSender(sender, parts.webhook) if parts.webhook else sender
