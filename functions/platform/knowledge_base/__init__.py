"""Follows the files that are dropped for the knowledge base, and keeps its index as it should be."""
