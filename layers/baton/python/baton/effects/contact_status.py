"""How a person stands with us: what they closed, and what they were sent lately."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from baton.core.contract import Contract, UtcDatetime
from baton.effects.effect import Effect, EffectId, KindName, Purpose, QuotaUse
from baton.privacy.subject import PersonKey

WINDOW = timedelta(days=7)
"""How long a send counts."""

ALL = "*"
"""Every channel, or every purpose."""


class Why(StrEnum):
    """Why a way to a person is closed."""

    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    SUPPRESSED = "suppressed"
    """an employee put them on the list"""


WORDS = {
    Why.OPTED_OUT: "the person opted out",
    Why.BOUNCED: "a message bounced",
    Why.COMPLAINED: "the person complained",
    Why.SUPPRESSED: "the person is on the suppression list",
}


class Suppression(Contract):
    """A way that is closed, for good. Its text form repeats, so that closing twice is closing once."""

    kind: KindName | None = None
    purpose: Purpose | None = None
    why: Why

    @property
    def text(self) -> str:
        """As it is kept: ``email/marketing/opted_out``; ``*`` for every channel or purpose."""
        return f"{self.kind or ALL}/{self.purpose or ALL}/{self.why}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The closure of a text form."""
        kind, purpose, why = text.split("/")
        return cls(
            kind=None if kind == ALL else kind,
            purpose=None if purpose == ALL else Purpose(purpose),
            why=Why(why),
        )

    def closes(self, kind: str, purpose: Purpose) -> bool:
        """Whether it is in the way of such an effect."""
        return self.kind in (None, kind) and self.purpose in (None, purpose)

    def __str__(self) -> str:
        what = f"{self.purpose} by {self.kind}" if self.purpose and self.kind else ""
        what = what or self.purpose or self.kind or "everything"
        return f"{WORDS[self.why]} ({what})"


class Send(Contract):
    """One send that counts."""

    effect_id: EffectId
    at: UtcDatetime


class ContactStatus(Contract):
    """How a person stands, under one of their keys. ``version`` is 0 if nothing is kept."""

    subject: PersonKey
    version: int = 0
    closures: tuple[Suppression, ...] = ()
    sends: tuple[Send, ...] = ()

    def with_send(self, effect: Effect, now: datetime) -> Self:
        """With one more send, and without those that no longer count."""
        kept = (one for one in self.sends if one.at > now - WINDOW)
        sends = (*kept, Send(effect_id=effect.effect_id, at=now))
        return self.model_copy(update={"version": self.version + 1, "sends": sends})

    def without_send(self, effect: Effect) -> Self:
        """Without a send that turned out to be none."""
        sends = tuple(one for one in self.sends if one.effect_id != effect.effect_id)
        return self.model_copy(update={"version": self.version + 1, "sends": sends})


class Quota(QuotaUse):
    """What counts together over a time: a campaign's sends of a day, or a part of a day's budget.

    ``used`` and ``most`` are in the quota's own unit, as sends or millionths of a US dollar;
    ``amount`` is what one effect takes of it. ``words`` name it for an operator.
    """

    most: int
    words: str
    used: int = 0

    @property
    def full(self) -> bool:
        """Whether there is no room for the effect."""
        return self.used + self.amount > self.most

    @property
    def use(self) -> QuotaUse:
        """What the effect takes of it."""
        return QuotaUse(key=self.key, amount=self.amount)
