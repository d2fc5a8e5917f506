"""Baton's infrastructure, in Python: what runs where, and on one machine."""
