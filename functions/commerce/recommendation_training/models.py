"""The training's task and result."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.commerce.recommending.measures import Quality
from baton.commerce.recommending.purchases import FOLDER
from baton.core.contract import Contract

Key = Annotated[str, StringConstraints(pattern=rf"^{FOLDER}", max_length=1024)]


class LearnTask(Contract):
    """Learn from the file ``purchases``, or serve a ``version`` that was learned before."""

    purchases: Key | None = None
    version: Annotated[str, Field(pattern=r"^[0-9A-Z]{26}$")] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.purchases is None) == (self.version is None):
            raise ValueError("should have either purchases or a version")
        return self


class LearnResult(Contract):
    """What is served now, and what was learned; ``learned`` is ``None`` if nothing was, and ``why`` then
    says why. What became of the file's rows is told beside: ``faults`` are the first faulty ones, by
    their number alone. ``report`` is the key of a file with all of it.
    """

    in_use: str | None = None
    learned: str | None = None
    method: str | None = None
    measured: dict[str, Quality] = Field(default={}, description="by method, on what was held back")
    purchases: int = Field(default=0, ge=0, description="pairs of a customer and an item")
    rows: int = Field(default=0, ge=0)
    faulty: int = Field(default=0, ge=0, description="rows that cannot be read")
    faults: tuple[str, ...] = ()
    nobodys: int = Field(default=0, ge=0, description="rows without a customer or an item")
    older: int = Field(
        default=0, ge=0, description="purchases beyond the latest that are learned from"
    )
    not_in_catalogue: int = Field(default=0, ge=0, description="items that nobody sells any more")
    why: str | None = None
    report: str | None = None
