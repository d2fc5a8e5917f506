"""Lambda entry point of the upkeep of commerce."""

from baton.runtime import agent_handler
from functions.commerce.upkeep.agent import CommerceUpkeep

handler = agent_handler(CommerceUpkeep.assemble)
