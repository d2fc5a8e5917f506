"""The lead triage agent."""
