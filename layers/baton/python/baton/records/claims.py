"""Claims: what may exist once, such as a person's open enquiry or the content of a file's row."""

from datetime import datetime
from typing import Protocol

from baton.records.transaction import Transaction


class ClaimStore(Protocol):
    """Where claims are kept, in the requests table. Keys are hashes: no personal data in them."""

    def take(
        self, key: str, holder: str, *, now: datetime, until: datetime, within: Transaction
    ) -> None:
        """Takes a claim until a moment. The commit raises ``AlreadyExists`` if another holds it."""
        ...

    def holder(self, key: str, now: datetime) -> str | None:
        """Who holds a claim that has not ended."""
        ...
