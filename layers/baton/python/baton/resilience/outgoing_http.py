"""One HTTP call to a system that is not ours, bounded in time and size whatever it answers.

A timeout of a socket is one for each read: whoever sends a byte a second holds its caller as long as
they like. Here the whole call has a deadline, at which its connection is shut. Redirects are not
followed, nothing is tried again, and certificates are checked.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from urllib.parse import urlsplit

from baton.core.errors import Unavailable

MOST_BYTES = 2_000_000
"""Bytes of an answer's body that are taken, unless the caller says otherwise."""

_PIECE = 65_536


class NotConnected(Unavailable):
    """No connection came about, so nothing was asked for."""


class NoAnswer(Unavailable):
    """The request may have arrived; its answer did not, not in time, or not whole."""


class FinalAnswer(HTTPResponse):
    """Reads on over interim answers, as 103 (RFC 9110, section 15.2); the standard library knows 100."""

    def begin(self) -> None:
        """Reads status and headers."""
        super().begin()
        while self.status < 200:  # noqa: PLR2004 (HTTP)
            self.headers = None  # type: ignore[assignment]  # what says that they were read
            super().begin()


@contextmanager
def in_its_form(whose: str) -> Iterator[None]:
    """For reading what an answer holds: one of another form than its API has is no answer. Nobody knows
    then what was done. Raises ``Unavailable``; ``whose`` answer it is stands in it.
    """
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise Unavailable(f"{whose} gave an answer of another form.") from error


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer; the names of its ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def http_call(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float,
    most_bytes: int = MOST_BYTES,
) -> HttpAnswer:
    """The answer, which has come whole within ``seconds``. With ``most_bytes=0`` its body is not read.

    Raises ``NotConnected``, ``NoAnswer``, and ``ValueError`` for an address that is none of HTTP's.
    """
    deadline = time.monotonic() + seconds
    connection, path = _connection(url, seconds)
    try:
        with _faults(NotConnected, "no connection"):
            connection.connect()
        with _faults(NoAnswer, "no answer"), shut_at(deadline, connection.sock):
            connection.response_class = FinalAnswer
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            answered = {name.lower(): value for name, value in response.getheaders()}
            taken = bytearray()
            while most_bytes and (piece := response.read1(_PIECE)):
                taken += piece
                if len(taken) > most_bytes:
                    raise NoAnswer(f"its answer has more than {most_bytes:,} bytes")
            if most_bytes and response.length:
                raise IncompleteRead(bytes(taken), response.length)
        return HttpAnswer(response.status, answered, bytes(taken))
    finally:
        connection.close()


def _connection(url: str, seconds: float) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address begins with https:// and a host's name")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "http":
        return HTTPConnection(parts.hostname, parts.port, timeout=seconds), path
    context = ssl.create_default_context()
    return HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=context), path


@contextmanager
def _faults(kind: type[Unavailable], what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, HTTPException) as error:
        raise kind(f"{what} ({type(error).__name__})") from error


@contextmanager
def shut_at(deadline: float, open_socket: socket.socket) -> Iterator[None]:
    """Shuts a socket at the deadline (of ``time.monotonic``), which ends whatever waits for it. Raises
    ``TimeoutError`` in its place.
    """
    late = threading.Event()

    def shut() -> None:
        late.set()
        with suppress(OSError):
            socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException) as error:
        if late.is_set():
            raise TimeoutError("the time for the answer is over") from error
        raise
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError("the time for the answer is over")
