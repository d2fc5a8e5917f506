"""The workflows of commerce."""
