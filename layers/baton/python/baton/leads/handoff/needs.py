"""What each agent that a lead is handed to needs to know of it."""

from functools import cache
from importlib.resources import files

import yaml

from baton.memory.handoff_subject import Needs

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def needs() -> dict[str, Needs]:
    """Every receiver's needs, as ``needs.yaml`` declares them."""
    text = files(__package__).joinpath("needs.yaml").read_text(encoding="utf-8")
    return {
        receiver: Needs(one["required"], one["helpful"], one["remembered"], tuple(one["passes"]))
        for receiver, one in yaml.load(text, Loader=_Loader).items()  # noqa: S506
    }
