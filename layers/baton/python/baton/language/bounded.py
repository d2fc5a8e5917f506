"""Answers over HTTP that end: in time and in bytes, those with an error's status included.

A client's own time-out is for each read, so a byte a second goes on for ever; and an error's body is
read whole before anybody sees its status. Imported only where OpenAI's client is.
"""

import time
from collections.abc import Iterator

import httpx2


class BoundedTransport(httpx2.BaseTransport):
    """What ``inner`` answers, cut off when a call's time is over or after ``most`` bytes."""

    def __init__(self, inner: httpx2.BaseTransport, most: int) -> None:
        self._inner = inner
        self._most = most

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer. A call's time is that of its reads (``request.extensions["timeout"]``)."""
        seconds = (request.extensions.get("timeout") or {}).get("read") or 0.0
        deadline = time.monotonic() + seconds
        response = self._inner.handle_request(request)
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, deadline if seconds else None, self._most)
        return response

    def close(self) -> None:
        """Closes the connections."""
        self._inner.close()


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, deadline: float | None, most: int) -> None:
        self._inner = inner
        self._deadline = deadline
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for piece in self._inner:
            length += len(piece)
            if self._deadline is not None and time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the answer takes longer than the call may")
            if length > self._most:
                raise httpx2.ReadError("the answer does not end")
            yield piece

    def close(self) -> None:
        self._inner.close()
