"""The audit trail: who read or changed a person's data (requirement G4)."""

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.privacy.subject import SubjectId


class AuditLine(Contract):
    """That somebody did something with a person's data, or asked to. The data itself is not in it."""

    subject: SubjectId = Field(description="a record's id, or one of the person's")
    what: str = Field(pattern=r"^[a-z]+\.[a-z_]+$", description="as lead.read")
    by: str = Field(description="the caller's client id")
    at: UtcDatetime
    correlation_id: str
    route: str | None = Field(default=None, description="the route or method that was called")
