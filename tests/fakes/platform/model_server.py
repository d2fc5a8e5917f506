"""A server that speaks OpenAI's chat completions as the test scripted, and can misbehave."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Exchange"], None]
"""How the server meets one request."""


class Exchange:
    """One request under way, and the ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        self._handler = handler
        self.asked = asked

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        handler = self._handler
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def drip(self, chunks: list[bytes], seconds: float, kind: str, status: int = 200) -> None:
        handler = self._handler
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Connection", "close")
        handler.end_headers()
        for chunk in chunks:
            handler.wfile.write(chunk)
            handler.wfile.flush()
            time.sleep(seconds)
        handler.close_connection = True

    def reset(self) -> None:
        """Ends the connection with RST, as a machine does that is gone."""
        linger = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.connection.close()
        self._handler.close_connection = True


class ModelServer:
    """``acts`` meet the requests in order, the last one for ever. ``asked`` are their bodies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.acts: list[Act] = [says('{"subject": "Hello", "text": "Good day."}')]

    def script(self, *acts: Act) -> None:
        """What comes next."""
        self.acts = list(acts)


def completion(text: str, *, finished: str = "stop", usage: tuple[int, int] | None) -> bytes:
    """The body of an answer."""
    body: dict[str, Any] = {
        "id": "c-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted-1",
        "choices": [
            {
                "index": 0,
                "finish_reason": finished,
                "message": {"role": "assistant", "content": text},
            }
        ],
    }
    if usage:
        prompt, written = usage
        body["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": written,
            "total_tokens": prompt + written,
        }
    return json.dumps(body).encode()


def says(text: str, *, finished: str = "stop", usage: tuple[int, int] | None = (100, 20)) -> Act:
    """A good answer with these words."""
    return lambda exchange: exchange.send(200, completion(text, finished=finished, usage=usage))


def refuses(status: int, *, code: str | None = None, **headers: str) -> Act:
    """An error in the protocol's form; a header's ``_`` stands for ``-``."""
    body = json.dumps({"error": {"message": "no", "type": "error", "code": code}}).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(status, body, given)


def resets(exchange: Exchange) -> None:
    """The connection is lost."""
    exchange.reset()


def drips(seconds: float, pieces: int = 200) -> Act:
    """An answer that never seems to end, byte by byte."""
    return lambda exchange: exchange.drip([b" "] * pieces, seconds, "application/json")


def sends(body: bytes) -> Act:
    """Any bytes, with status 200."""
    return lambda exchange: exchange.send(200, body)


def streams(
    *pieces: str,
    whole: bool = True,
    finished: str = "stop",
    usage: tuple[int, int] | None = (100, 20),
) -> Act:
    """A stream of pieces; one that is not whole ends in the middle."""

    def chunk(delta: dict[str, Any], finished: str | None = None, **more: Any) -> bytes:
        body = {
            "id": "c-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted-1",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finished}],
            **more,
        }
        return b"data: " + json.dumps(body).encode() + b"\n\n"

    chunks = [chunk({"content": piece}) for piece in pieces]
    if whole:
        chunks.append(chunk({}, finished))
        if usage:
            prompt, written = usage
            counted = {
                "prompt_tokens": prompt,
                "completion_tokens": written,
                "total_tokens": prompt + written,
            }
            chunks.append(chunk({}, None, usage=counted, choices=[]))
        chunks.append(b"data: [DONE]\n\n")
    return lambda exchange: exchange.drip(chunks, 0, "text/event-stream")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    """a worker that has to wait would take it for a lost connection"""


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A running server on a free port of this machine."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                found.asked.append(asked)
                found.keys.append(self.headers["Authorization"])
                act = found.acts.pop(0) if found.acts[1:] else found.acts[0]
            try:
                act(Exchange(self, asked))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = _Server(("127.0.0.1", 0), Handler)
    found = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
