"""Which message follows from what happens: the table ``triggers.yaml``, met by an event. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.derived_ids import derived_ulid
from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.customer_contact import CustomerId
from baton.gtm.shop_event import ShopEvent, ShopEventKind

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Trigger(Contract):
    """One row of the table, whose comment says what its fields mean."""

    happening: ShopEventKind
    purpose: str = Field(pattern=r"^(?:marketing|answer)$")
    channel: str = Field(pattern=r"^(?:email|sms|push)$")
    content: _Name
    segment: _Name | None = None
    after: int = Field(ge=0, le=43_200, description="minutes")
    within: int = Field(ge=30, le=43_200, description="minutes")
    cap: int = Field(ge=1, le=50)
    cap_days: int = Field(ge=1, le=366)
    until: ShopEventKind | None = None

    def answers(self, event: ShopEvent) -> bool:
        """Whether a message follows from an event."""
        named = self.segment is None or event.about == self.segment
        return self.happening is event.happening and named


class PlannedMessage(Contract):
    """A message that follows from an event: to whom, when, and how often at most. ``message_id`` is the
    same for the same person, trigger and thing, however often and in whichever order events come.
    """

    message_id: Ulid
    trigger: str
    content: str
    channel: str
    purpose: str
    customer_id: CustomerId
    about: str
    not_before: UtcDatetime
    expires_at: UtcDatetime
    cap: int
    cap_days: int


@cache
def triggers() -> Mapping[str, Trigger]:
    """The table, read and checked. Raises ``ValidationError``."""
    return TypeAdapter(dict[_Name, Trigger]).validate_python(
        packaged_yaml(__package__, "triggers.yaml")
    )


def planned(
    event: ShopEvent, now: datetime, table: Mapping[str, Trigger] | None = None
) -> tuple[PlannedMessage, ...]:
    """The messages that follow from an event. One that would come too late to be of use is not planned,
    and an event of the future counts as of now.
    """
    return tuple(_planned(event, now, table if table is not None else triggers()))


def _planned(
    event: ShopEvent, now: datetime, table: Mapping[str, Trigger]
) -> Iterator[PlannedMessage]:
    for name, trigger in table.items():
        if not trigger.answers(event):
            continue
        begins = min(event.at, now) + timedelta(minutes=trigger.after)
        ends = begins + timedelta(minutes=trigger.within)
        if ends <= now:
            continue
        yield PlannedMessage(
            message_id=derived_ulid("trigger", name, event.customer_id, event.about),
            trigger=name,
            content=trigger.content,
            channel=trigger.channel,
            purpose=trigger.purpose,
            customer_id=event.customer_id,
            about=event.about,
            not_before=max(begins, now),
            expires_at=ends,
            cap=trigger.cap,
            cap_days=trigger.cap_days,
        )


def ended_by(event: ShopEvent, table: Mapping[str, Trigger] | None = None) -> tuple[str, ...]:
    """The triggers whose messages to the same customer are pointless once this has happened."""
    rows = table if table is not None else triggers()
    return tuple(name for name, one in rows.items() if one.until is event.happening)
