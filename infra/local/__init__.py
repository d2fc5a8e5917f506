"""The whole deployment on this machine: no account, no Docker, no network."""
