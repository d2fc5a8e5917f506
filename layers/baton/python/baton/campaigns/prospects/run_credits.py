"""What a run may spend at sources that charge: credits by source, held before a call and settled after.

A crash between the two leaves too much taken, never too little: the cap holds whatever happens.
"""

from datetime import datetime, timedelta
from typing import Protocol

from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds

KEPT = timedelta(days=90)
"""How long a run's credits are kept: longer than a run lasts."""


class RunCredits(Protocol):
    """Where the credits of runs are kept. All methods raise ``Unavailable``."""

    def hold(self, run_id: str, source: str, number: int, *, cap: int, now: datetime) -> bool:
        """Takes ``number`` credits if the run's cap leaves so many. Says whether it did."""
        ...

    def give_back(self, run_id: str, source: str, number: int) -> None:
        """Gives back what was held and not used."""
        ...

    def taken(self, run_id: str, source: str) -> int:
        """How many are taken."""
        ...


class DynamoRunCredits:
    """Credits in the requests table: one counter for a run and source."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.persistence.items import RequestItem

        self._items = database.bound(RequestItem, table)

    def hold(self, run_id: str, source: str, number: int, *, cap: int, now: datetime) -> bool:
        """See ``RunCredits``."""
        from pynamodb.exceptions import UpdateError

        if number > cap:
            return False
        hits = self._items.hits
        try:
            with database_errors():
                self._items(_key(run_id, source)).update(
                    [hits.add(number), self._items.expires_at.set(epoch_seconds(now + KEPT))],
                    condition=hits.does_not_exist() | (hits <= cap - number),
                )
        except UpdateError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def give_back(self, run_id: str, source: str, number: int) -> None:
        """See ``RunCredits``."""
        if number <= 0:
            return
        with database_errors():
            self._items(_key(run_id, source)).update([self._items.hits.add(-number)])

    def taken(self, run_id: str, source: str) -> int:
        """See ``RunCredits``."""
        try:
            with database_errors():
                item = self._items.get(_key(run_id, source), consistent_read=True)
        except self._items.DoesNotExist:
            return 0
        return int(item.hits or 0)


def _key(run_id: str, source: str) -> str:
    return f"credits#{run_id}#{source}"
