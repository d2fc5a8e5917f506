"""The agents that the supervisor can ask: for each ``<name>.yaml`` with its words, and
``<name>.py`` between words and the agent's contract.
"""

import importlib
from functools import cache
from typing import cast

from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.part import Adapter, Adapters


@cache
def adapters() -> Adapters:
    """Those of all agents by name."""
    return {
        name: cast("Adapter", importlib.import_module(f"{__package__}.{name}"))
        for name in vocabulary().agents
    }
