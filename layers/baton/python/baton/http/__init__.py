"""The edge of the HTTP APIs."""
