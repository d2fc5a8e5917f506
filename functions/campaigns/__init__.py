"""Campaigns: what is wrong with them, and the weekly review."""
