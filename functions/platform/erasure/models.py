"""The tasks and results of export and erasure.

erase      an erasure is begun, and as much of it done as there is time for
continue   goes on with an erasure
verify     looks for what came in while it was erased, and ends the erasure
export     a page of everything that is kept of a person
"""

from enum import StrEnum
from typing import Any

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.privacy.subject import Erasure, PersonKey, SubjectId


class Step(StrEnum):
    """What is to be done."""

    ERASE = "erase"
    CONTINUE = "continue"
    VERIFY = "verify"
    EXPORT = "export"


class ErasureTask(Contract):
    """One step. ``subject`` goes with ``erase`` and ``export``, ``erasure_id`` with the rest; an
    erasure that is begun twice with one id is the same.
    """

    step: Step
    erasure_id: Ulid | None = None
    subject: SubjectId | None = None
    requested_by: str = "unknown"
    correlation_id: str = "-"
    cursor: Ulid | None = Field(default=None, description="the last record of the page before")


class Export(Contract):
    """A page of what is kept of a person. Every record comes with all that is kept of it, by store; what
    is known of the person as a whole is on the first page.
    """

    subject: SubjectId
    keys: tuple[PersonKey, ...]
    exported_at: UtcDatetime
    records: tuple[dict[str, Any], ...]
    person: dict[str, Any] = Field(default_factory=dict)
    rows: tuple[dict[str, Any], ...] = Field(
        default=(), description="rows of files that became no records, and rows of histories"
    )
    next_cursor: str | None = None


class ErasureResult(Contract):
    """What a step led to. ``found`` is false of a person of whom nothing is kept; an erasure that is
    not ``done`` needs another step.
    """

    found: bool = True
    done: bool = True
    erasure: Erasure | None = None
    export: Export | None = None
