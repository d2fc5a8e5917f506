"""The workflows of leads."""
