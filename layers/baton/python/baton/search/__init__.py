"""Searching by words and by meaning in OpenSearch: whatever is neutral of what is searched."""
