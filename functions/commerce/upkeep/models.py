"""The upkeep's task and result."""

from pydantic import Field

from baton.core.contract import Contract


class UpkeepTask(Contract):
    """Give back what is held too long, visit orders whose effects are due, and tell of carts that were
    left; ``most`` of each."""

    most: int = Field(default=500, ge=1, le=2_000)


class UpkeepResult(Contract):
    """How many reservations ended, how many orders were visited and how many could not be just now, and
    how many carts were told of."""

    expired: int = 0
    visited: int = 0
    put_off: int = 0
    left: int = 0
