"""The port of the domain name system: what is asked, and what the answer means.

"There is none" and "nobody answered" are different answers: only the first says anything of a domain.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

RecordKind = Literal["A", "AAAA", "MX"]

MOST_RECORDS = 20
"""Records of an answer that are looked at, the first ones."""


class DnsOutcome(StrEnum):
    """How the domain name system answered."""

    FOUND = "found"
    NO_RECORD = "no_record"
    """the name is there, without a record of this kind"""
    NO_NAME = "no_name"
    """there is no such name (NXDOMAIN)"""
    UNKNOWN = "unknown"
    """no answer in time, a fault of the server, or one that cannot be read"""


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """An answer. ``values`` are addresses; of MX, hosts without the dot at their end, the preferred one
    first; a host of no letters is the null MX of RFC 7505, which takes no mail.
    """

    outcome: DnsOutcome
    values: tuple[str, ...] = ()


class Dns(Protocol):
    """The domain name system."""

    def look_up(self, name: str, kind: RecordKind) -> DnsAnswer:
        """The records of a name in ASCII. Never raises: what goes wrong is ``UNKNOWN``. The answer comes
        within the seconds that the adapter was given.
        """
        ...
