"""The HTTP server: on this machine only, a thread for each connection."""

import json
import logging
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from infra.local.opensearch.cluster import Cluster
from infra.local.opensearch.refusal import Refusal
from infra.local.opensearch.routes import Answer, answer

MOST_BYTES = 10 * 1024 * 1024
"""The largest body, as the smallest domain of AWS takes it."""

_JSON = ("application/json", "application/x-ndjson")
_log = logging.getLogger(__name__)


class Server(ThreadingHTTPServer):
    """Answers for a cluster on 127.0.0.1; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, cluster: Cluster, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.cluster = cluster

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "baton-local-opensearch"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 600
    server: Server

    def _serve(self) -> None:
        try:
            status, given = 200, self._answer()
        except Refusal as refusal:
            status, given = refusal.status, refusal.body
        except _TooLarge:
            status, given = 413, b""  # OpenSearch says no more than that
        except Exception:  # noqa: BLE001 (a fault is logged, and answered)
            _log.exception("%s %s", self.command, self.path)
            fault = Refusal(500, "exception", "a fault of the local server; see its log")
            status, given = fault.status, fault.body
        text = given if isinstance(given, bytes) else json.dumps(given).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _serve  # noqa: N815 (the base's)

    def _answer(self) -> Answer:
        body = self._body()
        where = urlsplit(self.path)
        parameters = dict(parse_qsl(where.query, keep_blank_values=True))
        return answer(self.server.cluster, self.command, unquote(where.path), parameters, body)

    def _body(self) -> bytes:
        """The body. It must say that it is JSON, which no web page can make a browser send here."""
        if self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise Refusal(411, "illegal_argument_exception", "send a Content-Length")
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self.close_connection = True
            raise _TooLarge
        body = self.rfile.read(length)
        if self.headers.get("Content-Encoding") == "gzip":
            body = _unzipped(body)
        kind = self.headers.get("Content-Type", "")
        if body and kind.partition(";")[0].strip().lower() not in _JSON:
            reason = f"Content-Type header [{kind}] is not supported"
            raise Refusal(406, "media_type_header_exception", reason)
        return body

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base's name)
        """Says nothing: requests hold what is remembered of people."""


class _TooLarge(Exception):
    """A body that is longer than ``MOST_BYTES``, packed or not."""


def _unzipped(body: bytes) -> bytes:
    unzipping = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        whole = unzipping.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        raise Refusal(400, "illegal_argument_exception", "the body is not in gzip") from None
    if len(whole) > MOST_BYTES:
        raise _TooLarge
    return whole
