"""Secrets: from the environment, or from Secrets Manager, where they may be replaced at any time."""

import os
import time
from collections.abc import Callable
from typing import Protocol

from baton.aws.clients import Clients, aws_errors, error_code
from baton.core.errors import Unavailable

KEPT_SECONDS = 300.0
"""How long a secret is used before it is read anew."""

_CURRENT, _PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"
_ABSENT = frozenset({"ResourceNotFoundException", "InvalidRequestException"})


class Secret(Protocol):
    """One secret."""

    def text(self) -> str:
        """The secret; empty if there is none."""
        ...

    def texts(self) -> tuple[str, ...]:
        """The secret, and the one that it replaced if there is one: both are valid for a while."""
        ...

    def renew(self) -> None:
        """Has it read anew before it is used again, since somebody refused it."""
        ...


class NamedSecret:
    """A secret of Secrets Manager, or what ``variable`` has in the environment: there the secrets are
    separated by spaces, the current one first.
    """

    def __init__(
        self,
        clients: Clients,
        name: str,
        *,
        variable: str | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = clients.later("secretsmanager")
        self._name = name
        self._variable = variable
        self._seconds = seconds
        self._read: dict[str, tuple[float, str | None]] = {}

    def text(self) -> str:
        """See ``Secret``. Raises ``Unavailable``, and ``LookupError`` if the secret is not there or may
        not be read. The text is in no error.
        """
        return next(iter(self._given()), "") if self._is_given else self._stage(_CURRENT) or ""

    def texts(self) -> tuple[str, ...]:
        """See ``Secret``. Raises as ``text`` does."""
        found = self._given() if self._is_given else map(self._stage, (_CURRENT, _PREVIOUS))
        return tuple(text for text in found if text)

    def renew(self) -> None:
        """See ``Secret``."""
        self._read.clear()

    @property
    def _is_given(self) -> bool:
        return bool(self._given()) or not self._name

    def _given(self) -> list[str]:
        return os.environ.get(self._variable, "").split() if self._variable else []

    def _stage(self, stage: str) -> str | None:
        now = self._seconds()
        kept = self._read.get(stage)
        if kept and now < kept[0] + KEPT_SECONDS:
            return kept[1]
        try:
            text = self._fetched(stage)
        except Unavailable:
            if kept is None:
                raise
            text = kept[1]  # as good as before; asked for again when it is due
        self._read[stage] = (now, text)
        return text

    def _fetched(self, stage: str) -> str | None:
        from botocore.exceptions import ClientError

        try:
            with aws_errors("The store of secrets"):
                answer = self._client().get_secret_value(SecretId=self._name, VersionStage=stage)
        except ClientError as error:
            if stage == _PREVIOUS and error_code(error) in _ABSENT:
                return None
            raise LookupError(
                f"the secret {self._name} cannot be read ({error_code(error)})"
            ) from None
        return str(answer["SecretString"]).strip()


class Secrets:
    """Secrets by name."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._made: dict[tuple[str, str | None], NamedSecret] = {}

    def named(self, name: str, *, variable: str | None = None) -> Secret:
        """The secret of that name, or what the environment's ``variable`` has in its place."""
        key = (name, variable)
        if key not in self._made:
            self._made[key] = NamedSecret(self._clients, name, variable=variable)
        return self._made[key]
