"""What callers see of a case where it differs from what is kept."""

from typing import Any, Self

from pydantic import Field

from baton.core.contract import Contract, SubjectName, Ulid, UtcDatetime
from baton.escalation.case import Decision, Escalation, EscalationStatus
from baton.http.parameters import NextCursor


class EscalationView(Contract):
    """A case as a person sees it."""

    escalation_id: Ulid
    version: int
    status: EscalationStatus
    subject: SubjectName
    subject_id: Ulid
    subject_href: str | None = Field(default=None, description="where the subject is shown")
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
    def of(cls, escalation: Escalation, subject_href: str | None) -> Self:
        """The case without what belongs to the workflow that waits for it."""
        shown = cls.model_fields.keys() - {"subject_href"}
        kept = {name: getattr(escalation, name) for name in shown}
        return cls(**kept, subject_href=subject_href)


class EscalationPage(Contract):
    """Cases, the newest first."""

    items: tuple[EscalationView, ...]
    next_cursor: str | None = NextCursor
