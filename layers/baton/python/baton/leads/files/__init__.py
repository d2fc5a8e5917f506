"""Files of leads: mappings, rows and imports."""
