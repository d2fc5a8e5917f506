"""Reading the sources of a context: at the same time, each with its own limit and failure."""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from baton.core.errors import NotFound, Unavailable

Read = Callable[[], Any]

SOURCE_SECONDS = 2.0
"""How long a source may take: room for the first call of a cold container, and three attempts with
their pauses stay below the 10 s that the function has."""
_THREADS = 8


@dataclass(frozen=True, slots=True)
class Answers:
    """What each source gave (``None``: not found), and which did not answer."""

    found: Mapping[str, Any] = field(default_factory=dict)
    unavailable: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """The sources that did not answer or had nothing."""
        nothing = (name for name, one in self.found.items() if one is None)
        return tuple(sorted({*self.unavailable, *nothing}))

    def followed_by(self, later: "Answers") -> "Answers":
        """These answers with those of a later attempt in their place; a source that answered once
        and not again keeps what it said."""
        found = {**self.found, **later.found}
        silent = {*self.unavailable, *later.unavailable} - set(found)
        return Answers(found, tuple(sorted(silent)))


class Reader:
    """Reads sources in threads that live as long as the container."""

    def __init__(self, seconds: float = SOURCE_SECONDS) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="source")

    def read(self, sources: Mapping[str, Read]) -> Answers:
        """Reads all at once. A source that fails or takes longer than its limit is unavailable; an
        error that is neither a fault of a service nor of the network is a bug, and is raised.
        """
        deadline = time.monotonic() + self._seconds
        running = {name: self._threads.submit(read) for name, read in sources.items()}
        found: dict[str, Any] = {}
        silent: list[str] = []
        for name, future in running.items():
            try:
                found[name] = _result(future, deadline)
            except (Unavailable, OSError):  # TimeoutError and lost connections are OSErrors
                future.cancel()
                silent.append(name)
        return Answers(found, tuple(sorted(silent)))


def chosen(sources: Mapping[str, Read], names: Iterable[str]) -> dict[str, Read]:
    """The sources of these names."""
    return {name: sources[name] for name in names}


def _result(future: "Future[Any]", deadline: float) -> Any:
    try:
        return future.result(max(0.0, deadline - time.monotonic()))
    except NotFound:
        return None
