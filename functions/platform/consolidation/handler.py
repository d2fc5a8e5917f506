"""Lambda entry point of consolidation."""

from baton.runtime import agent_handler
from functions.platform.consolidation.agent import Consolidation

handler = agent_handler(Consolidation.assemble)
"""Called by a schedule once an hour, or whenever somebody wants."""
