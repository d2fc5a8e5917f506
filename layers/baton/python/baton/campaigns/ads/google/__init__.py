"""Google Ads by its REST API."""
