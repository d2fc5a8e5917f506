"""A file of leads dropped into the intake bucket, and what became of its rows."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.leads.lead import IgnoredField

Key = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1024)]
"""The key of a file in a bucket, with its spaces."""


class FileFormat(StrEnum):
    """How the rows of a file are to be read."""

    JSONL = "jsonl"
    """one JSON object a line: every file that can be read is brought into this form"""
    UNSUPPORTED = "unsupported"
    """not at all; ``refused`` says why"""


class RowStatus(StrEnum):
    """What became of a row."""

    PROCESSED = "processed"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    """stored; the outbox finishes it after a fault on the way"""
    DUPLICATE = "duplicate"
    """the same content came before, in this or another file"""
    REJECTED = "rejected"
    FAILED = "failed"
    """could not be looked at, by a fault of ours; the same file dropped again takes it in"""


class RowResult(Contract):
    """One row. ``row`` counts data rows from 1; ``reasons`` says why it was rejected, ``ignored`` what
    its lead goes on without.
    """

    row: int = Field(ge=1)
    status: RowStatus
    lead_id: Ulid | None = None
    reasons: tuple[str, ...] = ()
    ignored: tuple[IgnoredField, ...] = ()
    original: str | None = Field(default=None, description="a rejected row as it came, as JSON")


class FileImport(Contract):
    """One file. ``import_id`` comes from bucket, key, content and mapping, so that a file dropped
    again is the same import; the same file under a corrected mapping is another one.

    ``columns`` are a CSV's, in order. ``items_key`` is the file as the workflow reads it, one JSON
    object a line for each of ``rows``, and ``mapping_key`` the mapping as it was then. Without
    ``finished_at`` the import goes on by itself, and when the file is dropped again.
    """

    import_id: str
    bucket: str
    key: Key
    etag: str
    started_at: UtcDatetime
    finished_at: UtcDatetime | None = None
    format: FileFormat = FileFormat.UNSUPPORTED
    encoding: str | None = Field(default=None, description="of what is neither UTF-8 nor UTF-16")
    rows: int = Field(default=0, ge=0)
    columns: tuple[str, ...] = ()
    items_key: str | None = None
    mapping_key: str | None = None
    refused: tuple[str, ...] = ()
    counts: dict[RowStatus, int] = Field(default_factory=dict)
    results_key: str | None = Field(default=None, description="the summary's key")
