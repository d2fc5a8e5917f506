"""Cases that wait for a person."""
