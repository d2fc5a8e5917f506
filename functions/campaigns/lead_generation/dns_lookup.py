"""The domain name system by dnspython, which costs 270 ms of CPU to load."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.campaigns.lead_generation.dns_port import (
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

_PORT = 53


class DnsLookup:
    """Asks the machine's own name servers, or those that it is given."""

    def __init__(
        self, *, servers: Sequence[str] = (), port: int = _PORT, seconds: float = SECONDS
    ) -> None:
        self._servers = tuple(servers)
        self._port = port
        self._seconds = seconds
        self._made: Resolver | None = None

    def look_up(self, name: str, kind: RecordKind) -> DnsAnswer:
        """See ``Dns``."""
        from dns.exception import DNSException
        from dns.resolver import NXDOMAIN

        try:
            found = self._resolver().resolve(
                f"{name.rstrip('.')}.", kind, raise_on_no_answer=False, search=False
            )
            return _read(found, kind)
        except NXDOMAIN:
            return DnsAnswer(DnsOutcome.NO_NAME)
        except (DNSException, OSError, ValueError):  # silent, SERVFAIL, refused, unreadable
            return DnsAnswer(DnsOutcome.UNKNOWN)

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
