"""Secrets from Secrets Manager, each read once per container."""

from baton.aws import Clients
from baton.records.secrets import secret_text


class Secrets:
    """Secrets by name."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._read: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The text of a secret. Raises ``Unavailable``, and ``LookupError`` if it cannot be read."""
        if name not in self._read:
            self._read[name] = secret_text(self._clients, name)
        return self._read[name]
