"""The domain name system as a test wants it."""

from collections.abc import Collection, Mapping

from baton.web.dns_port import DnsAnswer, DnsOutcome, RecordKind

Zone = Mapping[str, Mapping[RecordKind, tuple[str, ...]]]
"""Records by name; an MX host of no letters takes no mail."""


class FakeDns:
    """Knows the names of its zone. Those that are ``ill`` get no answer. It counts what it was asked."""

    def __init__(self, zone: Zone, *, ill: Collection[str] = ()) -> None:
        self._zone = zone
        self._ill = ill
        self.asked: list[tuple[str, RecordKind]] = []

    def look_up(self, name: str, kind: RecordKind) -> DnsAnswer:
        """See ``Dns``."""
        self.asked.append((name, kind))
        name = name.rstrip(".").lower()
        if name in self._ill:
            return DnsAnswer(DnsOutcome.UNKNOWN)
        if name not in self._zone:
            return DnsAnswer(DnsOutcome.NO_NAME)
        values = self._zone[name].get(kind, ())
        return DnsAnswer(DnsOutcome.FOUND if values else DnsOutcome.NO_RECORD, values)
