"""Ads on Google, Meta and LinkedIn by their own HTTPS APIs: one port, three adapters."""
