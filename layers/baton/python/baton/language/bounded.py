"""Answers over HTTP that end: in time and in bytes, those with an error's status included.

A client's own time-out is for each read, so a byte a second goes on for ever, be it of a body, of the
headers or of what is between; and an error's body is read whole before anybody sees its status. Imported
only where OpenAI's client is.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2


class BoundedTransport(httpx2.HTTPTransport):
    """Answers that are cut off when a call's time is over or after ``most`` bytes, and are not packed:
    few bytes may be unpacked to any number.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._deadline = _Deadline()
        self._pool._network_backend = _Backend(self._pool._network_backend, self._deadline)  # noqa: SLF001

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer. A call's time is that of its reads (``request.extensions["timeout"]``)."""
        seconds = (request.extensions.get("timeout") or {}).get("read")
        until = time.monotonic() + seconds if seconds else None
        request.headers["accept-encoding"] = "identity"
        with self._deadline.until(until):
            response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise httpx2.ReadError("the answer is packed, which nobody asked for")
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, self._deadline, until, self._most)
        return response


class _Deadline(threading.local):
    """When what this thread reads must have come."""

    at: float | None = None

    @contextmanager
    def until(self, at: float | None) -> Iterator[None]:
        before, self.at = self.at, at
        try:
            yield
        finally:
            self.at = before


class _Bounded(httpx2.SyncByteStream):
    def __init__(
        self, inner: httpx2.SyncByteStream, deadline: _Deadline, until: float | None, most: int
    ) -> None:
        self._inner = inner
        self._deadline = deadline
        self._until = until
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        length, pieces = 0, iter(self._inner)
        while True:
            with self._deadline.until(self._until):
                piece = next(pieces, None)
            if piece is None:
                return
            length += len(piece)
            if length > self._most:
                raise httpx2.ReadError("the answer does not end")
            yield piece

    def close(self) -> None:
        self._inner.close()


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, inner: httpcore2.NetworkBackend, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def connect_tcp(self, *given: Any, **named: Any) -> httpcore2.NetworkStream:
        return _Stream(self._inner.connect_tcp(*given, **named), self._deadline)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline
        self.write, self.close = inner.write, inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.at is not None:
            left = self._deadline.at - time.monotonic()
            if left <= 0:
                raise httpcore2.ReadTimeout("the answer takes longer than the call may")
            timeout = min(left, left if timeout is None else timeout)
        return self._inner.read(max_bytes, timeout)

    def start_tls(self, *given: Any, **named: Any) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(*given, **named), self._deadline)
