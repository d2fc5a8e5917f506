"""What is remembered of requests: idempotency keys and each caller's rate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

KEPT_FOR = timedelta(hours=24)
"""How long an idempotency key is remembered after its first claim."""


class Stand(StrEnum):
    """How a request with an idempotency key stands."""

    FRESH = "fresh"
    """not seen, or begun by somebody who never finished: do it, with the given id"""
    ANSWERED = "answered"
    """answered before: give the kept answer"""
    UNDER_WAY = "under_way"
    """somebody is at it now"""
    OTHER_BODY = "other_body"
    """the key was used with another body"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The stand of a key. ``resource_id`` is the id that whatever the request creates must have: it
    stays the same when a second attempt takes over from a dead one, so nothing is created twice.
    """

    stand: Stand
    resource_id: str
    answer: dict[str, Any] | None = None


class RequestStore(Protocol):
    """Where idempotency keys (24 h) and rate windows are kept."""

    def claim(
        self, key: str, fingerprint: str, *, resource_id: str, lease_seconds: int, now: datetime
    ) -> Claim:
        """Claims a key for the body with this fingerprint, in one conditional write if it is new."""
        ...

    def answer(self, key: str, answer: dict[str, Any]) -> None:
        """Keeps the answer that the same key gets from now on."""
        ...

    def release(self, key: str) -> None:
        """Gives a claim up after a fault of the caller's, so that a corrected try is fresh."""
        ...

    def count(self, caller: str, *, limit: int, now: datetime) -> int:
        """Counts one request of a caller in its one-second window; gives what is left of ``limit``.

        Raises ``TooManyRequests`` without counting when nothing is left.
        """
        ...
