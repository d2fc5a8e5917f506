"""Whether an effect may happen now. Pure: everything it looks at is given.

What holds for every effect is judged here: that its kind can be carried out in this deployment, that it
is not too late, that the person did not close the channel, and that its quotas have room. What else
must hold (consent, a price, a stop) is a rule that whoever carries the effect out hands in.

It is asked in the same breath in which the effect is reserved: what it saw is the condition of the
transaction, so that whatever changes meanwhile (an opt-out above all) comes first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from baton.effects.channel_switch import LOOK_AGAIN
from baton.effects.contact_status import ContactStatus, Quota, Suppression, first_told, spoken
from baton.effects.effect import Effect, Purpose

_DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What the policy says."""

    GO = "go"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The policy's answer, with every reason, for an operator; ``until`` is when to ask again."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason against an effect: until a moment, or for good without one."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ledger knows of an effect at ``now``. ``off`` says why its kind is not carried out in
    this deployment, ``stop`` why nothing goes out by it just now, if so.
    """

    effect: Effect
    now: datetime
    off: str | None = None
    contact_statuses: Sequence[ContactStatus] = ()
    quotas: Sequence[Quota] = ()
    stop: str | None = None


Rule = Callable[[Facts], Iterable[Objection]]
"""What speaks against an effect beside what holds for all. Pure."""


def no_objection(facts: Facts) -> Iterable[Objection]:
    """The rule of what nothing else speaks against."""
    del facts
    return ()


def ended(reason: str | None) -> Rule:
    """The rule of what has ended for a reason; nothing speaks against it without one."""
    return lambda _: (Objection(reason),) if reason else ()


def judge(facts: Facts, rule: Rule = no_objection) -> Verdict:
    """Whether the effect may happen now, later, or never.

    Later becomes never if the effect would come after its ``expires_at``.
    """
    objections = (*_before(facts), *rule(facts), *_after(facts))
    never = tuple(one.reason for one in objections if one.until is None)
    if never:
        return Verdict(Outcome.NEVER, never)
    moments = [one.until for one in objections if one.until is not None]
    if not moments:
        return Verdict(Outcome.GO)
    reasons, until = tuple(one.reason for one in objections), max(moments)
    expires = facts.effect.expires_at
    if expires and until > expires:
        too_late = f"it would come after {spoken(expires)}, when it is no use any more"
        return Verdict(Outcome.NEVER, (*reasons, too_late))
    return Verdict(Outcome.LATER, reasons, until)


def _before(facts: Facts) -> Iterator[Objection]:
    effect = facts.effect
    if facts.off:
        yield Objection(facts.off)
    if facts.stop:
        yield Objection(facts.stop, facts.now + LOOK_AGAIN)
    if effect.expires_at and effect.is_late(facts.now):
        yield Objection(f"it is late: it was of use until {spoken(effect.expires_at)}")


def _after(facts: Facts) -> Iterator[Objection]:
    effect = facts.effect
    for suppression in suppressions_of(facts.contact_statuses, effect.kind, effect.purpose):
        yield Objection(str(suppression))
    tomorrow = (facts.now.astimezone(UTC) + _DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    for quota in facts.quotas:
        if quota.amount > quota.most:
            yield Objection(f"it takes more than all of {quota.words}")
        elif quota.full:
            yield Objection(f"there is no room left in {quota.words}", tomorrow)


def suppressions_of(
    statuses: Iterable[ContactStatus], kind: str, purpose: Purpose
) -> tuple[Suppression, ...]:
    """What closes such an effect under any of a person's keys; of the same under several, the first."""
    every = (one for status in statuses for one in status.suppressions)
    return first_told(one for one in every if one.closes(kind, purpose))
