"""The platform's own kinds of effects that a deployment can carry out."""

from baton.core.settings import Settings
from baton.effects.effect import EffectKind
from baton.effects.email_kind import EMAIL
from baton.effects.kind import RegisteredKind, SenderParts, by_webhook
from baton.effects.sender import Sender


def _sms_off(settings: Settings) -> str | None:
    return None if settings.text_messages else "text messages are off: set behaviour.text_messages"


def _sms(parts: SenderParts) -> Sender:
    from baton.effects.sns import SnsSender

    return SnsSender(parts.clients)


def _calls_off(settings: Settings) -> str | None:
    return None if settings.call_queue_url else "there is no queue of calls"


def _calls(parts: SenderParts) -> Sender:
    from baton.effects.call_queue import SqsCallSender

    return SqsCallSender(parts.clients, parts.settings.require("call_queue_url"), parts.clock)


EFFECT_KINDS = (
    EMAIL,
    RegisteredKind(EffectKind.SMS, _sms_off, _sms, reaches_people=True),
    RegisteredKind(EffectKind.CALL_TASK, _calls_off, _calls, reaches_people=True),
    by_webhook(EffectKind.PUSH, reaches_people=True),
    by_webhook(EffectKind.WEBHOOK),
)
