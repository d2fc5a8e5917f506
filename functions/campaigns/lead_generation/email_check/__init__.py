"""Says whether an e-mail address can be written to, and why: valid, risky, invalid or unknown."""
