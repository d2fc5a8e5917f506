"""Carts: what somebody may buy, priced anew whenever it is read."""
