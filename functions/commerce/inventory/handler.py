"""Lambda entry point of the inventory agent."""

from baton.runtime import agent_handler
from functions.commerce.inventory.agent import InventoryAgent

handler = agent_handler(InventoryAgent.assemble)
