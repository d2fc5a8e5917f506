"""What a check finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from infra.configuration import Configuration
from infra.preflight.account import Account


class Level(StrEnum):
    """How bad it is."""

    STOP = "stop"
    """AWS would refuse the deployment, or something that was asked for would not work"""
    WARN = "warn"
    """it works, and somebody should know"""
    UNSEEN = "unseen"
    """could not be looked at"""
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen, in words, and what to do about it."""

    level: Level
    seen: str
    do: str = ""


Check = Callable[[Configuration, Account], Iterator[Finding]]


def good(seen: str) -> Finding:
    """All is well."""
    return Finding(Level.GOOD, seen)


def stop(seen: str, do: str) -> Finding:
    """The deployment must not begin."""
    return Finding(Level.STOP, seen, do)


def warn(seen: str, do: str) -> Finding:
    """It may begin, but."""
    return Finding(Level.WARN, seen, do)
