"""What keeps a fault of others from becoming ours: retries and circuit breakers."""
