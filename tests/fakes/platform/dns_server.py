"""A name server of raw bytes on one machine (RFC 1035), which can be as ill as real ones are."""

import socket
import struct
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from ipaddress import ip_address
from typing import Self

from baton.web.dns_port import RecordKind
from tests.fakes.platform.dns import Zone

_NUMBERS: dict[int, RecordKind] = {1: "A", 15: "MX", 28: "AAAA"}
_ANSWER, _TRUNCATED = 0x8180, 0x0200
_SERVFAIL, _NXDOMAIN, _REFUSED = 2, 3, 5


class DnsServer:
    """Answers by UDP and TCP on one port of the loopback. ``ill`` says by name how it answers:
    ``silent``, ``servfail``, ``refused``, ``garbage``, ``another`` (to another question), ``truncated``
    (by UDP; whole by TCP), ``cut`` (truncated by UDP, and shut by TCP).
    """

    def __init__(self, zone: Zone, ill: Mapping[str, str]) -> None:
        self._zone, self._ill = zone, ill
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))

    def __enter__(self) -> Self:
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._udp, self._tcp):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve_udp(self) -> None:
        with suppress(OSError):
            while True:
                asked, sender = self._udp.recvfrom(512)
                if asked and (answer := self._answer(asked, by_tcp=False)):
                    self._udp.sendto(answer, sender)

    def _serve_tcp(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._tcp.accept()
                with closing(connection), suppress(OSError):
                    asked = connection.recv(514)[2:]
                    if answer := self._answer(asked, by_tcp=True):
                        connection.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, asked: bytes, *, by_tcp: bool) -> bytes | None:
        name, question = _question(asked)
        how = self._ill.get(name, "")
        if how == "silent" or (how == "cut" and by_tcp):
            return None
        if how == "garbage":
            return asked[:2] + b"\xff" * 40
        if how == "another":
            question = question.replace(b"\x07example", b"\x07somelse")
        if how in {"servfail", "refused"}:
            return _reply(asked, question, code=_SERVFAIL if how == "servfail" else _REFUSED)
        if how in {"truncated", "cut"} and not by_tcp:
            return _reply(asked, question, flags=_TRUNCATED)
        if name not in self._zone:
            return _reply(asked, question, code=_NXDOMAIN)
        kind = _NUMBERS[struct.unpack("!H", question[-4:-2])[0]]
        records = [_record(kind, value) for value in self._zone[name].get(kind, ())]
        return _reply(asked, question, records=records)


def _question(asked: bytes) -> tuple[str, bytes]:
    labels, at = [], 12
    while length := asked[at]:
        labels.append(asked[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return ".".join(labels), asked[12 : at + 5]


def _reply(
    asked: bytes,
    question: bytes,
    *,
    code: int = 0,
    flags: int = 0,
    records: list[bytes] | None = None,
) -> bytes:
    found = records or []
    header = struct.pack("!HHHHHH", *struct.unpack("!H", asked[:2]), _ANSWER | flags | code, 1,
                         len(found), 0, 0)  # fmt: skip
    return header + question + b"".join(found)


def _record(kind: RecordKind, value: str) -> bytes:
    if kind == "MX":
        number, data = 15, struct.pack("!H", 10 if value else 0) + _name(value)
    else:
        address = ip_address(value)
        number, data = (1 if address.version == 4 else 28), address.packed
    return struct.pack("!HHHIH", 0xC00C, number, 1, 60, len(data)) + data


def _name(host: str) -> bytes:
    labels = host.split(".") if host else []
    return b"".join(bytes([len(one)]) + one.encode("ascii") for one in labels) + b"\0"
