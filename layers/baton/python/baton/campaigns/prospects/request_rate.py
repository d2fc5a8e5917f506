"""How often a source may be asked, over all machines: a leaky bucket in one item (GCRA).

The generic cell rate algorithm (ITU-T I.371) keeps one moment: when the next request would come if all
came evenly. In any span of ``seconds`` no more than ``requests`` are let through, a burst included.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import Unavailable
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

    from baton.persistence.items import RequestItem

ATTEMPTS = 20
KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``requests`` in any span of ``seconds``, of which ``burst`` may come at once."""

    requests: int
    seconds: float
    burst: int

    @property
    def interval(self) -> timedelta:
        """Between two requests once the burst is used: a burst and an even flow fit into the span."""
        return timedelta(seconds=self.seconds / max(1, self.requests - self.burst))


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a request may be made now: if ``wait`` is zero. ``next_at`` is then what is kept."""

    next_at: datetime
    wait: timedelta


def admit(next_at: datetime | None, now: datetime, rate: Rate) -> Admission:
    """What becomes of a request at ``now``, when the next even one is due at ``next_at``."""
    due = max(next_at or now, now)
    wait = due - now - rate.interval * (rate.burst - 1)
    return Admission(due + rate.interval, max(wait, timedelta()))


class RequestRates(Protocol):
    """Where rates are kept. Raises ``Unavailable``."""

    def admit(self, source: str, rate: Rate, now: datetime) -> timedelta:
        """Zero if a request may be made now, which then counts; else how long to wait, uncounted."""
        ...


class DynamoRequestRates:
    """Rates in the requests table: one small item a source, changed by its old value."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.persistence.items import RequestItem

        self._items = database.bound(RequestItem, table)
        self._database = database

    def admit(self, source: str, rate: Rate, now: datetime) -> timedelta:
        """See ``RequestRates``."""
        for attempt in range(1, ATTEMPTS + 1):
            item = self._found(source)
            kept = item.ends_at if item else None
            told = admit(datetime.fromisoformat(kept) if kept else None, now, rate)
            if told.wait:
                return told.wait
            if self._swapped(source, kept, told.next_at):
                return timedelta()
            self._database.pause(attempt)
        raise Unavailable("Too many machines count requests to one source at once.")

    def _swapped(self, source: str, old: str | None, next_at: datetime) -> bool:
        from pynamodb.exceptions import UpdateError

        ends_at = self._items.ends_at
        same = ends_at == old if old else ends_at.does_not_exist()
        new: list[Action] = [
            ends_at.set(moment_text(next_at)),
            self._items.expires_at.set(epoch_seconds(next_at + KEPT)),
        ]
        try:
            with database_errors():
                self._items(_key(source)).update(new, condition=same)
        except UpdateError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def _found(self, source: str) -> "RequestItem | None":
        try:
            with database_errors():
                return self._items.get(_key(source), consistent_read=True)
        except self._items.DoesNotExist:
            return None


def _key(source: str) -> str:
    return f"source_rate#{source}"
