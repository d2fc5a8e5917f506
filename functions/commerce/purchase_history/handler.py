"""Lambda entry point of the history of purchases."""

from baton.runtime import agent_handler
from functions.commerce.purchase_history.agent import PurchaseHistory

handler = agent_handler(PurchaseHistory.assemble)
