"""Asking a dependency whether it answers, before its circuit is closed (requirement G1)."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from baton.core.errors import Unavailable
from baton.resilience.outgoing_http import http_call

SECONDS = 5.0
"""How long an answer may take."""

_SERVER_FAULT = 500


class Prober(Protocol):
    """Says of dependencies whether they answer."""

    def probe(self, dependency: str) -> str | None:
        """Why the dependency is not well; ``None`` if it answered."""
        ...


class HttpProber:
    """Asks the addresses that are configured, and no others, for their heads.

    Whoever answers, be it with a refusal for want of a key, is there. Some know no HEAD, and say so
    (501) or have a fault of it: they are asked by GET, too. ``addresses`` are by the names of the
    dependencies.
    """

    def __init__(self, addresses: Mapping[str, str], *, seconds: float = SECONDS) -> None:
        self._addresses = addresses
        self._seconds = seconds

    def probe(self, dependency: str) -> str | None:
        """See ``Prober``."""
        address = self._addresses.get(dependency)
        if not address:
            return "no address of it is configured here"
        try:
            status = self._status("HEAD", address)
            if status >= _SERVER_FAULT:
                status = self._status("GET", address)
        except (Unavailable, ValueError) as error:
            return f"it does not answer: {error}"
        return f"it answers with {status}" if status >= _SERVER_FAULT else None

    def _status(self, method: str, address: str) -> int:
        return http_call(method, with_scheme(address), seconds=self._seconds, most_bytes=0).status


def with_scheme(address: str) -> str:
    """The address with its scheme, and without a user and password: OpenSearch's is a host name."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    here = parts.hostname in {"127.0.0.1", "localhost"}
    scheme = parts.scheme or ("http" if here else "https")
    return urlunsplit((scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
