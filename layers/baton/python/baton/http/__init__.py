"""The edge that every HTTP request passes, and what the APIs have in common."""
