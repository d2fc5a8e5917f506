"""Idempotency keys, rates and claims in memory."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from baton.core.errors import AlreadyExists, TooManyRequests
from baton.http.idempotency_repository import KEPT_FOR, Claim, IdempotencyStatus
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


@dataclass
class _Request:
    fingerprint: str
    resource_id: str
    leased_until: datetime
    ends_at: datetime
    answer: str | None = None


class FakeRequests:
    """See ``baton.http.idempotency_repository.IdempotencyRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, _Request] = {}
        self.about: dict[str, set[str]] = {}
        self.hits: dict[tuple[str, int], int] = {}

    def claim(
        self, key: str, fingerprint: str, *, resource_id: str, lease_seconds: int, now: datetime
    ) -> Claim:
        leased_until = now + timedelta(seconds=lease_seconds)
        with self._ground.faults.at("requests.claim"), self._ground.lock:
            kept = self.kept.get(key)
            if kept is None or kept.ends_at <= now:
                ends_at = now + KEPT_FOR
                self.kept[key] = _Request(fingerprint, resource_id, leased_until, ends_at)
                return Claim(IdempotencyStatus.FRESH, resource_id)
            if kept.fingerprint != fingerprint:
                return Claim(IdempotencyStatus.OTHER_BODY, kept.resource_id)
            if kept.answer is not None:
                return Claim(IdempotencyStatus.ANSWERED, kept.resource_id, json.loads(kept.answer))
            if kept.leased_until > now:
                return Claim(IdempotencyStatus.UNDER_WAY, kept.resource_id)
            kept.leased_until = leased_until
            return Claim(IdempotencyStatus.FRESH, kept.resource_id)

    def answer(self, key: str, answer: dict[str, Any], *, about: Sequence[str] = ()) -> None:
        with self._ground.faults.at("requests.answer"), self._ground.lock:
            for lead_id in about:
                self.about.setdefault(lead_id, set()).add(key)
            if key in self.kept:
                self.kept[key].answer = json.dumps(answer)

    def answers(self, about: str) -> tuple[dict[str, Any], ...]:
        with self._ground.faults.at("requests.answers"), self._ground.lock:
            kept = [self.kept[key].answer for key in self.about.get(about, ()) if key in self.kept]
            return tuple(json.loads(answer) for answer in kept if answer)

    def replace_answers(self, about: str, answer: dict[str, Any]) -> int:
        with self._ground.faults.at("requests.replace_answers"), self._ground.lock:
            keys = self.about.pop(about, set()) & self.kept.keys()
            for key in keys:
                self.kept[key].answer = json.dumps(answer)
            return len(keys)

    def release(self, key: str) -> None:
        with self._ground.faults.at("requests.release"), self._ground.lock:
            if key in self.kept and self.kept[key].answer is None:
                del self.kept[key]

    def count(self, caller: str, *, limit: int, now: datetime) -> int:
        window = (caller, int(now.timestamp()))
        with self._ground.faults.at("requests.count"), self._ground.lock:
            hits = self.hits.get(window, 0)
            if hits >= limit:
                raise TooManyRequests(1)
            self.hits[window] = hits + 1
            return limit - hits - 1


class FakeClaims:
    """See ``baton.persistence.claims.ClaimRepository``. ``kept`` is (holder, end) by key."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, tuple[str, datetime]] = {}

    def take(
        self, key: str, holder: str, *, now: datetime, until: datetime, within: Transaction
    ) -> None:
        def check() -> None:
            if self._holder(key, now) not in (None, holder):
                raise AlreadyExists("Another holds this claim.")

        def apply() -> None:
            self.kept[key] = (holder, until)

        stage(within, ("claims", key), apply, check)

    def release(self, key: str, holder: str) -> bool:
        with self._ground.faults.at("claims.release"), self._ground.lock:
            mine = self.kept.get(key, ("",))[0] == holder
            if mine:
                del self.kept[key]
            return mine

    def prolong(self, key: str, holder: str, *, until: datetime) -> None:
        with self._ground.faults.at("claims.prolong"), self._ground.lock:
            self.kept[key] = (holder, until)

    def holder(self, key: str, now: datetime) -> str | None:
        with self._ground.faults.at("claims.holder"), self._ground.lock:
            return self._holder(key, now)

    def _holder(self, key: str, now: datetime) -> str | None:
        holder, until = self.kept.get(key, (None, now))
        return holder if until > now else None
