"""The keeper of leads' touches."""
