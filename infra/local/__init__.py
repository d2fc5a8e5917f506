"""The application stack on this machine: no account, no Docker, no network."""
