"""The console: the page on which people do their work, as static files and what it must know."""

SERVICE = "console"
"""Its name in logs and metrics."""
