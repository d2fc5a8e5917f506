"""Finding products by words and filters."""
