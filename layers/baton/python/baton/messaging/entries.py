"""The outbox's entries and their ids, made in one place so that nobody spells one differently.

Pure: ids and moments come in as arguments. Every entry is made waiting; a caller that does the work
itself at once keeps ``entry.model_copy(update={"claimed_by": …, "available_at": …})``. Events are
announced by ``baton.messaging.announcements``.
"""

from datetime import datetime
from typing import Any

from baton.messaging.outbox import OutboxEntry, Work


def run_id(subject_id: str) -> str:
    """The id of the entry that runs a workflow for a subject, which has one run at a time: an entry
    for the next run takes the place of the one before.
    """
    return subject_id


def start_id(workflow: str, subject_id: str) -> str:
    """The id of the entry that starts a workflow for a subject."""
    return f"start#{workflow}#{subject_id}"


def completion_id(subject_id: str) -> str:
    """The id of the entry that gives an answer to the workflow that waits for a subject."""
    return f"complete#{subject_id}"


def workflow_run(
    workflow: str,
    subject_id: str,
    given: dict[str, Any],
    *,
    correlation_id: str,
    now: datetime,
) -> OutboxEntry:
    """Runs an Express workflow for a subject with the input ``given``.

    What an area does before and after the runs of a workflow of its own, it registers
    (``baton.messaging.outbox_work``).
    """
    return OutboxEntry(
        entry_id=run_id(subject_id),
        work=Work.RUN_WORKFLOW,
        subject_id=subject_id,
        payload={"workflow": workflow, "input": given},
        correlation_id=correlation_id,
        available_at=now,
    )


def workflow_start(
    workflow: str,
    subject_id: str,
    given: dict[str, Any],
    *,
    correlation_id: str,
    now: datetime,
) -> OutboxEntry:
    """Starts a workflow for a subject with the input ``given``. A Standard one is started once."""
    return OutboxEntry(
        entry_id=start_id(workflow, subject_id),
        work=Work.START_WORKFLOW,
        subject_id=subject_id,
        payload={"workflow": workflow, "input": given},
        correlation_id=correlation_id,
        available_at=now,
    )


def task_completion(
    subject_id: str,
    task_token: str,
    output: dict[str, Any],
    *,
    correlation_id: str,
    now: datetime,
) -> OutboxEntry:
    """Gives ``output`` to the workflow that waits for a subject with ``task_token``."""
    return OutboxEntry(
        entry_id=completion_id(subject_id),
        work=Work.COMPLETE_TASK,
        subject_id=subject_id,
        payload={"task_token": task_token, "output": output},
        correlation_id=correlation_id,
        available_at=now,
    )
