"""The HTTP API of the go-to-market agents."""

SERVICE = "gtm_api"
"""Its name in logs and metrics."""
