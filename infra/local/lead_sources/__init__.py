"""Stand-ins for lead sources: their real protocols, limits and faults, on made-up people."""
