"""The domain name system by dnspython, which costs 270 ms of CPU to load."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from baton.web.dns_port import (
    MOST_RECORDS,
    DnsAnswer,
    DnsOutcome,
    RecordKind,
)

if TYPE_CHECKING:
    from dns.resolver import Answer, Resolver

SECONDS = 4.0
"""For an answer, over all servers and repetitions."""

_SECONDS_A_SERVER = 1.5

_MOST_SILENT, _REST_SECONDS = 5, 30.0
"""After so many questions in a row without any answer in time, nobody is asked for so long: a network
without name servers would take seconds for each of a thousand addresses."""

_PORT = 53


class DnsLookup:
    """Asks the machine's own name servers, or those that it is given."""

    def __init__(
        self,
        *,
        servers: Sequence[str] = (),
        port: int = _PORT,
        seconds: float = SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._servers = tuple(servers)
        self._port = port
        self._seconds = seconds
        self._now = now
        self._silent, self._rests_until = 0, 0.0
        self._made: Resolver | None = None

    def look_up(self, name: str, kind: RecordKind) -> DnsAnswer:
        """See ``Dns``."""
        from dns.exception import DNSException, Timeout
        from dns.resolver import NXDOMAIN

        if self._now() < self._rests_until:
            return DnsAnswer(DnsOutcome.UNKNOWN)
        try:
            answer = self._asked(name, kind)
        except NXDOMAIN:
            answer = DnsAnswer(DnsOutcome.NO_NAME)
        except Timeout:
            self._note_silence()
            return DnsAnswer(DnsOutcome.UNKNOWN)
        except (DNSException, OSError, ValueError):  # SERVFAIL, refused, unreadable
            answer = DnsAnswer(DnsOutcome.UNKNOWN)
        self._silent = 0
        return answer

    def _asked(self, name: str, kind: RecordKind) -> DnsAnswer:
        found = self._resolver().resolve(
            f"{name.rstrip('.')}.", kind, raise_on_no_answer=False, search=False
        )
        return _read(found, kind)

    def _note_silence(self) -> None:
        self._silent += 1
        if self._silent >= _MOST_SILENT:
            self._silent, self._rests_until = 0, self._now() + _REST_SECONDS

    def _resolver(self) -> "Resolver":
        if self._made is None:
            from dns.resolver import Resolver

            made = Resolver(configure=not self._servers)
            if self._servers:
                made.nameservers = list(self._servers)
            made.port = self._port
            made.lifetime, made.timeout = self._seconds, min(_SECONDS_A_SERVER, self._seconds)
            self._made = made
        return self._made


def dns_of(server: str) -> DnsLookup:
    """The machine's own name servers, or the one that is set, as ``127.0.0.1:5353``."""
    host, _, port = server.partition(":")
    return DnsLookup(servers=(host,), port=int(port or _PORT)) if host else DnsLookup()


def _read(found: "Answer", kind: RecordKind) -> DnsAnswer:
    if not found.rrset:
        return DnsAnswer(DnsOutcome.NO_RECORD)
    records = list(found.rrset)[:MOST_RECORDS]
    if kind == "MX":
        ranked = sorted((one.preference, one.exchange.to_text()) for one in records)
        values = tuple(host.rstrip(".").lower() for _, host in ranked)
    else:
        values = tuple(one.address for one in records)
    return DnsAnswer(DnsOutcome.FOUND, values)
