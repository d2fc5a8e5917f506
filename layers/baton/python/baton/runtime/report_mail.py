"""Sending a report to employees once."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from baton.core.clock import Clock
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.operational_limits import notice_quotas
from baton.effects.sender import OutboundMessage, ProviderUnavailable, Sender
from baton.runtime.effect_ledger import effect_ledger

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

OF_USE_FOR = timedelta(hours=1)
"""How long the mail may be tried again. The workflow tries the step for some minutes."""

Letter = Callable[[tuple[str, ...]], OutboundMessage]
"""The mail to some recipients: the first, and who else reads it."""


class MailOutcome(StrEnum):
    """What became of the e-mail."""

    SENT = "sent"
    NOBODY_TO_SEND_TO = "nobody_to_send_to"
    """no sender or no recipients are configured"""
    REFUSED = "refused"
    """nothing is sent, for instance because the mail service has not verified the sender"""
    UNKNOWN = "unknown"
    """nobody knows yet: it may have been sent, and is not sent again"""


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


class ReportMail:
    """Sends a report's mail at most once, however often the step is repeated: it is an effect of the
    ledger, under a key that names the report and to whom it goes. What an earlier attempt left unknown
    is not sent again; SES's event about the mail settles it.

    For a report, one mail too few is the better fault than two: it is in the bucket all the same.
    """

    def __init__(
        self,
        *,
        ledger: EffectLedger,
        owner: str,
        sender: str,
        recipients: tuple[str, ...],
        setting: str,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._owner = owner
        self._sender = sender
        self._recipients = recipients
        self._setting = setting
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform", *, owner: str, recipients: str, setting: str) -> Self:
        """The mail with its real parts, of the area that is its ``owner``. Between ``recipients`` are
        commas, as an environment holds them; ``setting`` is the name of what says who they are.
        """
        every = (one.strip() for one in recipients.split(","))
        return cls(
            ledger=effect_ledger(platform, ByMail(platform.internal_mail)),
            owner=owner,
            sender=platform.settings.report_sender,
            recipients=tuple(one for one in every if one),
            setting=setting,
            clock=platform.clock,
        )

    def send(self, report_id: str, letter: Letter) -> tuple[MailOutcome, str]:
        """Sends the report, and says what became of it.

        Raises ``ProviderUnavailable`` if the mail service is too busy: then nothing was
        sent, and trying again after a minute will do.
        """
        if not (self._sender and self._recipients):
            text = f"Set report_sender and {self._setting} to have reports sent by e-mail."
            return MailOutcome.NOBODY_TO_SEND_TO, text

        def context() -> SendContext:
            quotas = notice_quotas(planned.effect_id, self._clock())
            return SendContext(letter(self._recipients), quotas=quotas)

        planned = self._effect(report_id)
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
            owner=self._owner,
            correlation_id=report_id,
            planned_at=now,
            due_at=now,
            expires_at=now + OF_USE_FOR,
        )
