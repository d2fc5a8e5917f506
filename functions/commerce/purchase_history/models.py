"""The task and result of gathering purchases."""

from pydantic import Field

from baton.core.contract import Contract


class GatherTask(Contract):
    """Gather the purchases of the last ``days``."""

    days: int = Field(default=730, ge=1, le=3_660)


class GatherResult(Contract):
    """The key of the file with the purchases, ``None`` if there are none, and how many lines of it are
    from orders and how many from facts. ``cut`` says that there are more: the latest are in the file.
    """

    purchases: str | None = None
    from_orders: int = Field(default=0, ge=0)
    from_facts: int = Field(default=0, ge=0)
    cut: bool = False
