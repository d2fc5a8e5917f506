"""Lambda entry point of the index of products: its queue, and its nightly look."""

from functions.commerce.product_index.agent import ProductIndexer
from functions.commerce.product_index.triggers import index_handler

handler = index_handler(ProductIndexer.assemble)
