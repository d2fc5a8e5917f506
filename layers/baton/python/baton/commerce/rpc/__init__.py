"""What can be called by name of commerce, by what it is about."""
