"""Takes in whom campaigns found, and forgets in time whom nobody told."""
