"""What the stand-in keeps, in one file: intents, refunds, answers by idempotency key, events."""

import copy
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KINDS = ("timeout_after_commit", "error_after_commit", "error_before_commit", "throttle", "down")
"""Faults that the next calls meet."""


def _empty() -> dict[str, Any]:
    return {
        "next": 1,
        "intents": {},
        "refunds": {},
        "keys": {},
        "events": [],
        "faults": [],
        "webhook": {"url": "", "secret": "whsec_local", "order": "as_it_happens", "times": 1},
        "calls": 0,
    }


class World:
    """The account, kept in a folder if there is one."""

    def __init__(self, folder: Path | None = None, now: Callable[[], float] = time.time) -> None:
        self.lock = threading.RLock()
        self.now = now
        self._file = folder / "state.json" if folder else None
        there = self._file is not None and self._file.exists()
        self.state: dict[str, Any] = (
            json.loads(self._file.read_text(encoding="utf-8")) if self._file and there else _empty()
        )

    def reset(self) -> None:
        """Begins with an empty account and no faults."""
        with self.lock:
            self.state = _empty()
            self.save()

    def save(self) -> None:
        """Writes all of it, or nothing."""
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self.state), encoding="utf-8")
        fresh.replace(self._file)

    @contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """The state; what is changed stays only if nothing was raised."""
        with self.lock:
            before = copy.deepcopy(self.state)
            try:
                yield self.state
            except BaseException:
                self.state = before
                raise
            self.save()

    def take_fault(self, *, write: bool, path: str) -> dict[str, Any] | None:
        """The fault that the next call meets, if there is one for it; one of a few is used up."""
        with self.lock:
            for fault in self.state["faults"]:
                if fault["on"] in ("any", "write" if write else "read") and fault["match"] in path:
                    if fault["times"] > 0:
                        fault["times"] -= 1
                    if fault["times"] == 0:
                        self.state["faults"].remove(fault)
                    return dict(fault)
            return None

    def new_id(self, prefix: str) -> str:
        """An id such as ``pi_000012``."""
        number = self.state["next"]
        self.state["next"] += 1
        return f"{prefix}_{number:08d}"
