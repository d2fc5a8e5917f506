"""What a stand-in of somebody else's service is made of: its state in one file, with the faults of the
next calls, an HTTP server on this machine, and the calls that control it.
"""

import argparse
import json
import logging
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from infra.local.ad_platforms.wire import Answer, Call, Silence

MOST_BYTES = 1024 * 1024
TELLS_EVERY = 0.5
"""Seconds between two looks for events that are to be sent."""

KINDS = ("timeout_after_commit", "error_after_commit", "error_before_commit", "throttle", "down")
"""Faults that the next calls meet."""

_FAULT_FIELDS = {"kind", "times", "on", "match", "seconds"}
FAULTS_HELP = f"""POST /_control/faults {{"kind": "down", "times": 1, "on": "write", "match": "/buy"}}
  kind: {", ".join(KINDS)}; times: -1 until cleared; on: any, read or write; match: in the path;
  seconds: to stay silent
POST /_control/clear   faults
POST /_control/reset   everything
GET  /_control/state   everything, as JSON"""

_log = logging.getLogger(__name__)


class World:
    """What a stand-in keeps, in a folder if there is one. ``empty`` is it at the beginning, ``address``
    where its pages are once it is served.
    """

    def __init__(
        self,
        empty: Callable[[], dict[str, Any]],
        folder: Path | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.lock = threading.RLock()
        self.now = now
        self.address = "https://stand-in.invalid"
        self._empty = empty
        self._file = folder / "state.json" if folder else None
        self.state = self._fresh()
        if self._file is not None and self._file.exists():
            # What is new since it was written is as at the beginning.
            self.state |= json.loads(self._file.read_text(encoding="utf-8"))

    def _fresh(self) -> dict[str, Any]:
        return {"next": 1, "faults": [], "calls": 0, **self._empty()}

    def reset(self) -> None:
        """Begins anew, without faults."""
        with self.lock:
            self.state = self._fresh()
            self.save()

    def save(self) -> None:
        """Writes all of it, or nothing."""
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self.state), encoding="utf-8")
        fresh.replace(self._file)

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """The state; what is changed stays only if nothing was raised."""
        with self.lock:
            before = json.dumps(self.state)
            try:
                yield self.state
            except BaseException:
                self.state = json.loads(before)
                raise
            self.save()

    def take_fault(self, *, write: bool, path: str) -> dict[str, Any] | None:
        """The fault that the next call meets, if there is one for it; one of a few is used up."""
        with self.lock:
            for fault in self.state["faults"]:
                if fault["on"] in ("any", "write" if write else "read") and fault["match"] in path:
                    if fault["times"] > 0:
                        fault["times"] -= 1
                    if fault["times"] == 0:
                        self.state["faults"].remove(fault)
                    return dict(fault)
            return None

    def new_id(self, prefix: str) -> str:
        """An id such as ``pi_00000012``."""
        number = self.state["next"]
        self.state["next"] += 1
        return f"{prefix}_{number:08d}"


Controls = Mapping[str, Callable[[World, dict[str, Any]], None]]
"""Calls of a control page by their names."""


def controlled(
    world: World, call: Call, own: Controls, page: Callable[[], str], help_: str
) -> Answer:
    """The control page, or what one of its calls comes to."""
    path = call.path.removeprefix("/_control").lstrip("/")
    if call.method == "GET":
        return Answer(200, world.state) if path == "state" else Answer(200, page())
    calls = {"faults": _fault, "clear": _clear, "reset": _reset, **own}
    with world.lock:
        try:
            calls[path](world, call.document)
        except (KeyError, ValueError, TypeError) as error:
            return Answer(400, {"error": f"{type(error).__name__}: {error}", "help": help_})
        world.save()
    return Answer(200, {"done": path})


def set_webhook(world: World, given: dict[str, Any]) -> None:
    """Changes where and how a stand-in that keeps a ``webhook`` tells of what happens."""
    webhook = world.state["webhook"]
    if unknown := given.keys() - webhook.keys():
        raise ValueError(f"unknown {min(unknown)}")
    webhook.update(given)


def told(url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Posts an event; says whether it was taken, which is any answer of 2xx."""
    sent = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, body, sent)  # noqa: S310 (this machine's)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return bool(200 <= answer.status < 300)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _fault(world: World, given: dict[str, Any]) -> None:
    if given["kind"] not in KINDS or set(given) - _FAULT_FIELDS:
        raise ValueError("unknown kind or field")
    world.state["faults"].append({"times": 1, "on": "any", "match": "", "seconds": 0, **given})


def _clear(world: World, given: dict[str, Any]) -> None:
    del given
    world.state["faults"] = []


def _reset(world: World, given: dict[str, Any]) -> None:
    del given
    world.reset()


class Server(ThreadingHTTPServer):
    """Answers on 127.0.0.1, a thread for each connection; port 0 takes a free one. ``answer`` raises
    ``Silence`` for a call that gets none.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[Call], Answer], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answer = answer

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "baton-stand-in"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60
    server: Server

    def _serve(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)
        call = Call.of(self.command, self.path, dict(self.headers), self.rfile.read(length))
        try:
            given = self.server.answer(call)
        except Silence:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        except Exception:  # noqa: BLE001 (a fault is logged, and answered)
            _log.exception("%s %s", self.command, call.path)
            given = Answer(500, {"error": "a fault of the stand-in; see its log"})
        kind, body = _written(given.body)
        self.send_response(given.status)
        for name, value in {"Content-Type": kind, **given.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 (the base's names)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base's name)
        """Says nothing: calls carry keys."""


def _written(body: object) -> tuple[str, bytes]:
    if isinstance(body, bytes):
        return "application/octet-stream", body
    if isinstance(body, str):
        return "text/html; charset=utf-8", body.encode()
    return "application/json", json.dumps(body).encode()


def telling_server(
    world: World,
    answer: Callable[[World, Call], Answer],
    deliver: Callable[[World], int],
    port: int,
) -> Server:
    """A server of a world whose events are sent by a thread of its own."""
    made = Server(lambda call: answer(world, call), port)
    world.address = made.url

    def send() -> None:
        while True:
            deliver(world)
            time.sleep(TELLS_EVERY)

    threading.Thread(target=send, daemon=True).start()
    return made


def serve(name: str, server: Callable[[Path, int], Server]) -> None:
    """Serves until SIGTERM, as the command line says: ``--port`` and ``--state``."""
    parser = argparse.ArgumentParser(prog=f"python -m infra.local.{name}")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True, help="the folder of what is kept")
    given = parser.parse_args()
    made = server(given.state, given.port)

    def end(number: int, frame: object) -> None:
        del number, frame
        threading.Thread(target=made.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    made.serve_forever(poll_interval=0.1)
