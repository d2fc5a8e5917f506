"""Finds companies and people for a campaign, and hands on who qualifies."""
