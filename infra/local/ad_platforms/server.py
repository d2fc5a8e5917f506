"""The HTTP server: on this machine only, a thread for each connection."""

import json
import logging
import socket
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infra.local.ad_platforms import control, google, linkedin, meta
from infra.local.ad_platforms.wire import Answer, Call, Refused, Silence
from infra.local.ad_platforms.world import World

MOST_BYTES = 4 * 1024 * 1024
_STAND_INS: dict[str, Any] = {"google": google, "meta": meta, "linkedin": linkedin}
_log = logging.getLogger(__name__)


class Server(ThreadingHTTPServer):
    """Answers for the three platforms on 127.0.0.1; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


def answered(world: World, call: Call) -> Answer:
    """The answer to a call. Raises ``Silence``."""
    platform, _, rest = call.raw.lstrip("/").partition("/")
    if platform == "_control":
        return control.answer(world, rest, call)
    stand_in = _STAND_INS.get(platform)
    if stand_in is None:
        return Answer(404, {"error": "there is no such platform; see /_control"})
    call = Call(call.method, f"/{rest}", call.query, call.headers, call.body)
    write = stand_in.is_write(call)
    fault = world.take_fault(platform, write=write, path=call.path)
    kind = fault["kind"] if fault else ""
    if kind == "down":
        raise Silence
    if kind in ("throttle", "end_version", "error_before_commit"):
        refused: Answer = stand_in.fault_answer(kind, fault, call)
        return refused
    try:
        with world.changing(platform) as state:
            state["calls"] += 1
            given = dated(
                stand_in.answer(world, state, call, hidden=kind == "no_permission_empty"),
                world.date or world.today(),
            )
    except Refused as refusal:
        given = refusal.answer
    if fault and kind == "timeout_after_commit":
        time.sleep(float(fault.get("seconds", 0)))
        raise Silence
    if kind == "error_after_commit":
        return stand_in.fault_answer(kind, fault, call)  # type: ignore[no-any-return]
    return given


def dated(answer: Answer, day: date) -> Answer:
    """The answer with its ``Date``: a platform's own day, whatever the day is here."""
    midnight = datetime.combine(day, datetime.min.time(), UTC)
    return replace(
        answer, headers={**answer.headers, "Date": format_datetime(midnight, usegmt=True)}
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "baton-local-ads"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60
    server: Server

    def _serve(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)
        call = Call.of(self.command, self.path, dict(self.headers), self.rfile.read(length))
        try:
            given = answered(self.server.world, call)
        except Silence:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        except Exception:  # noqa: BLE001 (a fault is logged, and answered)
            _log.exception("%s %s", self.command, self.path)
            given = Answer(500, {"error": "a fault of the stand-in; see its log"})
        is_text = isinstance(given.body, str)
        text = (
            b""
            if given.body is None
            else (given.body.encode() if is_text else json.dumps(given.body).encode())
        )
        self.send_response_only(given.status)
        self.send_header("Server", self.server_version)
        kind = "text/html; charset=utf-8" if is_text else "application/json; charset=UTF-8"
        sent = {"Date": self.date_time_string(), "Content-Type": kind}
        for name, value in {**sent, **given.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 (the base's names)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base's name)
        """Says nothing: calls carry tokens."""
