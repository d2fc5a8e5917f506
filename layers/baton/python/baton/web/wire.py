"""One request to one address of the network, bounded in time and bytes whatever it answers.

The connection is made to the address that was checked, so that a name cannot mean another one a moment
later (DNS rebinding); the name goes into the TLS handshake and its certificate is checked against it.
"""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse

from baton.resilience.outgoing_http import FinalAnswer, shut_at

CONNECT_SECONDS = 5.0
_PIECE = 65_536
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class WireFault(Exception):
    """No answer came, or none that is taken. Its text follows "the site"."""


class NoConnection(WireFault):
    """No connection came about."""


class BadCertificate(WireFault):
    """Its certificate is not one of this name."""


class TooSlow(WireFault):
    """Its time was over."""


class TooLarge(WireFault):
    """It sends more than is taken."""


class Unreadable(WireFault):
    """What it sends is not HTTP, or in a coding that was not asked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to ask: a host by its name in ASCII, as a request names it (``authority``), and the address
    and port to connect to.
    """

    host: str
    authority: str
    address: str
    port: int
    has_tls: bool


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """An answer; the names of its ``headers`` are in small letters. ``body`` is empty if it was not
    wanted.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may have: seconds from now on, and bytes, both as they come and unpacked.

    Where ``cut`` is set, what is beyond the bytes is left unread instead of being a fault.
    """

    seconds: float
    most_bytes: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A GET. The body of its answer is read only if it is ``wanted`` by its status and headers."""

    path: str
    headers: Mapping[str, str]
    limits: Limits
    wanted: Callable[[int, Mapping[str, str]], bool]


def ask(target: Target, request: Request, trusted: ssl.SSLContext | None = None) -> WireAnswer:
    """The answer to a request. ``trusted`` says whose certificates are taken, by default those of the
    usual authorities. Raises ``WireFault``.
    """
    seconds = request.limits.seconds
    deadline = time.monotonic() + seconds
    try:
        plain = socket.create_connection(
            (target.address, target.port), timeout=min(CONNECT_SECONDS, seconds)
        )
    except OSError as error:
        raise NoConnection(f"takes no connection ({type(error).__name__})") from error
    with closing(plain):
        plain.settimeout(seconds)
        try:
            connected = _wrapped(plain, target, trusted)
            with closing(connected), shut_at(deadline, connected):
                if isinstance(connected, ssl.SSLSocket):
                    connected.do_handshake()
                return _exchange(connected, target, request)
        except TimeoutError as error:
            raise TooSlow(f"takes longer than {seconds:.0f} seconds") from error
        except ssl.SSLCertVerificationError as error:
            why = f"has no certificate of its name ({error.verify_message})"
            raise BadCertificate(why) from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unreadable(f"gives no readable answer ({type(error).__name__})") from error


def _wrapped(
    plain: socket.socket, target: Target, trusted: ssl.SSLContext | None
) -> socket.socket | ssl.SSLSocket:
    """The socket, with TLS yet to be agreed on where the scheme has it: a handshake takes time too."""
    if not target.has_tls:
        return plain
    context = trusted or _usual_authorities()
    return context.wrap_socket(plain, server_hostname=target.host, do_handshake_on_connect=False)


@cache
def _usual_authorities() -> ssl.SSLContext:
    """The authorities that the machine trusts; reading them takes 20 ms."""
    return ssl.create_default_context()


def _exchange(connected: socket.socket, target: Target, request: Request) -> WireAnswer:
    connection = HTTPConnection(target.host, target.port)
    connection.sock = connected
    connection.response_class = FinalAnswer
    own = {"Host": target.authority, "Accept-Encoding": "gzip", "Connection": "close"}
    connection.request("GET", request.path, headers={**own, **request.headers})
    with closing(connection.getresponse()) as response:
        told = {name.lower(): value for name, value in response.getheaders()}
        if not request.wanted(response.status, told):
            return WireAnswer(response.status, told, b"")
        return WireAnswer(response.status, told, _body(response, told, request.limits))


def _body(response: HTTPResponse, headers: Mapping[str, str], limits: Limits) -> bytes:
    if not limits.cut and (response.length or 0) > limits.most_bytes:
        raise TooLarge(f"sends more than {limits.most_bytes:,} bytes")
    unpack = _unpacking(headers.get("content-encoding", ""))
    body = bytearray()
    received = 0
    while piece := response.read1(_PIECE):
        received += len(piece)
        body += unpack(piece, limits.most_bytes - len(body) + 1)
        if received > limits.most_bytes or len(body) > limits.most_bytes:
            if limits.cut:
                break
            raise TooLarge(f"sends more than {limits.most_bytes:,} bytes")
    return bytes(body[: limits.most_bytes])


def _unpacking(coding: str) -> Callable[[bytes, int], bytes]:
    """Takes pieces of a body and gives at most so many bytes of what they unpack to."""
    name = coding.strip().lower()
    if name in {"", "identity"}:
        return lambda piece, most: piece[:most]
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise Unreadable("sends a coding that was not asked for")
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)

    def unpack(piece: bytes, most: int) -> bytes:
        try:
            return unpacker.decompress(piece, most)
        except zlib.error as error:
            raise Unreadable("sends what cannot be unpacked") from error

    return unpack
