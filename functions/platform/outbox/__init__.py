"""Carries out what transactions left in the outbox."""
