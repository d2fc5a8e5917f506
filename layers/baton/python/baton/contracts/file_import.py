"""A file of leads dropped into the intake bucket, and what became of its rows."""

from enum import StrEnum

from pydantic import Field

from baton.contracts.base import Contract, Moment, Ulid


class RowStatus(StrEnum):
    """What became of a row."""

    PROCESSED = "processed"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    """stored; the outbox finishes it after a fault on the way"""
    DUPLICATE = "duplicate"
    """the same content came before, in this or another file"""
    REJECTED = "rejected"


class RowResult(Contract):
    """One row. ``row`` counts data rows from 1; ``reasons`` says why it was rejected."""

    row: int = Field(ge=1)
    status: RowStatus
    lead_id: Ulid | None = None
    reasons: tuple[str, ...] = ()
    original: str | None = Field(default=None, description="a rejected row as it came, as JSON")


class FileImport(Contract):
    """One file. ``import_id`` comes from bucket, key and content, so a re-drop is the same import."""

    import_id: str
    bucket: str
    key: str
    etag: str
    started_at: Moment
    finished_at: Moment | None = None
    counts: dict[RowStatus, int] = Field(default_factory=dict)
    results_key: str | None = None
