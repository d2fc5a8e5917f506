"""What callers see of a case where it differs from what is kept."""

from typing import Any, Self

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.escalation.case import CaseSubject, Decision, Escalation, EscalationStatus
from baton.http.parameters import NextCursor


class EscalationView(Contract):
    """A case as a person sees it."""

    escalation_id: Ulid
    version: int
    status: EscalationStatus
    subject: CaseSubject
    subject_id: Ulid
    reason: str
    recommendations: tuple[str, ...] = ()
    case: dict[str, Any] = Field(default_factory=dict)
    opened_by: str
    opened_at: UtcDatetime
    expires_at: UtcDatetime
    correlation_id: str
    reminded_at: UtcDatetime | None = None
    decision: Decision | None = None

    @classmethod
    def of(cls, escalation: Escalation) -> Self:
        """The case without what belongs to the workflow that waits for it."""
        kept = {name: getattr(escalation, name) for name in cls.model_fields}
        return cls(**kept)


class EscalationPage(Contract):
    """Cases, the newest first."""

    items: tuple[EscalationView, ...]
    next_cursor: str | None = NextCursor
