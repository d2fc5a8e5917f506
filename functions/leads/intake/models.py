"""The intake service's tasks and results, one pair for each step of ``file_intake``.

open    once a file    the file is looked at, brought into the form the workflow reads, and known
row     once a row     the row becomes a lead with its outbox entry, or is rejected in words
finish  once a file    counts, the rejected rows as a table, and its event
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from baton.core.contract import Contract
from baton.leads.files.file_import import FileFormat, FileImport, Key, RowStatus
from baton.leads.lead import Lead


class OpenFile(Contract):
    """A file that was dropped into the intake bucket."""

    action: Literal["open"]
    bucket: str
    key: Key
    etag: str
    size: int | None = Field(default=None, ge=0)


class TakeRow(Contract):
    """One row, counted from 1. ``original`` is the row as the workflow's map read it: a line of the
    file that ``open`` prepared, or a row of a CSV read directly. Whatever it is, it is data.
    """

    action: Literal["row"]
    import_id: str
    row: int = Field(ge=1)
    original: Any = None


class FinishFile(Contract):
    """All rows were looked at, or the map over them failed with ``fault``."""

    action: Literal["finish"]
    import_id: str
    fault: str | None = None


class IntakeTask(Contract):
    """One step, told apart by its ``action``."""

    step: Annotated[OpenFile | TakeRow | FinishFile, Field(discriminator="action")]

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, given: object) -> object:
        """Workflows send the step itself: ``{"action": "open", …}``."""
        return {"step": given} if isinstance(given, Mapping) and "step" not in given else given


class IntakeResult(Contract):
    """What every step's result is."""


class FileOpened(IntakeResult):
    """The workflow reads the rows from ``items_key`` in the form ``format``.

    With ``already_finished`` there is nothing to do. A file that is ``unsupported``, or has no rows,
    goes to ``finish`` at once, which says why.
    """

    import_id: str
    format: FileFormat
    already_finished: bool
    items_key: str | None = None
    mapping: str | None = None
    rows: int = 0


class RowTaken(IntakeResult):
    """What became of the row. A ``lead`` is there if its pipeline is to be run now."""

    status: RowStatus
    correlation_id: str
    lead: Lead | None = None


class FileFinished(IntakeResult):
    """The import with its counts."""

    file_import: FileImport
