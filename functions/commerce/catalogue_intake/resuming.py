"""A file that was not read to its end goes on by itself. Pure.

Before each slice an outbox entry is left that starts the file's workflow again later; the end of the
file takes it away. So an execution that died is taken up without anybody dropping the file again.
"""

from datetime import datetime, timedelta

from baton.core.derived_ids import derived_ulid_at
from baton.messaging.outbox import OutboxEntry, Work

WORKFLOW = "catalogue_intake"

AFTER = timedelta(minutes=20)
"""A slice has a quarter of an hour, so its execution is over by then."""

GIVES_UP = timedelta(days=2)
"""How long a file is taken up again; after that somebody has to drop it."""


def entry_id(import_id: str) -> str:
    """The id of a file's entry, of which there is one at a time."""
    return f"resume#{import_id}"


def resumption(import_id: str, key: str, started_at: datetime, now: datetime) -> OutboxEntry | None:
    """The entry that takes a file up again; ``None`` if it has been open for too long."""
    if now - started_at > GIVES_UP:
        return None
    return OutboxEntry(
        entry_id=entry_id(import_id),
        work=Work.START_WORKFLOW,
        subject_id=derived_ulid_at(now, "resume", import_id),
        payload={"workflow": WORKFLOW, "input": {"detail": {"object": {"key": key}}}},
        correlation_id=import_id,
        claimed_by=WORKFLOW,
        available_at=now + AFTER,
    )
