"""Keeps the index by which products are found."""
