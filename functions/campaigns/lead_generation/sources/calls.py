"""Asking a source over HTTPS: at its pace, within the run's credits, and never more than can be read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from baton.aws.secrets import Secret
from baton.campaigns.prospects.request_rate import Rate, RequestRates
from baton.campaigns.prospects.run_credits import RunCredits
from baton.campaigns.prospects.told import SourcedRecord
from baton.core.clock import Clock, Sleep
from baton.core.errors import BatonError, Unavailable
from baton.core.json_text import strict_json
from baton.core.wording import counted
from baton.resilience.breaker import CircuitOpen
from baton.resilience.outgoing_http import HttpAnswer, http_call
from functions.campaigns.lead_generation.sources.source import Outcome, SourceAnswer

SECONDS = 20.0
"""How long an answer may take."""

MOST_BYTES = 5_000_000
LONGEST_PAUSE = timedelta(hours=1)
"""The longest that a source is believed when it says how long to wait."""

_OK, _MISSING = 200, 404
_DIGITS = 11
"""of a moment in seconds"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PATIENCE = timedelta(seconds=20)
"""How long a request waits for its turn before the source counts as blocked."""

Found = TypeVar("Found", bound=SourcedRecord)
Result = TypeVar("Result")


class Stopped(Exception):
    """A source gives no more for now; what it gave so far is kept."""

    def __init__(self, outcome: Outcome, why: str, again_at: datetime | None = None) -> None:
        super().__init__(why)
        self.outcome = outcome
        self.why = why
        self.again_at = again_at


@dataclass(frozen=True, slots=True)
class Batch(Generic[Found]):
    """Records that came with one request, and what it cost in credits."""

    records: tuple[Found, ...] = ()
    charged: int = 0


def gathered(batches: Iterable[Batch[Found]], limit: int) -> SourceAnswer[Found]:
    """One answer from all batches, until the limit is reached or the source stops."""
    found: list[Found] = []
    charged = 0
    try:
        for batch in batches:
            found += batch.records
            charged += batch.charged
            if len(found) >= limit:
                break
    except Stopped as end:
        records = tuple(found[:limit])
        return SourceAnswer(end.outcome, records, end.why, charged, end.again_at)
    return SourceAnswer.of(tuple(found[:limit]), charged=charged)


