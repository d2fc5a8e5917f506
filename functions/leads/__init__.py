"""The lead funnel."""
