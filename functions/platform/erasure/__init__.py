"""Shows a person everything that is kept of them, and erases it."""
