"""Reads the contact data that a company shows on its own website, as a polite and careful visitor."""
