"""The content creator: writes what a campaign publishes, and has it checked."""
