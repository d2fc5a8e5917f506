"""Clients of AWS services, with their errors in our terms."""
