"""Lambda entry point of the agent that answers about the shop."""

from baton.runtime import agent_handler
from functions.commerce.shop_answers.agent import ShopAnswers

handler = agent_handler(ShopAnswers.assemble)
