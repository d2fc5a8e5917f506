"""What leaves the house: the ledger, the send policy, and the carriers to the providers.

``ledger`` is the only way out. ``contracts/effect.py`` draws an effect's way.
"""
