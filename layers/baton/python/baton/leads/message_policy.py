"""The send policy of messages that other areas hand over: whether one may reach its person now. Pure.

It is the rule that goes to the effect ledger; what a person closed, and the room in quotas, the ledger
judges itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from baton.core.contract import Contract, UtcDatetime
from baton.effects.contact_status import spoken, way_of
from baton.effects.effect import Purpose
from baton.effects.policy import Facts, Objection
from baton.leads.contact_limits import ContactLimits
from baton.leads.customer_message import (
    CustomerMessage,
    address_of,
    details_of,
    zones_of_person,
)
from baton.leads.send_rules import SendRules
from baton.leads.will import countries_of_person, missing_consent

CAP_KEPT = timedelta(days=366)
"""How long a message counts for the caps of others: as long as a cap can be."""


class Delivered(Contract):
    """A message that went out to a recipient, or may have: of which source, and when."""

    source: str
    at: UtcDatetime


class Deliveries(Contract):
    """What went out to a recipient, by message. ``version`` is 0 if nothing is kept."""

    version: int = 0
    messages: Mapping[str, Delivered] = {}

    def with_one(self, message: CustomerMessage, now: datetime) -> "Deliveries":
        """With one more, and without those that count no longer."""
        kept = {key: one for key, one in self.messages.items() if one.at > now - CAP_KEPT}
        kept[message.message_id] = Delivered(source=message.source, at=now)
        return Deliveries(version=self.version + 1, messages=kept)

    def counted(self, message: CustomerMessage, now: datetime) -> tuple[str, ...]:
        """The messages that count for the cap of another one, the latest first."""
        since = now - timedelta(days=message.cap_days)
        of_it = [
            (one.at, key)
            for key, one in self.messages.items()
            if one.source == message.source and one.at > since and key != message.message_id
        ]
        return tuple(key for _, key in sorted(of_it, reverse=True))


@dataclass(frozen=True, slots=True)
class MessageRule:
    """What speaks against a message: the ledger's rule for it. ``message`` is ``None`` if it is gone.

    ``deliveries`` are what went out to the person; ``default_zone`` is where they are if nobody knows.
    """

    rules: SendRules
    message: CustomerMessage | None = None
    deliveries: Deliveries = field(default_factory=Deliveries)
    default_zone: str = "Etc/UTC"

    def __call__(self, facts: Facts) -> Iterator[Objection]:
        """See ``baton.effects.policy.Rule``."""
        if self.message is None:
            yield Objection("the message is gone, with its person or because its time is over")
            return
        yield from map(Objection, self._for_good(self.message, facts))
        for reason, until in self._for_now(self.message, facts):
            yield Objection(reason, until)

    def _for_good(self, message: CustomerMessage, facts: Facts) -> Iterator[str]:
        effect, details = facts.effect, details_of(message)
        if not address_of(effect.kind, details):
            yield f"nothing is known by which the person is reached by {way_of(effect.kind)}"
        if missing := missing_consent(
            effect.kind, effect.purpose, details, facts.contact_statuses, self.rules
        ):
            yield missing

    def _for_now(self, message: CustomerMessage, facts: Facts) -> Iterator[tuple[str, datetime]]:
        now, details = facts.now, details_of(message)
        if message.not_before > now:
            yield f"it is not to go before {spoken(message.not_before)}", message.not_before
        counted = self.deliveries.counted(message, now)
        if len(counted) >= message.cap:
            words = f"the person got {len(counted)} of {message.source} in {message.cap_days} days"
            last = self.deliveries.messages[counted[message.cap - 1]].at
            yield f"{words}, and {message.cap} are the most", last + timedelta(message.cap_days)
        if facts.effect.purpose is Purpose.TRANSACTIONAL:
            return  # who asked is answered, at whatever hour and however often they ask
        zones = zones_of_person(details, now, message.expires_at) or (self.default_zone,)
        yield from ContactLimits(self.rules, zones, countries_of_person(details)).of(facts)
