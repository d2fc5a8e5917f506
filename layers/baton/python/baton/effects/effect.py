"""An effect: one act on somebody outside, from its plan to what became of it (design section 8).

    planned ──reserve──► reserved ──carry out──► done
       ▲  │                 │  │
       │  └─► refused       │  └───────────────► failed       the provider says no, for good
       │     (the policy)   │
       └────────────────────┤                                 the provider took nothing, and may later
                            └─ no answer, or a crash ─► unknown
                                                          │
       planned ◄── the provider's record: it never came ──┤
          done ◄── the provider's record: it did ─────────┘

What is ``reserved`` may have been carried out from the moment at which that is written. So one that
nobody settles within its lease is ``unknown``, and is not repeated until the provider's own record
says that it may be.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.privacy.subject import PersonKey

EffectId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]
"""An effect's key: the same act always has the same. Nothing personal is in it."""

KindName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What kind of act an effect is: one of ``EffectKind``, or one that an area registers."""

OwnerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Who carries an effect out: an area, or a function."""

MOST_NOTES = 20
"""Of an effect's story; the oldest go first."""


class EffectKind(StrEnum):
    """The platform's own kinds. Areas register theirs in ``baton.<area>.effect_kinds``."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    CALL_TASK = "call_task"
    """an employee is asked to call"""
    WEBHOOK = "webhook"
    NOTICE = "notice"
    """to employees"""
    RECOVERY = "recovery"
    """what operations does to Baton itself"""


class Purpose(StrEnum):
    """Why a person is contacted. It is the list that they can leave."""

    ANSWER = "answer"
    """to what they asked"""
    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"
    """of what they ordered, or asked of support: it needs no consent, and leaving a list does not end
    it"""
    INTERNAL = "internal"
    """to nobody outside"""


class EffectState(StrEnum):
    """Where an effect is; the module draws the way."""

    PLANNED = "planned"
    RESERVED = "reserved"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def settled(self) -> bool:
        """Whether nothing more becomes of it."""
        return self in (EffectState.DONE, EffectState.REFUSED, EffectState.FAILED)


class Note(Contract):
    """One line of an effect's story."""

    at: UtcDatetime
    state: EffectState
    text: str


class QuotaUse(Contract):
    """An amount taken of a quota, in the quota's unit (``contact_status.Quota``)."""

    key: str
    amount: int


class Effect(Contract):
    """One outward act. Whom it reaches and what it says is not in it: its owner makes that anew.

    ``owner`` is the area, or the function, that carries it out and finds it when it is due.
    ``subject_id`` is what it is about (a lead, a campaign, an order): effects are listed and forgotten
    by it. ``person_keys`` are the keys of the person it reaches, the first of which counts the sends;
    none for what reaches no person outside. ``parameters`` are what its owner needs to know again,
    with nothing personal in them. ``due_at`` is when it is looked at next, ``None`` once nothing more
    is done about it by itself. ``cost_micros`` is in millionths of a US dollar. ``counted`` is what it
    takes of quotas, nothing while it is not reserved.
    """

    effect_id: EffectId
    kind: KindName
    purpose: Purpose
    owner: OwnerName
    subject_id: str | None = Field(default=None, min_length=1, max_length=200)
    person_keys: tuple[PersonKey, ...] = ()
    parameters: Mapping[str, str | int] = Field(default_factory=dict)
    correlation_id: str = ""
    cost_micros: int = Field(default=0, ge=0)
    planned_at: UtcDatetime
    due_at: UtcDatetime | None = None
    expires_at: UtcDatetime | None = Field(
        default=None, description="after it, better nothing than late"
    )
    state: EffectState = EffectState.PLANNED
    version: int = Field(default=1, ge=1)
    attempts: int = Field(default=0, ge=0)
    reason: str | None = None
    worker: str | None = None
    reserved_at: UtcDatetime | None = None
    counted: tuple[QuotaUse, ...] = ()
    receipt: str | None = Field(default=None, description="the provider's id of it")
    settled_at: UtcDatetime | None = None
    story: tuple[Note, ...] = ()

    def is_late(self, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return self.expires_at is not None and now > self.expires_at
