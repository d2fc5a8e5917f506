"""Asking a dependency whether it answers, before its circuit is closed (requirement G1)."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from baton.core.errors import Unavailable
from baton.resilience.outgoing_http import http_call

SECONDS = 5.0
"""How long an answer may take."""

_SERVER_FAULT = 500
_NO_SUCH_METHOD = frozenset({405, 501})


class Prober(Protocol):
    """Says of dependencies whether they answer."""

    def probe(self, dependency: str) -> str | None:
        """Why the dependency is not well; ``None`` if it answered."""
        ...


class HttpProber:
    """Asks the addresses that are configured, and no others, for their heads.

    Whoever answers, be it with a refusal for want of a key, is there. Some have a fault of a HEAD, know
    no such method (405, 501), or say nothing: they are asked by GET, too, where these are answers as any
    other. ``addresses`` are by the names of the dependencies.
    """

    def __init__(self, addresses: Mapping[str, str], *, seconds: float = SECONDS) -> None:
        self._addresses = addresses
        self._seconds = seconds

    def probe(self, dependency: str) -> str | None:
        """See ``Prober``."""
        address = self._addresses.get(dependency)
        if not address:
            return "no address of it is configured here"
        return self._fault("HEAD", address) and self._fault("GET", address)

    def _fault(self, method: str, address: str) -> str | None:
        try:
            answer = http_call(method, with_scheme(address), seconds=self._seconds, most_bytes=0)
        except (Unavailable, ValueError) as error:
            return f"it does not answer: {error}"
        refused = answer.status in _NO_SUCH_METHOD
        ill = method == "HEAD" if refused else answer.status >= _SERVER_FAULT
        return f"it answers with {answer.status}" if ill else None


def with_scheme(address: str) -> str:
    """The address with its scheme, and without a user and password: OpenSearch's is a host name."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    here = parts.hostname in {"127.0.0.1", "localhost"}
    scheme = parts.scheme or ("http" if here else "https")
    return urlunsplit((scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
