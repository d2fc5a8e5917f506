"""Stock, reservations of it, and what moved it."""
