"""What operations can see and do of the cloud underneath: a port."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from functions.platform.operations.diagnostics import Calls, Deployed


class CloudControl(Protocol):
    """The deployment's functions, queues, logs and metrics. All methods raise ``Unavailable``."""

    def metric(
        self, metric: Mapping[str, Any], since: datetime, until: datetime
    ) -> tuple[str, ...]:
        """What an alarm's metric was, one line a data point, the latest first."""
        ...

    def failing(
        self, functions: Sequence[str], since: datetime, until: datetime
    ) -> tuple[str, ...]:
        """Those of the functions of which calls failed, the one with the most failed calls first."""
        ...

    def errors(self, function: str, since: datetime, until: datetime) -> tuple[str, ...]:
        """A function's error messages, the latest first."""
        ...

    def calls(self, function: str, since: datetime, until: datetime) -> Calls:
        """How many calls of a function succeeded and failed, and of how many of these something outside
        did not answer, if that can be asked.
        """
        ...

    def deployed(self, function: str) -> Deployed:
        """What a function's callers get."""
        ...

    def shift(self, function: str, version: str, revision: str) -> bool:
        """Lets a function's callers have a version. ``False`` if the alias was changed since
        ``revision``.
        """
        ...

    def depths(self) -> Mapping[str, int]:
        """How many messages are in each queue of undelivered calls, also those being looked at."""
        ...

    def redrive(self, queue: str, most: int) -> int:
        """Makes the calls again that a queue holds, each of which is deleted once it is made. Gives
        how many. Calls of others than our own functions stay.
        """
        ...

    def sweep(self) -> None:
        """Calls the outbox."""
        ...
