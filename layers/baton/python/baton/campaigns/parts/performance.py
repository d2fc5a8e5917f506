"""What analytics tells the others (requirement D5)."""

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime


class PerformancePart(Contract):
    """How well the campaign does. ``score`` is ``None`` while it is unknown; ``enough_data`` says
    whether it was worth judging.
    """

    score: float | None = Field(default=None, ge=0, le=1)
    enough_data: bool = False
    judged_at: UtcDatetime | None = None
    missing: tuple[str, ...] = Field(default=(), max_length=50)
    advice: tuple[str, ...] = Field(default=(), max_length=50)
