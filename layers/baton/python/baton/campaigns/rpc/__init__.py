"""What can be called by name and read as a resource of campaigns."""
