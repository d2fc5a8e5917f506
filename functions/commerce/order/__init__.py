"""The order agent."""
