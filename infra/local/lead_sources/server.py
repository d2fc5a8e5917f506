"""The HTTP server of all stand-ins: on this machine only.

``/companies_house``, ``/gleif``, ``/people_data_labs``, ``/apollo`` and ``/hunter`` stand before the
vendors' own paths; sites are under ``/websites/<domain>`` and by their ``Host``. ``POST
/_control/faults``, ``/_control/limits``, ``/_control/credits`` and ``/_control/reset`` order what goes
wrong; ``GET /_control`` tells how it stands.
"""

import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from infra.local.lead_sources.apollo import apollo
from infra.local.lead_sources.collectors import hunter, people_data_labs
from infra.local.lead_sources.desk import FAULTS, LIMITS, Desk, Reply, Request
from infra.local.lead_sources.registers import companies_house, gleif
from infra.local.lead_sources.sites import site

SOURCES: Mapping[str, Callable[[Request, Desk], Reply]] = {
    "companies_house": companies_house,
    "gleif": gleif,
    "people_data_labs": people_data_labs,
    "apollo": apollo,
    "hunter": hunter,
}
HANG_SECONDS = 30.0
MOST_BYTES = 1_000_000
_RATE = {"hunter": 403}
_QUOTA = {"hunter": 429, "people_data_labs": 402, "apollo": 402}


class Server(ThreadingHTTPServer):
    """Answers on 127.0.0.1; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, desk: Desk, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk = desk

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


def answer(request: Request, desk: Desk, host: str = "") -> Reply:
    """The answer to a request."""
    if request.path == "/" and not host.endswith(".example"):
        return Reply.of(200, {"service": "baton-local-lead-sources"})
    if request.path == "/_control" or request.path.startswith("/_control/"):
        return control(request, desk)
    source, inside = _placed(request, host)
    desk.asked.append((source, f"{request.method} {inside.path}"))
    if fault := desk.fault(source):
        return _faulty(source, fault)
    if source == "websites":
        domain, _, rest = inside.path.lstrip("/").partition("/")
        return site(domain, _at(inside, f"/{rest}"), desk)
    asked = SOURCES.get(source)
    return asked(inside, desk) if asked else Reply.of(404, {"error": "no such source"})


def control(request: Request, desk: Desk) -> Reply:
    """Orders faults, limits and credits."""
    if request.method == "GET":
        return Reply.of(200, desk.state())
    given = request.document()
    what, source = request.path.removeprefix("/_control/"), str(given.get("source", ""))
    if what == "reset":
        desk.reset()
    elif source not in LIMITS:
        return Reply.of(400, {"error": f"source must be one of {', '.join(LIMITS)}"})
    elif what == "faults" and given.get("fault") in FAULTS:
        desk.order(source, str(given["fault"]), int(given.get("times", 1)))
    elif what == "limits":
        desk.limit(source, int(given["requests"]), float(given["seconds"]))
    elif what == "credits":
        desk.account(source, int(given["left"]))
    else:
        return Reply.of(400, {"error": f"fault must be one of {', '.join(sorted(FAULTS))}"})
    return Reply.of(200, desk.state())


def _placed(request: Request, host: str) -> tuple[str, Request]:
    """Whom a request is for, and as that source sees it."""
    name = host.partition(":")[0].lower()
    if name.endswith(".example"):
        return "websites", _at(request, f"/{name}{request.path}")
    source, _, rest = request.path.lstrip("/").partition("/")
    return source, _at(request, f"/{rest}")


def _at(request: Request, path: str) -> Request:
    return Request(request.method, path, request.query, request.headers, request.body)


def _faulty(source: str, fault: str) -> Reply:
    replies: dict[str, Reply] = {
        "rate": Reply.of(_RATE.get(source, 429), {"errors": [{"id": "too_many_requests"}]}),
        "quota": Reply.of(_QUOTA.get(source, 429), {"errors": [{"id": "usage_exceeded"}]}),
        "refuse_key": Reply.of(401, {"errors": [{"id": "authentication_failed"}]}),
        "fail": Reply.of(503, {"error": "unavailable"}),
        "garbage": Reply(200, b"<html>maintenance</html>", {"content-type": "text/html"}),
        "hang": Reply(200, b"{}", hang=HANG_SECONDS),
        "cut": Reply(200, b'{"data": [', cut=True),
        "empty": Reply(200, b"", {"content-type": "application/json"}),
        "elsewhere": Reply(302, b"", {"location": "http://169.254.169.254/"}),
    }
    return replies[fault]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "baton-local-lead-sources"
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def _serve(self) -> None:
        where = urlsplit(self.path)
        length = min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)
        request = Request(
            self.command,
            unquote(where.path),
            tuple(parse_qsl(where.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        try:
            reply = answer(request, self.server.desk, self.headers.get("Host", ""))
        except (KeyError, ValueError, TypeError) as error:
            reply = Reply.of(400, {"error": type(error).__name__})
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        if reply.hang:
            time.sleep(reply.hang)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) + (100 if reply.cut else 0)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        if reply.cut:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = _serve  # noqa: N815 (the base's)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base's name)
        """Says nothing."""
