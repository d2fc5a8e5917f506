"""The catalogue intake's task and result, and how far a file is."""

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime


class CatalogueFile(Contract):
    """A file that was dropped into ``products/``: go on with it where it is."""

    key: str = Field(min_length=1, max_length=1_024)


class Progress(Contract):
    """How far a file is: kept beside its results after every slice, under the file's own etag."""

    key: str
    etag: str
    encoding: str | None = Field(default=None, description="of what is not UTF-8, once it is known")
    mixed: bool = Field(default=False, description="lines that are UTF-8 stay so")
    rows: int = Field(default=0, ge=0, description="that were looked at")
    applied: int = Field(default=0, ge=0)
    rejected: int = Field(default=0, ge=0)
    slices: int = Field(default=0, ge=0)
    complete: bool = False
    refused: tuple[str, ...] = ()
    started_at: UtcDatetime


class IntakeProgress(Contract):
    """What became of a file so far. With ``more`` another step is needed."""

    key: str
    more: bool = False
    rows: int = 0
    applied: int = 0
    rejected: int = 0
    refused: tuple[str, ...] = ()
    results_key: str | None = None
