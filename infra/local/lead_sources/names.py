"""A name server for the made-up domains: every domain of a company takes mail and has its site here,
and all others are unknown. So the e-mail check finds on one machine what it would find on the
internet.
"""

import socketserver
import struct

from infra.local.lead_sources.world import by_domain

_A, _MX, _IN, _AUTHORITATIVE, _NO_NAME = 1, 15, 1, 0x8400, 3
_TTL = 60
_HEADER = struct.Struct("!6H")


class NameServer(socketserver.ThreadingUDPServer):
    """Answers on 127.0.0.1 by UDP."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Answers one question; what is none gets no answer."""
        packet, wire = self.request
        if reply := answer(packet):
            wire.sendto(reply, self.client_address)


def answer(packet: bytes) -> bytes | None:
    """The answer to a query (RFC 1035) with one question; ``None`` if it cannot be read."""
    try:
        number, _, questions, *_ = _HEADER.unpack_from(packet)
        labels, end = _labels(packet, _HEADER.size)
        kind, _ = struct.unpack_from("!2H", packet, end)
    except (struct.error, IndexError, UnicodeDecodeError):
        return None
    if questions != 1:
        return None
    domain, question = ".".join(labels).lower(), packet[_HEADER.size : end + 4]
    name = domain.removeprefix("mail.").removeprefix("www.")
    if by_domain(name) is None:
        return _HEADER.pack(number, _AUTHORITATIVE | _NO_NAME, 1, 0, 0, 0) + question
    data = {_A: bytes([127, 0, 0, 1]), _MX: struct.pack("!H", 10) + _wire(f"mail.{name}")}.get(kind)
    if data is None:
        return _HEADER.pack(number, _AUTHORITATIVE, 1, 0, 0, 0) + question
    record = struct.pack("!3HIH", 0xC00C, kind, _IN, _TTL, len(data)) + data
    return _HEADER.pack(number, _AUTHORITATIVE, 1, 1, 0, 0) + question + record


def _labels(packet: bytes, place: int) -> tuple[list[str], int]:
    labels = []
    while length := packet[place]:
        labels.append(packet[place + 1 : place + 1 + length].decode("ascii"))
        place += 1 + length
    return labels, place + 1


def _wire(domain: str) -> bytes:
    return b"".join(bytes([len(one)]) + one.encode() for one in domain.split(".")) + b"\0"
