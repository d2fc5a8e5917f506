"""Claims: what may exist once, such as a person's open enquiry or the content of a file's row."""

from datetime import datetime
from typing import Protocol

from baton.core.errors import AlreadyExists
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction


class ClaimRepository(Protocol):
    """Where claims are kept, in the requests table. Keys are hashes: no personal data in them."""

    def take(
        self, key: str, holder: str, *, now: datetime, until: datetime, within: Transaction
    ) -> None:
        """Takes a claim until a moment, or takes one's own again.

        The commit raises ``AlreadyExists`` if another holds it.
        """
        ...

    def holder(self, key: str, now: datetime) -> str | None:
        """Who holds a claim that has not ended."""
        ...

    def release(self, key: str, holder: str) -> bool:
        """Ends a claim if it is this holder's. Says whether it was."""
        ...

    def prolong(self, key: str, holder: str, *, until: datetime) -> None:
        """Has a holder hold a claim until a moment, whoever held it before."""
        ...


class DynamoClaims:
    """Claims in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.persistence.items import RequestItem

        self._items = database.bound(RequestItem, table)

    def take(
        self, key: str, holder: str, *, now: datetime, until: datetime, within: Transaction
    ) -> None:
        """See ``ClaimRepository``."""
        item = self._items(
            _key(key), holder=holder, ends_at=moment_text(until), expires_at=epoch_seconds(until)
        )
        free = self._items.request_key.does_not_exist()
        ended = self._items.ends_at <= moment_text(now)
        condition = free | ended | (self._items.holder == holder)
        refusal = AlreadyExists("Another holds this claim.")
        DynamoTransaction.of(within).put(item, condition, refusal)

    def release(self, key: str, holder: str) -> bool:
        """See ``ClaimRepository``."""
        from pynamodb.exceptions import DeleteError

        try:
            with database_errors():
                self._items(_key(key)).delete(self._items.holder == holder)
        except DeleteError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def prolong(self, key: str, holder: str, *, until: datetime) -> None:
        """See ``ClaimRepository``."""
        item = self._items(
            _key(key), holder=holder, ends_at=moment_text(until), expires_at=epoch_seconds(until)
        )
        with database_errors():
            item.save()

    def holder(self, key: str, now: datetime) -> str | None:
        """See ``ClaimRepository``."""
        try:
            with database_errors():
                item = self._items.get(_key(key), consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return item.holder if (item.ends_at or "") > moment_text(now) else None


def _key(key: str) -> str:
    return f"claim#{key}"
