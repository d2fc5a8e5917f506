"""Answers in words about the shop: orders, stock and prices."""
