"""Events out: the outbox, the bus, and the workflows it starts."""
