"""The training's task and result."""

from typing import Annotated

from pydantic import Field

from baton.commerce.recommending.measures import Quality
from baton.core.contract import Contract


class LearnTask(Contract):
    """Learn from the purchases of the last ``days``; or serve a ``version`` that was learned before."""

    days: int = Field(default=730, ge=1, le=3_660)
    version: Annotated[str, Field(pattern=r"^[0-9A-Z]{26}$")] | None = None


class LearnResult(Contract):
    """What is served now, and what was learned; ``learned`` is ``None`` if there was too little."""

    in_use: str | None = None
    learned: str | None = None
    method: str | None = None
    measured: dict[str, Quality] = Field(default={}, description="by method, on what was held back")
    purchases: int = Field(default=0, ge=0)
    not_in_catalogue: int = Field(default=0, ge=0, description="items that nobody sells any more")
    why: str | None = None
