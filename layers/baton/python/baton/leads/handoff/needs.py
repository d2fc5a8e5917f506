"""What each agent that a lead is handed to needs to know of it."""

from functools import cache

from baton.core.packaged_yaml import packaged_yaml
from baton.memory.handoff_subject import Needs


@cache
def needs() -> dict[str, Needs]:
    """Every receiver's needs, as ``needs.yaml`` declares them."""
    return {
        receiver: Needs(one["required"], one["helpful"], one["remembered"], tuple(one["passes"]))
        for receiver, one in packaged_yaml(__package__, "needs.yaml").items()
    }
