"""What the stand-ins keep: accounts, campaigns, faults. One file, written whole after each change."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from infra.local.ad_platforms.delivery import dated, day_of, deliver, passed_since

PLATFORMS = ("google", "meta", "linkedin")
FIRST_ID = {"google": 21_000_000_001, "meta": 120_210_000_000_001, "linkedin": 380_000_001}
ACCOUNTS = {"google": "1234567890", "meta": "1042", "linkedin": "5077"}
"""The accounts that there are."""

KINDS = (
    "timeout_after_commit",
    "error_before_commit",
    "error_after_commit",
    "throttle",
    "end_version",
    "no_permission_empty",
    "down",
)
"""Faults; an expired token is a matter of the token."""


def _empty(platform: str) -> dict[str, Any]:
    return {
        "account": {"id": ACCOUNTS[platform], "currency": "USD", "status": "ACTIVE", "minimum": 0},
        "next": FIRST_ID[platform],
        "campaigns": {},
        "parts": {},
        "seen_tokens": [],
        "expired_tokens": [],
        "faults": [],
        "calls": 0,
    }


class World:
    """The accounts of the three platforms, kept in a folder if there is one. ``now`` is in seconds since
    1970; ``date`` is what the answer to the present call is dated.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        seed: int = 7,
        day_seconds: float = 1.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.lock = threading.RLock()
        self.seed, self.day_seconds = seed, day_seconds
        self._file = folder / "state.json" if folder else None
        self.now = now
        self.date: date | None = None
        self.state: dict[str, Any] = {}
        if folder and self._file and self._file.exists():
            self.state = json.loads(self._file.read_text(encoding="utf-8"))
        else:
            self.reset()

    def reset(self) -> None:
        """Begins with empty accounts and no faults."""
        with self.lock:
            self.state = {platform: _empty(platform) for platform in PLATFORMS}
            self.save()

    def save(self) -> None:
        """Writes all of it, or nothing."""
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self.state), encoding="utf-8")
        fresh.replace(self._file)

    def skip(self, days: int) -> None:
        """Lets virtual days pass."""
        with self.lock:
            for platform in PLATFORMS:
                self._deliver(platform, days)

    def today(self) -> date:
        """The real day, before which all virtual days lie."""
        return datetime.fromtimestamp(self.now(), UTC).date()

    def days_of(self, campaign: dict[str, Any]) -> dict[date, dict[str, Any]]:
        """A campaign's days by date; the answer is dated the day that it is at."""
        self.date = day_of(campaign)
        return dated(campaign)

    @contextmanager
    def changing(self, platform: str) -> Iterator[dict[str, Any]]:
        """One platform's state; what is changed stays only if nothing was raised."""
        with self.lock:
            before = json.dumps(self.state[platform])
            self.date = self.today()
            self._deliver(platform)
            try:
                yield self.state[platform]
            except BaseException:
                self.state[platform] = json.loads(before)
                raise
            self.save()

    def take_fault(self, platform: str, *, write: bool, path: str) -> dict[str, Any] | None:
        """The fault that the next call meets, if there is one for it; one of a few is used up."""
        with self.lock:
            for fault in self.state[platform]["faults"]:
                fits = fault["on"] in ("any", "write" if write else "read")
                if fits and fault["match"] in path:
                    if fault["times"] > 0:
                        fault["times"] -= 1
                    if fault["times"] == 0:
                        self.state[platform]["faults"].remove(fault)
                    return dict(fault)
            return None

    def _deliver(self, platform: str, skipped: int = 0) -> None:
        today = self.today()
        for campaign in self.state[platform]["campaigns"].values():
            passed = skipped + passed_since(campaign, self.now(), self.day_seconds)
            deliver(campaign, passed, platform=platform, seed=self.seed, today=today)


def new_id(state: dict[str, Any]) -> str:
    """The next id of a platform."""
    state["next"] += 1
    return str(state["next"])


def new_campaign(state: dict[str, Any], now: float, **fields: Any) -> dict[str, Any]:
    """Keeps a campaign; what it delivers is counted from its activation."""
    campaign = {
        "id": new_id(state),
        "currency": state["account"]["currency"],
        "runs": False,
        "budget": 0.0,
        "since": now,
        "first": datetime.fromtimestamp(now, UTC).date().isoformat(),
        "days": [],
        **fields,
    }
    state["campaigns"][campaign["id"]] = campaign
    return campaign


def new_part(state: dict[str, Any], kind: str, **fields: Any) -> dict[str, Any]:
    """Keeps a part of a campaign: an ad group, an ad, a creative."""
    part = {"id": new_id(state), "kind": kind, **fields}
    state["parts"][part["id"]] = part
    return part


def parts(state: dict[str, Any], kind: str, **fields: Any) -> list[dict[str, Any]]:
    """The parts of a kind with these fields."""
    return [
        part
        for part in state["parts"].values()
        if part["kind"] == kind and all(part.get(name) == value for name, value in fields.items())
    ]
