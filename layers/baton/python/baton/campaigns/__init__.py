"""The campaign area: campaigns, their metrics and reviews."""
