"""The HTTP API of commerce."""

SERVICE = "commerce_api"
"""Its name in logs and metrics."""
