"""The deployed API at an address of its own, as API Gateway has it on AWS.

The local AWS has all APIs at one address, each below a path. A sign-in is found by the address that a
client used, without a path. What passes here is not touched but for the path, and for a token where a
client cannot be given one: headers stay as they were sent, byte by byte.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

_CHUNK = 65_536
_HERE = "127.0.0.1"


class Front:
    """Passes connections on to ``api_url``, one request each. ``token`` is added to every request."""

    def __init__(self, api_url: str, token: Callable[[], str] | None = None) -> None:
        there = urlsplit(api_url)
        self._host, self._port = there.hostname or _HERE, there.port or 80
        self._path = there.path.encode()
        self._token = token

    async def serve(self, started: Callable[[int], None], ended: asyncio.Event) -> None:
        """Serves until ``ended``; ``started`` is given the port."""
        server = await asyncio.start_server(self._passed_on, _HERE, 0)
        async with server:
            started(server.sockets[0].getsockname()[1])
            await ended.wait()

    async def _passed_on(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            head = await near.readuntil(b"\r\n\r\n")
            far, there = await asyncio.open_connection(self._host, self._port)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            back.close()
            return
        there.write(self._rewritten(head))
        body = asyncio.create_task(_pumped(near, there))
        await _pumped(far, back)
        body.cancel()
        there.close()
        back.close()

    def _rewritten(self, head: bytes) -> bytes:
        first, *lines = head.split(b"\r\n")
        method, path, version = first.split(b" ", 2)
        kept = [one for one in lines if not one.lower().startswith(b"connection:")]
        added = [b"Connection: close"]
        if self._token:
            kept = [one for one in kept if not one.lower().startswith(b"authorization:")]
            added.append(b"Authorization: Bearer " + self._token().encode())
        return b"\r\n".join([b" ".join([method, self._path + path, version]), *added, *kept])


async def _pumped(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):  # whoever hangs up has heard enough
        while read := await source.read(_CHUNK):
            sink.write(read)
            await sink.drain()


@contextmanager
def front(api_url: str, token: Callable[[], str] | None = None) -> Iterator[str]:
    """The address at which the API is while this lasts."""
    loop, ended, ports, ready = asyncio.new_event_loop(), asyncio.Event(), [], Event()

    def started(port: int) -> None:
        ports.append(port)
        ready.set()

    serving = Front(api_url, token).serve(started, ended)
    thread = Thread(target=loop.run_until_complete, args=(serving,), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield f"http://{_HERE}:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
