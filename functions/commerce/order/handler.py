"""Lambda entry point of the order agent."""

from baton.runtime import agent_handler
from functions.commerce.order.agent import OrderAgent

handler = agent_handler(OrderAgent.assemble)
