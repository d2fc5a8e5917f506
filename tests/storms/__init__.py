"""Storms: many seeded runs with faults at every point, and what must be true after each."""
