"""Benchmarks: what a lead costs, and what our own code adds to it. Run with ``make bench``."""
