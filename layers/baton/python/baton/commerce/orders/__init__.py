"""Orders: what was bought, how far it is, and what is given back."""
