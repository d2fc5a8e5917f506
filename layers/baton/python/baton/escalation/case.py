"""A case for a person, and the decision with which the work goes on (requirement A9)."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from baton.core.contract import Contract, SubjectName, Ulid, UtcDatetime, Versioned
from baton.core.text import prose


class Verdict(StrEnum):
    """What a person says to a case. ``change`` is an approval with other parameters."""

    APPROVE = "approve"
    CHANGE = "change"
    REFUSE = "refuse"


class EscalationStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DECIDED = "decided"
    EXPIRED = "expired"


class NewDecision(Contract):
    """A decision as a caller sends it. ``changes`` goes with the verdict ``change``."""

    verdict: Verdict
    note: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(prose)] | None = None
    changes: dict[str, float | int | str] = Field(default_factory=dict, max_length=20)


class Decision(NewDecision):
    """A decision with who took it and when."""

    decided_by: str
    at: UtcDatetime


class Escalation(Versioned):
    """A case. ``task_token`` belongs to the waiting workflow and never leaves Baton.

    ``carried_out_at`` is when the decision, or its absence, took effect on the subject: once only; for
    a subject on which it takes effect elsewhere, it stays empty.
    """

    escalation_id: Ulid
    status: EscalationStatus = EscalationStatus.OPEN
    subject: SubjectName
    subject_id: Ulid
    reason: str
    recommendations: tuple[str, ...] = ()
    case: dict[str, Any] = Field(default_factory=dict)
    opened_by: str
    opened_at: UtcDatetime
    expires_at: UtcDatetime
    correlation_id: str
    decision: Decision | None = None
    task_token: str | None = None
    reminded_at: UtcDatetime | None = None
    carried_out_at: UtcDatetime | None = None


class Resume(Contract):
    """A person's decision, for the steps of the work that goes on with it (requirement A9)."""

    escalation_id: Ulid
    verdict: Verdict
    note: str | None = None
