"""The HTTP API of campaigns and experiments."""

SERVICE = "campaigns_api"
"""Its name in logs and metrics."""
