"""Payments: the port, Stripe's protocol, and its webhooks."""
