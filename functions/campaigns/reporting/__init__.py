"""The report on all running campaigns."""
