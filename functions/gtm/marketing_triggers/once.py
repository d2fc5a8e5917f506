"""That a person gets a message once, no more of a kind than its cap, and none that became pointless.

Kept as claims: of a message by its id, of each place under a cap, and of what has ended a trigger for a
customer. Keys are hashes; nothing personal is in them.
"""

import hashlib
from datetime import datetime, timedelta

from baton.core.errors import AlreadyExists
from baton.gtm.shop_event import ShopEvent
from baton.gtm.triggers import PlannedMessage, ended_by, triggers
from baton.persistence.claims import ClaimRepository
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import Transactions

REMEMBERED = timedelta(days=400)
"""How long it is known that a message was handed over."""


class Once:
    """Asks and keeps the claims. All methods raise ``Unavailable``; trying again is safe."""

    def __init__(self, claims: ClaimRepository, transactions: Transactions) -> None:
        self._claims = claims
        self._transactions = transactions

    def note_end(self, event: ShopEvent) -> None:
        """Keeps that something happened that makes other messages to the customer pointless."""
        for name in ended_by(event):
            trigger = triggers()[name]
            ends = timedelta(minutes=trigger.after + trigger.within)
            key = _key("ended", name, event.customer_id)
            self._claims.prolong(key, moment_text(event.at), until=event.at + ends)

    def has_ended(self, message: PlannedMessage, happened_at: datetime, now: datetime) -> bool:
        """Whether what makes it pointless has happened since."""
        found = self._claims.holder(_key("ended", message.trigger, message.customer_id), now)
        return found is not None and found >= moment_text(happened_at)

    def was_handed_over(self, message: PlannedMessage, now: datetime) -> bool:
        """Whether the person has it already."""
        return self._claims.holder(_key("handed", message.message_id), now) is not None

    def note_handed_over(self, message: PlannedMessage, now: datetime) -> None:
        """Keeps that it was handed over."""
        key = _key("handed", message.message_id)
        self._claims.prolong(key, message.message_id, until=now + REMEMBERED)

    def has_room(self, message: PlannedMessage, now: datetime) -> bool:
        """Takes a place under the trigger's cap for a message, or finds the one it has."""
        keys = [
            _key("cap", message.trigger, message.customer_id, str(place))
            for place in range(message.cap)
        ]
        if any(self._claims.holder(key, now) == message.message_id for key in keys):
            return True
        return any(self._taken(key, message, now) for key in keys)

    def _taken(self, key: str, message: PlannedMessage, now: datetime) -> bool:
        until = now + timedelta(days=message.cap_days)
        try:
            with self._transactions.begin() as within:
                self._claims.take(key, message.message_id, now=now, until=until, within=within)
        except AlreadyExists:
            return False
        return True


def _key(*parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"marketing#{digest}"