class Guarded(Protocol):
    """A circuit breaker around calls, as ``baton.resilience.guarding.Guard``."""

    def call(self, ask: Callable[[], Result]) -> Result:
        """What ``ask`` gives. Raises ``CircuitOpen``, and what ``ask`` raises."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """What a run may take of a source: ``cap`` credits in all."""

    run_id: str
    source: str
    credits: RunCredits
    cap: int
    clock: Clock

    @contextmanager
    def taking(self, number: int) -> Iterator["Bill"]:
        """Holds credits around one call, which says what it ``used``. What a source refuses costs
        nothing; where no answer came it may have charged, so all stays taken. Raises ``Stopped``.
        """
        held = self.credits.hold(self.run_id, self.source, number, cap=self.cap, now=self.clock())
        if not held:
            raise Stopped(
                Outcome.QUOTA, f"this run may take {counted(self.cap, 'credit')}, and has"
            )
        bill = Bill()
        try:
            yield bill
        except Stopped as end:
            bill.used = number if end.outcome is Outcome.UNAVAILABLE else 0
            raise
        finally:
            self.credits.give_back(self.run_id, self.source, number - bill.used)

    def room(self) -> int:
        """How many credits are left."""
        return max(0, self.cap - self.credits.taken(self.run_id, self.source))


@dataclass(slots=True)
class Bill:
    """What one call cost."""

    used: int = 0


@dataclass(frozen=True, slots=True)
class Refusals:
    """Which HTTP statuses of a source mean that it refuses the key, that its limit of requests is
    reached, and that the account's credits are used up.
    """

    key: frozenset[int] = frozenset({401})
    rate: frozenset[int] = frozenset({429})
    quota: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceCalls:
    """Calls of one source at ``base``. ``secret`` of ``None`` is a source without a key."""

    source: str
    base: str
    rates: RequestRates
    rate: Rate
    guard: Guarded
    clock: Clock
    sleep: Sleep
    secret: Secret | None = None
    seconds: float = SECONDS
    headers: Mapping[str, str] = field(default_factory=dict)
    refusals: Refusals = Refusals()

    def key(self) -> str:
        """The key. Raises ``Stopped`` if none is set, or it cannot be read."""
        try:
            text = self.secret.text() if self.secret else ""
        except (LookupError, Unavailable) as error:
            raise Stopped(Outcome.NOT_CONNECTED, f"its key cannot be read: {error}") from error
        if not text:
            raise Stopped(Outcome.NOT_CONNECTED, "no key is set")
        return text

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Iterable[tuple[str, object]] = (),
        headers: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> HttpAnswer:
        """The answer, whatever its status. Raises ``Stopped`` if there is none, or not at this pace."""
        self._wait_for_turn()
        asked = urlencode([(name, str(value)) for name, value in query])
        url = f"{self.base}{path}" + (f"?{asked}" if asked else "")
        content = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        sent = {
            "accept": "application/json",
            "user-agent": "Baton",
            **self.headers,
            **(headers or {}),
        }
        if content is not None:
            sent["content-type"] = "application/json"

        def call() -> HttpAnswer:
            answer = http_call(
                method, url, body=content, headers=sent, seconds=self.seconds, most_bytes=MOST_BYTES
            )
            if answer.status >= 500:  # noqa: PLR2004 (HTTP)
                raise Unavailable(f"it fails ({answer.status})")
            return answer

        try:
            return self.guard.call(call)
        except CircuitOpen as error:
            raise Stopped(Outcome.UNAVAILABLE, str(error), error.until) from error
        except (Unavailable, ValueError) as error:
            raise Stopped(Outcome.UNAVAILABLE, str(error)) from error

    def posted(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """What is found for ``body``; ``None`` for nothing. The key is sent as ``X-Api-Key``. Raises
        ``Stopped``.
        """
        return self.found(self.ask("POST", path, headers={"x-api-key": self.key()}, body=body))

    def found(self, answer: HttpAnswer) -> dict[str, Any] | None:
        """An answer's JSON object; ``None`` if nothing is there (404). Raises ``Stopped``."""
        if answer.status == _MISSING:
            return None
        self.check(answer)
        if answer.status != _OK:
            raise Stopped(Outcome.UNAVAILABLE, f"it refuses the request ({answer.status})")
        return document(answer)

    def check(self, answer: HttpAnswer) -> None:
        """Raises ``Stopped`` if the source will answer nothing for now. A key that is refused is read
        anew next time.
        """
        status = answer.status
        if status in self.refusals.key:
            if self.secret:
                self.secret.renew()
            raise Stopped(Outcome.NOT_CONNECTED, "it refuses the key")
        if status in self.refusals.quota:
            raise Stopped(Outcome.QUOTA, "the account's credits are used up")
        if status in self.refusals.rate:
            why = f"it wants fewer requests ({status})"
            raise Stopped(Outcome.BLOCKED, why, self._again_at(answer))

    def _again_at(self, answer: HttpAnswer) -> datetime:
        """When to ask again: as the source says in seconds (``Retry-After``) or by the moment
        (``X-RateLimit-Reset``), else when the time that its limit counts in is over.
        """
        now = self.clock()
        for name, since in (("retry-after", now), ("x-ratelimit-reset", _EPOCH)):
            text = answer.headers.get(name, "")
            if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
                again = since + timedelta(seconds=int(text))
                if now < again <= now + LONGEST_PAUSE:
                    return again
        return now + timedelta(seconds=self.rate.seconds)

    def _wait_for_turn(self) -> None:
        """Waits until a request keeps the source's pace. Raises ``Stopped`` if that takes too long."""
        waited = timedelta()
        while wait := self.rates.admit(self.source, self.rate, self.clock()):
            waited += wait
            if waited > PATIENCE:
                again = self.clock() + wait
                raise Stopped(Outcome.BLOCKED, "its limit of requests is used up for now", again)
            self.sleep(wait.total_seconds())


def document(answer: HttpAnswer) -> dict[str, Any]:
    """An answer's JSON object. Raises ``Stopped`` if it is none."""
    try:
        value = strict_json(answer.body.decode())
    except (BatonError, ValueError) as error:
        raise Stopped(Outcome.UNAVAILABLE, "its answer is no JSON") from error
    if not isinstance(value, dict):
        raise Stopped(Outcome.UNAVAILABLE, "its answer has not the form it promises")
    return value


def objects(value: object) -> tuple[dict[str, Any], ...]:
    """The objects of what should be a list of them."""
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def inner(value: object, *names: str) -> Any:
    """What stands at a path in objects; ``None`` if it does not."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
