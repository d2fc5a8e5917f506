"""What marketing does by itself: it keeps how customers are written to, plans messages that follow from
what happens, and hands over what is due or approved. It sends nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.errors import Conflict, NotFound, Unavailable
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.gtm.audience import Audience
from baton.gtm.container import Gtm
from baton.gtm.customer_contact import CustomerContact
from baton.gtm.customer_contact_repository import CustomerContactRepository
from baton.gtm.events import MESSAGE_DUE, MESSAGE_READY, MessageDue, MessageReady, MessagesApproved
from baton.gtm.message_set_repository import MessageSetRepository
from baton.gtm.shop_event import ShopEvent
from baton.gtm.triggers import planned
from baton.messaging.announcements import announcement, event_message
from baton.messaging.bus import Bus
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.runtime import Agent
from functions.gtm.marketing_triggers.birthdays import birthday_events
from functions.gtm.marketing_triggers.due import ready, refusal
from functions.gtm.marketing_triggers.handing_over import messages_of
from functions.gtm.marketing_triggers.heard import Heard, heard
from functions.gtm.marketing_triggers.keeping import CustomerWriter
from functions.gtm.marketing_triggers.models import TriggerOutcome, TriggersResult, TriggersTask
from functions.gtm.marketing_triggers.once import Once

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

NOTHING = TriggersResult(becomes=TriggerOutcome.NOTHING)


class MarketingTriggers(Agent[TriggersTask, TriggersResult]):
    """Hears what happens to customers, and what a person approved."""

    name: ClassVar[AgentName] = "marketing_triggers"

    def __init__(
        self,
        *,
        keeping: CustomerWriter,
        contacts: CustomerContactRepository,
        audience: Audience,
        sets: MessageSetRepository,
        once: Once,
        outbox: Outbox,
        bus: Bus,
        transactions: Transactions,
        clock: Clock,
        company: str,
    ) -> None:
        self._keeping = keeping
        self._contacts = contacts
        self._audience = audience
        self._sets = sets
        self._once = once
        self._outbox = outbox
        self._bus = bus
        self._transactions = transactions
        self._clock = clock
        self._company = company

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Gtm)
        return cls(
            keeping=CustomerWriter(
                area.customer_contacts,
                platform.contact_statuses,
                platform.subjects,
                platform.transactions,
            ),
            contacts=area.customer_contacts,
            audience=Audience(area.segments, area.customer_contacts, platform.contact_statuses),
            sets=area.message_sets,
            once=Once(platform.claims, platform.transactions),
            outbox=platform.outbox,
            bus=platform.bus,
            transactions=platform.transactions,
            clock=platform.clock,
            company=platform.settings.company,
        )

    def perform(self, task: TriggersTask) -> TriggersResult:
        """Does what follows from an event. Raises ``Unavailable``: trying again is safe."""
        now = self._clock()
        if task.look:
            return self._planned(birthday_events(self._contacts, now.date(), now), now)
        try:
            return self._followed(heard(task.given, now), now)
        except ValidationError as error:
            logger(self.name).warning(
                "an event was not understood", extra={"faults": error.error_count()}
            )
            return TriggersResult(
                becomes=TriggerOutcome.REFUSED, why=f"{error.error_count()} faults"
            )

    def idle(self, result: TriggersResult) -> bool:
        """See ``Agent``."""
        return result.becomes is TriggerOutcome.NOTHING

    def _followed(self, found: Heard | None, now: datetime) -> TriggersResult:
        match found:
            case CustomerContact():
                return self._keeping.keep(found)
            case ShopEvent():
                return self._planned([found], now)
            case MessageDue():
                return self._due(found, now)
            case MessagesApproved():
                return self._approved(found, now)
            case _:
                return NOTHING

    def _planned(self, events: Sequence[ShopEvent], now: datetime) -> TriggersResult:
        """Has each message wait in the outbox until it is due: once, whatever comes again."""
        count = 0
        for event in events:
            self._once.note_end(event)
            for message in planned(event, now):
                if self._once.was_handed_over(message, now):
                    continue
                payload = MessageDue(
                    message=message, title=event.title, link=event.link, happened_at=event.at
                )
                entry = announcement(
                    MESSAGE_DUE,
                    payload,
                    sender=self.name,
                    message_id=message.message_id,
                    subject_id=message.message_id,
                    correlation_id=message.message_id,
                    now=now,
                    available_at=message.not_before,
                )
                with self._transactions.begin() as within:
                    self._outbox.add(entry, within)
                count += 1
        return TriggersResult(becomes=TriggerOutcome.PLANNED, messages=count) if count else NOTHING

    def _due(self, due: MessageDue, now: datetime) -> TriggersResult:
        message = due.message
        person = self._audience.person(message.customer_id)
        why = refusal(due, person, self._once, now)
        if why is not None or person is None:
            left_out = {why or "": 1}
            return TriggersResult(becomes=TriggerOutcome.NOTHING, left_out=left_out, why=why)
        self._hand_over([ready(due, person.contact, self._company)], now)
        self._once.note_handed_over(message, now)
        return TriggersResult(becomes=TriggerOutcome.HANDED_OVER, messages=1)

    def _approved(self, approved: MessagesApproved, now: datetime) -> TriggersResult:
        try:
            made = self._sets.message_set(approved.set_id)
            persons = self._audience.persons(made.segment_id)
            messages, left_out = messages_of(made, persons, now)
        except (NotFound, Conflict) as error:
            return TriggersResult(becomes=TriggerOutcome.REFUSED, why=str(error)[:300])
        self._hand_over(messages, now)
        return TriggersResult(
            becomes=TriggerOutcome.HANDED_OVER, messages=len(messages), left_out=left_out
        )

    def _hand_over(self, messages: Sequence[MessageReady], now: datetime) -> None:
        """Publishes messages. Raises ``Unavailable`` if some were not taken: all of them are published
        again then, each under the id that it has.
        """
        events = [
            (
                MESSAGE_READY.name,
                event_message(
                    MESSAGE_READY,
                    one,
                    sender=self.name,
                    message_id=one.message_id,
                    correlation_id=one.source,
                    now=now,
                ),
            )
            for one in messages
        ]
        if refused := self._bus.publish(events):
            raise Unavailable(f"{len(refused)} messages were not handed over. Try again.")
