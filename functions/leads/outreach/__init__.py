"""Outreach: carries out what plans say to people, when it is due and may be done."""
