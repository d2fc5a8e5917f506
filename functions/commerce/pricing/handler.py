"""Lambda entry point of the pricing agent."""

from baton.runtime import agent_handler
from functions.commerce.pricing.agent import PricingAgent

handler = agent_handler(PricingAgent.assemble)
