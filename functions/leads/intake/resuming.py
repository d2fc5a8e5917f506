"""A file that was not read to its end goes on by itself. Pure.

When a file is opened, an outbox entry is left that starts its workflow again later; reading the file
to its end takes the entry away. So an execution that died, and rows that failed by a fault of ours, are
taken up without anybody dropping the file again. Rows that are in already stay as they are.
"""

from datetime import datetime, timedelta

from baton.core.derived_ids import derived_ulid_at
from baton.leads.files.file_import import FileImport
from baton.messaging.outbox import OutboxEntry, Work

WORKFLOW = "file_intake"

FIRST = timedelta(minutes=15)
"""How long after its opening a small file is taken up again, if it was not read to its end."""

A_ROW = timedelta(milliseconds=50)
"""What a row may take: a large file is not taken up while its rows are still read."""

GIVES_UP = timedelta(days=2)
"""How long a file is taken up again; after that somebody has to drop it."""


def entry_id(import_id: str) -> str:
    """The id of an import's entry, of which there is one at a time."""
    return f"resume#{import_id}"


def resumption(file_import: FileImport, size: int, now: datetime) -> OutboxEntry | None:
    """The entry that takes an import up again, each time after half as long again as it has been open;
    ``None`` if it has been for too long.
    """
    age = now - file_import.started_at
    if file_import.finished_at or file_import.refused or age > GIVES_UP:
        return None
    file = {"key": file_import.key, "etag": file_import.etag, "size": size}
    return OutboxEntry(
        entry_id=entry_id(file_import.import_id),
        work=Work.START_WORKFLOW,
        subject_id=derived_ulid_at(now, "resume", file_import.import_id),
        payload={
            "workflow": WORKFLOW,
            "input": {"detail": {"bucket": {"name": file_import.bucket}, "object": file}},
        },
        correlation_id=file_import.import_id,
        claimed_by="intake",
        available_at=now + max(FIRST + A_ROW * file_import.rows, age / 2),
    )
