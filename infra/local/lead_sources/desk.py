"""What all stand-ins share: keys, limits, credits, and the faults that were ordered."""

import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

KEYS = {
    "companies_house": "local-companies-house-key",
    "people_data_labs": "local-people-data-labs-key",
    "apollo": "local-apollo-key",
    "hunter": "local-hunter-key",
}
"""The keys that each takes: no secrets, since nobody but this machine's stand-ins knows them."""

LIMITS: dict[str, tuple[tuple[int, float], ...]] = {
    "companies_house": ((600, 300.0),),
    "gleif": ((60, 60.0),),
    "people_data_labs": ((100, 60.0),),
    "apollo": ((50, 60.0),),
    "hunter": ((15, 1.0), (500, 60.0)),
    "hunter_verifier": ((10, 1.0), (300, 60.0)),
    "websites": (),
}
"""Requests in spans of seconds."""

CREDITS = {"people_data_labs": 5_000, "apollo": 2_000, "hunter": 2_000}
FAULTS = frozenset(
    {"rate", "quota", "refuse_key", "fail", "garbage", "hang", "cut", "empty", "elsewhere"}
)


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes

    def first(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return next((value for key, value in self.query if key == name), default)

    def document(self) -> dict[str, Any]:
        """The body as a JSON object; empty if it is none."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out. ``hang`` seconds pass before, and a ``cut`` one ends in the middle."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    cut: bool = False

    @classmethod
    def of(cls, status: int, document: object, **headers: str) -> "Reply":
        """A JSON document."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/json", **named}
        return cls(status, json.dumps(document).encode(), sent)


class Desk:
    """Counts requests and credits, and knows which faults come next. ``folder`` keeps credits and faults
    over a restart.
    """

    def __init__(
        self, folder: Path | None = None, seconds: Callable[[], float] = time.time
    ) -> None:
        self.lock = RLock()
        self.seconds = seconds
        self.asked: deque[tuple[str, str]] = deque(maxlen=10_000)
        self._file = folder / "state.json" if folder else None
        self._calls: dict[str, deque[float]] = {}
        self._used: dict[str, int] = {}
        self._faults: dict[str, list[str]] = {}
        self._limits = dict(LIMITS)
        self._credits = dict(CREDITS)
        self._load()

    def order(self, source: str, fault: str, times: int) -> None:
        """Has the next ``times`` requests of a source fail so."""
        with self.lock:
            self._faults.setdefault(source, []).extend([fault] * min(times, 10_000))
            self._keep()

    def limit(self, source: str, requests: int, seconds: float) -> None:
        """Gives a source another limit."""
        with self.lock:
            self._limits[source] = ((requests, seconds),)

    def account(self, source: str, credits_left: int) -> None:
        """Sets how many credits a source's account has left."""
        with self.lock:
            self._credits[source] = self._used.get(source, 0) + credits_left
            self._keep()

    def reset(self) -> None:
        """Everything as at the beginning."""
        with self.lock:
            for one in (self._calls, self._used, self._faults, self.asked):
                one.clear()
            self._limits, self._credits = dict(LIMITS), dict(CREDITS)
            self._keep()

    def fault(self, source: str) -> str | None:
        """The fault that was ordered for this request, if one was."""
        with self.lock:
            waiting = self._faults.get(source)
            if not waiting:
                return None
            fault = waiting.pop(0)
            self._keep()
            return fault

    def within_rate(self, source: str) -> bool:
        """Counts a request; whether the source's limits allow it."""
        now = self.seconds()
        with self.lock:
            calls = self._calls.setdefault(source, deque())
            longest = max((span for _, span in self._limits[source]), default=0.0)
            while calls and calls[0] <= now - longest:
                calls.popleft()
            for most, span in self._limits[source]:
                if sum(1 for at in calls if at > now - span) >= most:
                    return False
            calls.append(now)
            return True

    def remaining(self, source: str) -> int:
        """How many requests are left in the longest span."""
        most = max((most for most, _ in self._limits[source]), default=0)
        return max(0, most - len(self._calls.get(source, ())))

    def charge(self, source: str, number: int) -> bool:
        """Takes credits; whether there were enough."""
        with self.lock:
            used = self._used.get(source, 0)
            if used + number > self._credits[source]:
                return False
            self._used[source] = used + number
            self._keep()
            return True

    def left(self, source: str) -> int:
        """The credits that are left."""
        return self._credits[source] - self._used.get(source, 0)

    def state(self) -> dict[str, Any]:
        """How everything stands."""
        with self.lock:
            return {
                "used": dict(self._used),
                "credits": dict(self._credits),
                "faults": {name: list(one) for name, one in self._faults.items() if one},
                "requests": len(self.asked),
            }

    def _load(self) -> None:
        if self._file is not None and self._file.exists():
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self._used, self._faults = kept["used"], kept["faults"]
            self._credits |= kept["credits"]

    def _keep(self) -> None:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            told = {key: value for key, value in self.state().items() if key != "requests"}
            self._file.write_text(json.dumps(told), encoding="utf-8")
