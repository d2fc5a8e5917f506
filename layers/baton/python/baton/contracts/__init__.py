"""The words everyone uses. This package imports nothing else of Baton."""
