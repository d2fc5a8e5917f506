"""OpenSearch through opensearch-py: one client per container, and what its errors mean.

The package costs 85 ms of CPU to import beside botocore, so it is imported at the first request.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from baton.aws.clients import Clients
from baton.core.errors import Unavailable

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

SECONDS = 3.0
"""How long a search may take; what writes much is given more."""

CONNECTIONS = 16

_HERE = ("127.0.0.1", "localhost")
TOO_LARGE = 413
_TIMED_OUT, _TOO_MANY, _SERVER_FAULT = 408, 429, 500
_BLOCKED = "cluster_block_exception"
"""Writes to an index are held up for the moment in which it is left for a new one."""


class Cluster:
    """An OpenSearch that is reached at ``endpoint``.

    A host name alone is an AWS domain: HTTPS, every request signed (SigV4, service ``es``) with the
    container's credentials. One on this machine is plain. An address with a scheme is taken as it
    is, with the user and the password in it.
    """

    def __init__(self, endpoint: str, clients: Clients) -> None:
        self._endpoint = endpoint
        self._clients = clients
        self._lock = threading.Lock()
        self._client: OpenSearch | None = None

    @property
    def client(self) -> "OpenSearch":
        """The client. It is safe to use from many threads."""
        if self._client is None:
            with self._lock:
                self._client = self._client or self._new()
        return self._client

    def _new(self) -> "OpenSearch":
        from opensearchpy import OpenSearch, Urllib3HttpConnection

        where = urlsplit(self._endpoint if "//" in self._endpoint else f"//{self._endpoint}")
        encrypted = (where.scheme or ("http" if where.hostname in _HERE else "https")) == "https"
        return OpenSearch(
            hosts=[{"host": where.hostname, "port": where.port or (443 if encrypted else 9200)}],
            use_ssl=encrypted,
            http_auth=self._authentication(where.username, where.password, where.scheme, encrypted),
            connection_class=Urllib3HttpConnection,
            pool_maxsize=CONNECTIONS,
            http_compress=True,
            timeout=SECONDS,
            max_retries=1,
            retry_on_status=(),
        )

    def _authentication(
        self, user: str | None, password: str | None, scheme: str, encrypted: bool
    ) -> Any:
        if user is not None:
            return (unquote(user), unquote(password or ""))
        if scheme or not encrypted:
            return None
        from opensearchpy import Urllib3AWSV4SignerAuth

        return Urllib3AWSV4SignerAuth(self._clients.credentials(), os.environ["AWS_REGION"], "es")


@contextmanager
def search_errors() -> Iterator[None]:
    """Raises ``Unavailable`` for no answer, throttling, a held-up index and 5xx; the rest stays."""
    from opensearchpy.exceptions import ConnectionError as NoConnection
    from opensearchpy.exceptions import TransportError

    try:
        yield
    except NoConnection as error:
        raise _unavailable(type(error).__name__) from error
    except TransportError as error:
        if is_passing(int(error.status_code), error.info):
            raise _unavailable(f"status {error.status_code}") from error
        raise


def is_passing(status: int, answer: Any) -> bool:
    """Whether trying again may help; ``answer`` is the body or a bulk item's ``error``."""
    passing = status in (_TIMED_OUT, _TOO_MANY) or status >= _SERVER_FAULT
    return passing or kind_of(answer) == _BLOCKED


def kind_of(answer: Any) -> str:
    """OpenSearch's name for an error, as ``index_not_found_exception``; empty if it has none."""
    if not isinstance(answer, Mapping):
        return ""
    error = answer.get("error", answer)
    return str(error.get("type", "")) if isinstance(error, Mapping) else ""


def raise_for(answers: Iterable[Mapping[str, Any]]) -> None:
    """Raises for the first of several results that is an error: ``Unavailable``, or a fault."""
    for answer in answers:
        error = answer.get("error")
        if error is not None:
            status = int(answer.get("status", _SERVER_FAULT))
            if is_passing(status, error):
                raise _unavailable(f"{kind_of(error)}, status {status}")
            raise RuntimeError(f"OpenSearch refuses a request: {kind_of(error)}")


def complete(answer: Mapping[str, Any]) -> None:
    """Raises ``Unavailable`` for an answer with status 200 that some shards, or the time, cut short."""
    failed = answer["_shards"]["failed"]
    if failed or answer.get("timed_out"):
        raise _unavailable(f"{failed} shards failed" if failed else "timed out")


def acknowledged(answer: Mapping[str, Any]) -> None:
    """Raises ``Unavailable`` for a change with status 200 that not all nodes know of yet."""
    if not (answer["acknowledged"] and answer.get("shards_acknowledged", True)):
        raise _unavailable("a change of its indices is not acknowledged")


def _unavailable(reason: str) -> Unavailable:
    return Unavailable(f"OpenSearch does not answer ({reason}). Try again later.")
