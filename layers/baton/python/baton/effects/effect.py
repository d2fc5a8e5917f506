"""What leaves the house: an effect, from its plan to what became of it (design section 7).

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

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.privacy.subject import PersonKey

EffectId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]
"""An effect's key: the same act always has the same. Nothing personal is in it."""

MOST_NOTES = 20
"""Of an effect's story; the oldest go first."""


class EffectKind(StrEnum):
    """How something leaves the house."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    CALL_TASK = "call_task"
    """somebody of the house is asked to call"""
    CRM_TASK = "crm_task"
    """the company's own system is asked to reach the person"""
    WEBHOOK = "webhook"
    NOTICE = "notice"
    """to people of the house"""
    CHANGE = "change"
    """of a bid, a budget or a setting elsewhere"""
    RECOVERY = "recovery"
    """what operations does to the house itself"""


class Purpose(StrEnum):
    """Why a person is contacted. It is the list that they can leave."""

    ANSWER = "answer"
    """to what they asked"""
    MARKETING = "marketing"
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


class Effect(Contract):
    """One outward act. Whom it reaches and what it says is not in it: that is made of the lead anew.

    ``subjects`` are the person's keys, the first of which counts the sends; none for what reaches no
    person outside. ``due_at`` is when it is looked at next, ``None`` once nothing more is done about
    it by itself. ``cost_micros`` is in millionths of a US dollar. ``counted_at`` is when it was
    counted against caps and budget, ``None`` while it is not.
    """

    effect_id: EffectId
    kind: EffectKind
    purpose: Purpose
    lead_id: Ulid | None = None
    campaign_id: Ulid | None = None
    subjects: tuple[PersonKey, ...] = ()
    sequence: str | None = Field(default=None, description="the planned interaction it belongs to")
    step: int | None = Field(default=None, ge=1)
    template: str | None = None
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
    counted_at: UtcDatetime | None = None
    receipt: str | None = Field(default=None, description="the provider's id of it")
    settled_at: UtcDatetime | None = None
    story: tuple[Note, ...] = ()
