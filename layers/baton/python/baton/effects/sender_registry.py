"""The ways out that a deployment has, and the ledger over them, put together from the platform."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from baton.aws.clients import Clients
from baton.aws.secrets import Secrets
from baton.core.clock import Clock
from baton.core.settings import Settings
from baton.effects.effect import EffectKind
from baton.effects.ledger import EffectLedger
from baton.effects.rules import SendRules
from baton.effects.sender import Sender
from baton.effects.webhook import SENDING_IS_OFF, webhook_closed
from baton.leads.container import Leads

if TYPE_CHECKING:
    from baton.resilience.breaker import Breaker
    from baton.runtime.platform import Platform


BY_WEBHOOK = (EffectKind.CRM_TASK, EffectKind.PUSH, EffectKind.CHANGE, EffectKind.WEBHOOK)
"""What the company's own system does: it alone has the person's devices and the ad accounts."""


class ConfiguredSenders:
    """See ``baton.effects.ledger.Ways``. A way that was not configured says what to set."""

    def __init__(
        self,
        settings: Settings,
        clients: Clients,
        clock: Clock,
        *,
        webhook: "Breaker | None" = None,
    ) -> None:
        self._settings = settings
        self._webhook_breaker = webhook
        self._clients = clients
        self._clock = clock
        self._secrets = Secrets(clients)
        self._made: dict[EffectKind, Sender] = {}

    def off(self, kind: EffectKind) -> str | None:
        """Why nothing goes out this way; ``None`` if something does."""
        settings = self._settings
        if not settings.sending:
            return SENDING_IS_OFF
        if kind in BY_WEBHOOK:
            return webhook_closed(settings)
        missing: dict[EffectKind, tuple[tuple[object, str], ...]] = {
            EffectKind.EMAIL: (
                (settings.sender, "no e-mail has a sender: set behaviour.sender"),
                (settings.links, "nobody could unsubscribe: set behaviour.report_links"),
            ),
            EffectKind.SMS: (
                (settings.text_messages, "text messages are off: set behaviour.text_messages"),
            ),
            EffectKind.CALL_TASK: ((settings.call_queue_url, "there is no queue of calls"),),
        }
        if kind not in missing:
            return f"there is no way out for {kind}"
        return next((words for value, words in missing[kind] if not value), None)

    def to(self, kind: EffectKind) -> Sender | None:
        """The carrier of a kind; ``None`` if there is none."""
        if self.off(kind):
            return None
        if kind not in self._made:
            self._made[kind] = self._makers()[kind]()
        return self._made[kind]

    def _makers(self) -> dict[EffectKind, Callable[[], Sender]]:
        return {
            EffectKind.EMAIL: self._email,
            EffectKind.SMS: self._sms,
            EffectKind.CALL_TASK: self._calls,
            **dict.fromkeys(BY_WEBHOOK, self._webhook),
        }

    def _email(self) -> Sender:
        from baton.effects.ses import SesSender

        settings = self._settings
        return SesSender(
            self._clients,
            sender=settings.sender,
            configuration_set=settings.configuration_set or "",
        )

    def _sms(self) -> Sender:
        from baton.effects.sns import SnsSender

        return SnsSender(self._clients)

    def _calls(self) -> Sender:
        from baton.effects.call_queue import SqsCallSender

        return SqsCallSender(self._clients, self._settings.require("call_queue_url"), self._clock)

    def _webhook(self) -> Sender:
        from baton.effects.guarded import GuardedSender
        from baton.effects.webhook import WebhookSender

        settings, breaker = self._settings, self._webhook_breaker
        carrier = WebhookSender(
            settings.webhook_url, lambda: self._secrets.text(settings.webhook_secret), self._clock
        )
        return GuardedSender(carrier, breaker) if breaker else carrier


def effect_ledger(platform: "Platform") -> EffectLedger:
    """The platform's effect ledger."""
    return EffectLedger(
        effects=platform.effects,
        contact_statuses=platform.contact_statuses,
        leads=platform.area(Leads).leads,
        transactions=platform.transactions,
        senders=platform.senders,
        rules=SendRules.model_validate(platform.settings.send_rules),
        clock=platform.clock,
        worker=platform.worker,
    )
