"""What is remembered of requests: idempotency keys and each caller's rate."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from baton.core.clock import Clock
from baton.core.errors import TooManyRequests
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

if TYPE_CHECKING:
    from baton.persistence.items import RequestItem

KEPT_FOR = timedelta(hours=24)
"""How long an idempotency key is remembered after its first claim."""


DEFAULT_RATE = 50
"""Requests a second of a caller for whom nothing is configured."""


def rate_of(caller: str, limits: Mapping[str, int]) -> int:
    """How many requests a second a caller may make, over HTTP and over sockets together."""
    return limits.get(caller, limits.get("default", DEFAULT_RATE))


class IdempotencyStatus(StrEnum):
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
    """The status of a key. ``resource_id`` is the id that whatever the request creates must have: it
    stays the same when a second attempt takes over from a dead one, so nothing is created twice.
    """

    status: IdempotencyStatus
    resource_id: str
    answer: dict[str, Any] | None = None


class IdempotencyRepository(Protocol):
    """Where idempotency keys (24 h) and rate windows are kept."""

    def claim(
        self, key: str, fingerprint: str, *, resource_id: str, lease_seconds: int, now: datetime
    ) -> Claim:
        """Claims a key for the body with this fingerprint, in one conditional write if it is new."""
        ...

    def answer(self, key: str, answer: dict[str, Any], *, about: Sequence[str] = ()) -> None:
        """Keeps the answer that the same key gets from now on. ``about`` are ids of subjects that the
        answer tells of.
        """
        ...

    def answers(self, about: str) -> tuple[dict[str, Any], ...]:
        """The kept answers that tell of a subject."""
        ...

    def replace_answers(self, about: str, answer: dict[str, Any]) -> int:
        """Puts ``answer`` in the place of every kept one that tells of a subject. Gives how many."""
        ...

    def release(self, key: str) -> None:
        """Gives a claim up after a fault of the caller's, so that a corrected try is fresh."""
        ...

    def count(self, caller: str, *, limit: int, now: datetime) -> int:
        """Counts one request of a caller in its one-second window; gives what is left of ``limit``.

        Raises ``TooManyRequests`` without counting when nothing is left.
        """
        ...


RATE_KEPT_SECONDS = 60


class DynamoIdempotency:
    """Idempotency keys and rate windows in DynamoDB."""

    def __init__(self, database: Database, table: str, clock: Clock) -> None:
        from baton.persistence.items import RequestItem

        self._database = database
        self._clock = clock
        self._items = database.bound(RequestItem, table)
        self._full: dict[str, int] = {}

    def claim(
        self, key: str, fingerprint: str, *, resource_id: str, lease_seconds: int, now: datetime
    ) -> Claim:
        """See ``IdempotencyRepository``."""
        from pynamodb.exceptions import PutError

        fresh = self._items(
            _key(key),
            fingerprint=fingerprint,
            resource_id=resource_id,
            leased_until=moment_text(now + timedelta(seconds=lease_seconds)),
            ends_at=moment_text(now + KEPT_FOR),
            expires_at=epoch_seconds(now + KEPT_FOR),
        )
        new = self._items.request_key.does_not_exist() | (self._items.ends_at <= moment_text(now))
        try:
            with database_errors():
                fresh.save(new)
        except PutError as error:
            if not condition_failed(error):
                raise
            return self._claim_again(fresh, now)
        return Claim(IdempotencyStatus.FRESH, resource_id)

    def _claim_again(self, wanted: "RequestItem", now: datetime) -> Claim:
        """The status of a key that was claimed before; takes over if that claim's lease is over."""
        from pynamodb.exceptions import UpdateError

        try:
            with database_errors():
                kept = self._items.get(wanted.request_key, consistent_read=True)
        except self._items.DoesNotExist:  # given up between the two calls
            return Claim(IdempotencyStatus.UNDER_WAY, str(wanted.resource_id))
        resource_id = str(kept.resource_id)
        if kept.fingerprint != wanted.fingerprint:
            return Claim(IdempotencyStatus.OTHER_BODY, resource_id)
        if kept.answer is not None:
            return Claim(IdempotencyStatus.ANSWERED, resource_id, json.loads(kept.answer))
        if (kept.leased_until or "") > moment_text(now):
            return Claim(IdempotencyStatus.UNDER_WAY, resource_id)
        try:
            with database_errors():
                kept.update(
                    [self._items.leased_until.set(wanted.leased_until)],
                    condition=(self._items.leased_until == kept.leased_until)
                    & self._items.answer.does_not_exist(),
                )
        except UpdateError as error:
            if not condition_failed(error):
                raise
            return Claim(IdempotencyStatus.UNDER_WAY, resource_id)  # somebody else was quicker
        return Claim(IdempotencyStatus.FRESH, resource_id)

    def answer(self, key: str, answer: dict[str, Any], *, about: Sequence[str] = ()) -> None:
        """See ``IdempotencyRepository``. Where to find it again is written first, so that no answer is
        kept that an erasure would not find.
        """
        from pynamodb.exceptions import UpdateError

        for subject_id in about:
            with database_errors():
                self._items(f"about#{subject_id}").update(
                    [
                        self._items.keys.add({key}),
                        self._items.expires_at.set(epoch_seconds(self._clock() + KEPT_FOR)),
                    ]
                )
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        try:
            with database_errors():
                self._items(_key(key)).update(
                    [self._items.answer.set(text)], condition=self._items.request_key.exists()
                )
        except UpdateError as error:
            if not condition_failed(error):
                raise

    def answers(self, about: str) -> tuple[dict[str, Any], ...]:
        """See ``IdempotencyRepository``."""
        keys = [(_key(key),) for key in self._keys_about(about)]
        items = self._database.fetch(self._items, keys)
        return tuple(json.loads(item.answer) for item in items if item.answer)

    def replace_answers(self, about: str, answer: dict[str, Any]) -> int:
        """See ``IdempotencyRepository``."""
        keys = self._keys_about(about)
        for key in keys:
            self.answer(key, answer)
        self._database.delete(self._items, [(f"about#{about}",)])
        return len(keys)

    def _keys_about(self, about: str) -> list[str]:
        try:
            with database_errors():
                item = self._items.get(f"about#{about}", consistent_read=True)
        except self._items.DoesNotExist:
            return []
        return sorted(item.keys or ())

    def release(self, key: str) -> None:
        """See ``IdempotencyRepository``."""
        from pynamodb.exceptions import DeleteError

        try:
            with database_errors():
                self._items(_key(key)).delete(self._items.answer.does_not_exist())
        except DeleteError as error:
            if not condition_failed(error):
                raise

    def count(self, caller: str, *, limit: int, now: datetime) -> int:
        """See ``IdempotencyRepository``. A window that is known to be full costs no call."""
        from pynamodb.exceptions import UpdateError

        second = int(now.timestamp())
        if limit <= 0 or self._full.get(caller) == second:
            raise TooManyRequests(1)
        window = self._items(f"rate#{caller}#{second}")
        hits = self._items.hits
        try:
            with database_errors():
                window.update(
                    [hits.add(1), self._items.expires_at.set(second + RATE_KEPT_SECONDS)],
                    condition=hits.does_not_exist() | (hits < limit),
                )
        except UpdateError as error:
            if not condition_failed(error):
                raise
            self._full[caller] = second
            raise TooManyRequests(1) from None
        return limit - int(window.hits or 0)


def _key(key: str) -> str:
    return f"idempotency#{key}"
