"""Customers of a shop: who they are, and what their prices depend on."""
