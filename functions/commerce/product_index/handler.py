"""Lambda entry point of the index of products."""

from baton.runtime import agent_handler
from functions.commerce.product_index.agent import ProductIndexer

handler = agent_handler(ProductIndexer.assemble)
