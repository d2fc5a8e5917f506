"""The HTTP API of what every company has, and the description of all of it."""

SERVICE = "platform_api"
"""Its name in logs and metrics."""
