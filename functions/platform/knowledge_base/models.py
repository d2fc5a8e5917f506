"""The knowledge base's task and result."""

from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, Ulid


class KnowledgeTask(Contract):
    """A file that came, changed or went, by its ``key``; without one, the index is looked after.
    ``most`` documents are written to it anew at most."""

    key: str | None = Field(default=None, min_length=1, max_length=1_024)
    most: int = Field(default=500, ge=0, le=10_000)


class Done(StrEnum):
    """What became of a file."""

    KEPT = "kept"
    UNREADABLE = "unreadable"
    DELETED = "deleted"
    UNCHANGED = "unchanged"


class KnowledgeResult(Contract):
    """What a run did. ``swept`` are editions that crashes left behind; ``index_current`` says whether
    the index is as this version of the code wants it."""

    done: Done | None = None
    document_id: Ulid | None = None
    version: int | None = Field(default=None, ge=1)
    outcome: str | None = Field(default=None, description="why the file could not be read")
    swept: int = Field(default=0, ge=0)
    index_current: bool = True
