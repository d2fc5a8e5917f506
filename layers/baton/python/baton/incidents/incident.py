"""An incident: what an alarm led to, from what was seen to who was told (requirement G10).

open ──► the recovery worked, and what was seen is gone ──► recovered
  └────► nothing matched, helped or was allowed ──────────► told, or not told

People are also told of a recovery that gave callers another version.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.effects.effect import EffectId, EffectState


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    RECOVERED = "recovered"
    TOLD = "told"
    """people know"""
    NOT_TOLD = "not_told"
    """no channel took the notice: the alarm itself is all that people have"""


RemedyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
"""A kind of remedy: one of ``RemedyKind``, or an area's."""


class RemedyKind(StrEnum):
    """What operations can do about the platform by itself. Areas register more of their own
    (``baton.incidents.remedies``).
    """

    REDRIVE_QUEUE = "redrive_queue"
    """give what a queue of undelivered calls holds to the functions that failed at it"""
    REDRIVE_PARKED = "redrive_parked"
    """put parked outbox entries back into circulation"""
    SWEEP_OUTBOX = "sweep_outbox"
    """call the outbox now"""
    RESET_BREAKER = "reset_breaker"
    """close a dependency's circuit, once it answers a probe"""
    SHIFT_ALIAS = "shift_alias"
    """let a function's callers have the version before"""


class Remedy(Contract):
    """One thing to do, to one queue, function, dependency or thing of an area."""

    kind: RemedyName
    target: str = Field(min_length=1, max_length=100)

    @property
    def text(self) -> str:
        """As effects keep it: ``shift_alias:engagement``."""
        return f"{self.kind}:{self.target}"

    @classmethod
    def read(cls, text: str) -> "Remedy":
        """The remedy of a text form. Raises ``ValueError`` for any other text."""
        kind, _, target = text.partition(":")
        return cls(kind=kind, target=target)


class Evidence(Contract):
    """One thing that was seen, in words that can be quoted: ``source`` says where to look."""

    source: str = Field(max_length=100)
    text: str = Field(max_length=1_000)


class Diagnosis(Contract):
    """What a rule makes of the evidence, which it quotes, and what it would do about it."""

    rule: str
    text: str
    because: tuple[Evidence, ...] = ()
    remedy: Remedy | None = None


class Attempt(Contract):
    """A recovery or a notice: an effect in the ledger, and how it stands."""

    effect_id: EffectId
    what: str
    state: EffectState
    reason: str | None = None
    at: UtcDatetime


class Incident(Versioned):
    """What an alarm led to. Nothing personal is in it: logs are masked, and quoted short."""

    incident_id: Ulid
    status: IncidentStatus = IncidentStatus.OPEN
    alarm: str = Field(max_length=255)
    alarm_reason: str = Field(default="", max_length=1_000)
    opened_at: UtcDatetime
    recovered: bool = Field(default=False, description="what was wrong is gone by a recovery")
    closed_at: UtcDatetime | None = None
    looks: int = Field(default=0, ge=0, description="how often it was looked at")
    evidence: tuple[Evidence, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    recoveries: tuple[Attempt, ...] = ()
    notices: tuple[Attempt, ...] = ()
    summary: str = ""
    runbook: str = ""
    correlation_id: str = ""
