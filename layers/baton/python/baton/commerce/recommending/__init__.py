"""Recommending: what goes with what, learned from purchases, and what is offered to whom."""
