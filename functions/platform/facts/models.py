"""What the keeper of facts is asked for, and what became of it."""

from typing import Self

from pydantic import Field, model_validator

from baton.core.contract import Contract


class FactTask(Contract):
    """Either a file that was dropped, or that small files are to be made into few."""

    key: str | None = Field(
        default=None, description="of a dropped file, as facts/ad_spend/may.csv"
    )
    compact: bool = False

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.key is None) == (not self.compact):
            raise ValueError("should have either a key or compact")
        return self


class FileResult(Contract):
    """What became of a dropped file."""

    key: str
    rows: int = 0
    kept: int = Field(
        default=0, description="facts, each once, whether or not they were there before"
    )
    rejected: int = 0
    erased: int = Field(default=0, description="rows of persons who asked to be erased")
    refused: tuple[str, ...] = Field(default=(), description="why nothing could be read")
    results_key: str | None = None


class FactResult(Contract):
    """What was done."""

    file: FileResult | None = None
    compacted: int = Field(default=0, description="days whose files were made into one")
    complete: bool = Field(default=True, description="whether nothing was left for the next time")
