"""Live updates over WebSocket: who may listen, to what, and what they hear."""
