"""The agents that the supervisor can ask: of this area for each ``<name>.yaml`` with its words, and
``<name>.py`` between words and the agent's contract; of others those that they register.
"""

import importlib
from functools import cache
from typing import cast

from baton.runtime.asked_agents import asked_agents
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.part import Adapter, Adapters
from functions.gtm.supervisor.registered import RegisteredAdapter


@cache
def adapters() -> Adapters:
    """Those of all agents by name."""
    registered = asked_agents()
    return {
        name: RegisteredAdapter()
        if name in registered
        else cast("Adapter", importlib.import_module(f"{__package__}.{name}"))
        for name in vocabulary().agents
    }
