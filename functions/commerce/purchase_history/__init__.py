"""Purchases, gathered every week for what learns from them."""
