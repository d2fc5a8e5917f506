"""What of a sample is shared by leads, and the rate at which it throttles.

A place that only one lead touches is that lead's own, and takes the same at any rate. A place that
several touch takes as much more as there are more leads. Places that differ in numbers only, as shards
do, share what they take: burst and adaptive capacity even out what one second brings more than another.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.scale.recorder import Place, Sample

WRITE_LIMIT, READ_LIMIT = 1_000, 3_000
"""Units a second of one partition (Amazon DynamoDB developer guide, "Designing partition keys")."""

_NAME = re.compile(r"[^#/.|:]+")
_NUMBERS = re.compile(r"\d+(-\d+)*")
_SHORT = 8
"""Characters that a name with numbers in it has at most; longer ones are identifiers."""

PERIODIC = frozenset({"agents", "breakers"})
"""Tables that containers ask and tell now and then, whatever comes: see ``tests.scale.limits``."""


@dataclass(frozen=True, slots=True)
class Heat:
    """Units that a lead takes of each of ``keys`` partition keys with one pattern, on average."""

    place: str
    pattern: str
    keys: int
    read: float
    write: float

    @property
    def throttles_at(self) -> float:
        """Leads a second from which requests are refused."""
        return min(
            WRITE_LIMIT / self.write if self.write else float("inf"),
            READ_LIMIT / self.read if self.read else float("inf"),
        )

    def at(self, rate: float) -> float:
        """How much of a partition's capacity is taken at so many leads a second: 1 is all of it."""
        return rate / self.throttles_at

    @property
    def name(self) -> str:
        """Where it is, for a table."""
        return f"{self.place} {self.pattern}"


def shared(sample: Sample) -> list[Heat]:
    """What leads share, the first to throttle first."""
    families: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in sample.labels:
        if place[0] in PERIODIC:
            continue
        families[place[0], _pattern(place[1])].append(place)
    heats = [
        Heat(
            place=table,
            pattern=pattern,
            keys=len(those),
            read=sum(sample.reads[one] for one in those) / len(those) / sample.leads,
            write=sum(sample.writes[one] for one in those) / len(those) / sample.leads,
        )
        for (table, pattern), those in families.items()
        if _are_shared(sample, those)
    ]
    return sorted(heats, key=lambda one: one.throttles_at)


def _are_shared(sample: Sample, places: Sequence[Place]) -> bool:
    """Whether leads meet there: there are fewer places than leads, and several come to one."""
    several = any(len(labels) > 1 for place in places for labels in sample.labels[place].values())
    return several and len(places) <= sample.leads / 2


def _pattern(key: str) -> str:
    """A key without its numbers and identifiers."""
    return _NAME.sub(lambda match: _general(match[0]), key)


def _general(name: str) -> str:
    bare = _NUMBERS.sub("0", name)
    return bare if bare in {"0", name} or len(name) <= _SHORT else "…"
