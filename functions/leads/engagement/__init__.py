"""The engagement agent."""
