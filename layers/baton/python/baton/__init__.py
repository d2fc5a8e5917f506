"""Baton's shared library: the words, records and runtime every agent uses."""
