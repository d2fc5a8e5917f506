"""Holds the runs of campaigns for people, and records what went wrong in them."""
