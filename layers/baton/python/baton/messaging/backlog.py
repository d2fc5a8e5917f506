"""A backlog: what one run cannot get through, shared by runs of the same function, one a shard.

A run that ends with work left calls a helper for each shard, by an event that brings it its task.
A helper goes on until its shard is empty; if its own time is over before that, it calls the next one for
the same shard. A claim keeps a shard to one helper at a time, whoever called it how often; a helper that
dies leaves a claim that ends by itself, and the next run calls another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from baton.core.clock import Clock, NewId
from baton.core.contract import Contract
from baton.core.errors import AlreadyExists, Unavailable
from baton.core.message import AgentName, MessageType
from baton.core.observability import logger
from baton.messaging.announcements import event_message
from baton.messaging.events import Event
from baton.persistence.claims import ClaimRepository
from baton.persistence.shards import DUE_SHARDS
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.messaging.bus import Bus


class ShardTask(Contract):
    """Go on with one shard of what is due."""

    shard: int = Field(ge=0, lt=DUE_SHARDS)


class Backlog:
    """The backlog of one agent. ``longest`` is how long a helper may run at the very most."""

    def __init__(
        self,
        event: Event[ShardTask],
        agent: AgentName,
        *,
        bus: "Bus",
        claims: ClaimRepository,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
        longest: timedelta,
    ) -> None:
        self._event = event
        self._agent = agent
        self._bus = bus
        self._claims = claims
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id
        self._longest = longest

    def call_helpers(self, shards: range = range(DUE_SHARDS)) -> None:
        """Has helpers called for these shards. One that the bus does not take is left to a later run."""
        messages = [
            event_message(
                self._event,
                ShardTask(shard=shard),
                sender=self._agent,
                receiver=self._agent,
                message_id=self._new_id(),
                correlation_id=f"{self._agent}-backlog-{shard}",
                now=self._clock(),
                message_type=MessageType.TASK_REQUEST,
            )
            for shard in shards
        ]
        refused = self._bus.publish([(self._event.name, message) for message in messages])
        counts = {"called": len(messages) - len(refused), "refused": len(refused)}
        logger(self._agent).info("helpers are called for a backlog", extra=counts)

    @contextmanager
    def alone(self, shard: int) -> Iterator[bool]:
        """Whether this helper has the shard to itself while the block lasts; if not, another has it."""
        key, helper, now = f"backlog#{self._agent}#{shard}", self._new_id(), self._clock()
        try:
            with self._transactions.begin() as unit:
                self._claims.take(key, helper, now=now, until=now + self._longest, within=unit)
        except AlreadyExists:
            yield False
            return
        try:
            yield True
        finally:
            try:
                self._claims.release(key, helper)
            except Unavailable as error:
                extra = {"shard": shard, "error": str(error)}
                logger(self._agent).warning("a shard is held until its claim ends", extra=extra)
