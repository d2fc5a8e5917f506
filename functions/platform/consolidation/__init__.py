"""Moves what is past from short-term memory into the lasting ones, and learns from what repeats."""
