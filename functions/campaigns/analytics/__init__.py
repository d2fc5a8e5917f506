"""The campaign analyst agent."""
