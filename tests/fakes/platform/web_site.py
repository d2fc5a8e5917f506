"""A website of raw bytes on the loopback, which can do what the worst ones do."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from typing import Self

Pieces = Iterator[bytes]
Answer = str | bytes | Callable[[], Pieces]
"""A page's HTML, a whole answer as bytes, or the pieces of one."""

_MEGABYTE = 1_000_000


class WebSite:
    """Answers by path; what has no path is 404. ``requests`` are the heads as they came."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host: str = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.requests: list[str] = []

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, but that of robots.txt."""
        asked = [one.split(" ", 2)[1] for one in self.requests]
        return [path for path in asked if path != "/robots.txt"]

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            head = connection.recv(65_536).decode("latin-1")
            self.requests.append(head)
            answer = self._answers.get(head.split(" ", 2)[1], status(404))
            for piece in _pieces(answer):
                connection.sendall(piece)


def _pieces(answer: Answer) -> Pieces:
    if isinstance(answer, str):
        return iter([page(answer)])
    return iter([answer]) if isinstance(answer, bytes) else answer()


def page(html: str, kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    """A page as it goes over the wire."""
    body = html.encode("utf-8")
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body


def status(code: int, more: str = "") -> bytes:
    """An answer without a body."""
    return f"HTTP/1.1 {code} X\r\n{more}Content-Length: 0\r\n\r\n".encode("latin-1")


def leads_to(address: str) -> bytes:
    """A redirect."""
    return status(302, f"Location: {address}\r\n")


def endless(megabytes: int = 300) -> Pieces:
    """A page of so many megabytes whose length nobody says."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    for _ in range(megabytes):
        yield b"<p>more</p>" * (_MEGABYTE // 11)


def dripping() -> Pieces:
    """A byte a second, for an hour."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    for _ in range(3_600):
        yield b"a"
        time.sleep(1)


def dripping_head() -> Pieces:
    """A head that never ends."""
    yield b"HTTP/1.1 200 OK\r\n"
    for count in range(3_600):
        yield f"X-{count}: a\r\n".encode()
        time.sleep(0.5)


def bomb(megabytes: int = 300) -> bytes:
    """A small page that unpacks to so many megabytes."""
    body = gzip.compress(b"<p>boom</p>" * (megabytes * _MEGABYTE // 11), 9)
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
