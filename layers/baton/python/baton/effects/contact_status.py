"""How a person stands with us: what they closed, what they agreed to, and what they were sent lately.

It is kept under each thing that a person is reached by (an e-mail address, a phone number, an external
id), so that a refusal counts whichever lead, file, list or system brings the same address again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.effects.effect import Effect, EffectId, EffectKind, KindName, Purpose, QuotaUse
from baton.persistence.timestamps import moment_text
from baton.privacy.subject import PersonKey

WINDOW = timedelta(days=7)
"""How long a send counts."""

ALL = "*"
"""Every channel, or every purpose."""


class SuppressionReason(StrEnum):
    """Why a way to a person is closed."""

    REFUSED = "refused"
    """they said no when they came, or a list says so"""
    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    SUPPRESSED = "suppressed"
    """an employee put them on the list"""


WORDS = {
    SuppressionReason.REFUSED: "the person refused {}",
    SuppressionReason.OPTED_OUT: "the person unsubscribed from {}",
    SuppressionReason.BOUNCED: "{} did not reach the address (it bounced)",
    SuppressionReason.COMPLAINED: "the person complained, which closes {}",
    SuppressionReason.SUPPRESSED: "the suppression list closes {}",
}
"""What is said of a suppression; the braces are what it closes."""

WAYS: dict[str, str] = {
    EffectKind.EMAIL: "e-mail",
    EffectKind.SMS: "text messages",
    EffectKind.CALL_TASK: "calls",
    EffectKind.PUSH: "push messages",
}
"""Kinds of effects as people call them; others go by their names."""


def way_of(kind: str) -> str:
    """A kind of effects as people call it."""
    return WAYS.get(kind, kind.replace("_", " "))


Source = Annotated[str, StringConstraints(pattern=r"^[^/\s]{1,120}$")]
"""Where a fact about an address comes from, as ``lead:01JNB…`` or ``link``. Nothing personal."""


class ContactFact(Contract):
    """What an address is known by, since when, and who says so: a suppression, or an agreement. A
    suppression goes before an agreement, whichever came first.
    """

    at: UtcDatetime
    source: Source

    @property
    def text(self) -> str:
        """What it says. Of those that say the same of an address, the first one stays."""
        raise NotImplementedError

    @property
    def document(self) -> str:
        """As it is kept: its text, moment and source."""
        return f"{self.text}/{moment_text(self.at)}/{self.source}"


class Suppression(ContactFact):
    """A way that is closed, for good. Closing it again for the same reason changes nothing."""

    kind: KindName | None = None
    purpose: Purpose | None = None
    why: SuppressionReason

    @property
    def text(self) -> str:
        """What is closed and why: ``email/marketing/opted_out``; ``*`` for every channel or purpose."""
        return f"{self.kind or ALL}/{self.purpose or ALL}/{self.why}"

    @classmethod
    def read(cls, document: str) -> Self:
        """The suppression of a document."""
        kind, purpose, why, at, source = document.split("/")
        return cls(
            kind=None if kind == ALL else kind,
            purpose=None if purpose == ALL else Purpose(purpose),
            why=SuppressionReason(why),
            at=datetime.fromisoformat(at),
            source=source,
        )

    def closes(self, kind: str, purpose: Purpose) -> bool:
        """Whether it is in the way of such an effect. Who left every list still hears of what they
        ordered: only an address that does not work, a complaint or an employee ends that.
        """
        if purpose is Purpose.TRANSACTIONAL and self.why in (
            SuppressionReason.REFUSED,
            SuppressionReason.OPTED_OUT,
        ):
            return False
        return self.kind in (None, kind) and self.purpose in (None, purpose)

    def __str__(self) -> str:
        named = (self.purpose, f"by {way_of(self.kind)}" if self.kind else None)
        what = " ".join(part for part in named if part).removeprefix("by ") or "everything"
        return f"{WORDS[self.why].format(what)}, {spoken(self.at)}"


class Agreement(ContactFact):
    """That a person agreed to be contacted by a channel, under the address that it uses."""

    kind: KindName

    @property
    def text(self) -> str:
        """What is agreed to."""
        return self.kind

    @classmethod
    def read(cls, document: str) -> Self:
        """The agreement of a document."""
        kind, at, source = document.split("/")
        return cls(kind=kind, at=datetime.fromisoformat(at), source=source)


Fact = TypeVar("Fact", bound=ContactFact)


def first_told(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in the order of their texts; of those that say the same, the first."""
    found: dict[tuple[type, str], Fact] = {}
    for fact in sorted(facts, key=_place):
        found.setdefault((type(fact), fact.text), fact)
    return tuple(found.values())


def _place(fact: ContactFact) -> tuple[str, datetime]:
    return fact.text, fact.at


class Send(Contract):
    """One send that counts."""

    effect_id: EffectId
    at: UtcDatetime


class ContactStatus(Contract):
    """How a person stands, under one of their keys. ``version`` is 0 if nothing is kept."""

    subject: PersonKey
    version: int = 0
    suppressions: tuple[Suppression, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    sends: tuple[Send, ...] = ()

    def new(self, facts: Iterable[ContactFact]) -> tuple[ContactFact, ...]:
        """Those of some facts that are not known yet, each once."""
        known = {(type(one), one.text) for one in (*self.suppressions, *self.agreements)}
        return tuple(one for one in first_told(facts) if (type(one), one.text) not in known)

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


def spoken(moment: datetime) -> str:
    """A moment as operators read it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
