"""What a reading is asked for, and what it came to."""

from pydantic import Field

from baton.core.contract import Contract


class ReadingTask(Contract):
    """Read the platforms' days of running campaigns, of at most ``most``."""

    most: int = Field(default=500, ge=1, le=5_000)


class ReadingResult(Contract):
    """How many campaigns were read, what is doubtful about some, and which versions of APIs end."""

    campaigns: int = 0
    days: int = 0
    doubts: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
