"""Scorecards and the points they give."""
