"""Sending a report once."""

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from baton.campaigns.changes import OWNER
from baton.campaigns.container import Campaigns
from baton.campaigns.report import CampaignReport
from baton.core.clock import Clock
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.operational_limits import notice_quotas
from baton.effects.sender import ProviderUnavailable, Sender
from baton.runtime.effect_ledger import effect_ledger
from functions.campaigns.reporting.letter import letter
from functions.campaigns.reporting.models import MailOutcome

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

OF_USE_FOR = timedelta(hours=1)
"""How long the mail may be tried again. The workflow tries the step for some minutes."""

_OUTCOMES = {
    EffectState.DONE: MailOutcome.SENT,
    EffectState.REFUSED: MailOutcome.REFUSED,
    EffectState.FAILED: MailOutcome.REFUSED,
    EffectState.RESERVED: MailOutcome.UNKNOWN,
    EffectState.UNKNOWN: MailOutcome.UNKNOWN,
}


class ByMail:
    """See ``baton.effects.sender.SenderRegistry``: reports go to employees by e-mail, also while nothing
    is sent outside (``behaviour.sending``).
    """

    def __init__(self, mail: Sender) -> None:
        self._mail = mail

    def to(self, kind: str) -> Sender | None:
        """The sender of a kind."""
        return self._mail if kind == EffectKind.NOTICE else None

    def off(self, kind: str) -> str | None:
        """Why a kind has no sender."""
        return None if kind == EffectKind.NOTICE else f"{kind} has no sender"


class Dispatch:
    """Sends a report's mail at most once, however often the step is repeated: it is an effect of the
    ledger, under a key that names the report and to whom it goes. What an earlier attempt left unknown
    is not sent again; SES's event about the mail settles it.

    For a report, one mail too few is the better fault than two: it is in the bucket all the same.
    """

    def __init__(
        self,
        *,
        ledger: EffectLedger,
        sender: str,
        recipients: tuple[str, ...],
        links: str,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._recipients = recipients
        self._links = links
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The dispatch with its real parts."""
        settings = platform.settings
        return cls(
            ledger=effect_ledger(platform, ByMail(platform.internal_mail)),
            sender=settings.report_sender,
            recipients=_addresses(platform.area(Campaigns).settings.report_recipients),
            links=settings.report_links,
            clock=platform.clock,
        )

    def send(self, report: CampaignReport, html: str) -> tuple[MailOutcome, str]:
        """Sends the report, and says what became of it.

        Raises ``ProviderUnavailable`` if the mail service is too busy: then nothing was
        sent, and trying again after a minute will do.
        """
        if not (self._sender and self._recipients):
            text = "Set report_sender and report_recipients to have reports sent by e-mail."
            return MailOutcome.NOBODY_TO_SEND_TO, text

        def context() -> SendContext:
            message = letter(report, html, recipients=self._recipients, links=self._links)
            return SendContext(message, quotas=notice_quotas(planned.effect_id, self._clock()))

        planned = self._effect(report.report_id)
        effect = self._ledger.carry_out(planned, context)
        words = effect.receipt or effect.reason or "An earlier attempt did not come to its end."
        if effect.state is EffectState.PLANNED:
            raise ProviderUnavailable(words)
        return _OUTCOMES[effect.state], words

    def _effect(self, report_id: str) -> Effect:
        now, to = self._clock(), " ".join(sorted(self._recipients))
        key = f"report.{report_id}.{sha256(to.encode()).hexdigest()[:12]}"
        return Effect(
            effect_id=key,
            kind=EffectKind.NOTICE,
            purpose=Purpose.INTERNAL,
            owner=OWNER,
            correlation_id=report_id,
            planned_at=now,
            due_at=now,
            expires_at=now + OF_USE_FOR,
        )


def _addresses(text: str) -> tuple[str, ...]:
    """Addresses with commas between them, as an environment holds them."""
    every = (one.strip() for one in text.split(","))
    return tuple(one for one in every if one)
