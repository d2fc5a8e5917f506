"""Runs a campaign's ads on Google, LinkedIn and Meta (requirement D4)."""
