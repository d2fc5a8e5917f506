"""The lead area: leads, how they are scored, engaged and answered."""
