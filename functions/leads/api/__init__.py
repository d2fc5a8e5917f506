"""The HTTP API of leads."""

SERVICE = "leads_api"
"""Its name in logs and metrics."""
