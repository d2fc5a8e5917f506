"""The workflows of platform."""
