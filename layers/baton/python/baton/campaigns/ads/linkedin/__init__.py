"""LinkedIn by its versioned REST API."""
