"""Where companies and people are found: one port, an adapter for each source."""
