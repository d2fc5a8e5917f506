"""Keeps the facts that areas publish and companies drop."""
