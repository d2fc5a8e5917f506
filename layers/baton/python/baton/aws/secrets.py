"""Secrets: from the environment, or from Secrets Manager, from which each is read once a container."""

import os

from baton.aws.clients import Clients, aws_errors, error_code


class Secrets:
    """Secrets by name."""

    def __init__(self, clients: Clients) -> None:
        self._client = clients.later("secretsmanager")
        self._read: dict[str, str] = {}

    def text(self, name: str, *, variable: str | None = None) -> str:
        """The environment variable, or the text of the secret; empty if neither is given.

        Raises ``Unavailable``, and ``LookupError`` if the secret is not there or may not be read. The
        text is in no error.
        """
        if (given := variable and os.environ.get(variable)) or not name:
            return given or ""
        if name not in self._read:
            self._read[name] = self._fetched(name)
        return self._read[name]

    def _fetched(self, name: str) -> str:
        from botocore.exceptions import ClientError

        try:
            with aws_errors("The store of secrets"):
                answer = self._client().get_secret_value(SecretId=name)
        except ClientError as error:
            raise LookupError(f"the secret {name} cannot be read ({error_code(error)})") from None
        return str(answer["SecretString"]).strip()
