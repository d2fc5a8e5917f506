"""What a plan rests on, and the reasons it gives for its channel and its times."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

from baton.leads.engagement import Channel, SequenceStep, Strategy
from baton.leads.will import Will
from functions.leads.engagement import channel as channels
from functions.leads.engagement.channel import Channels
from functions.leads.engagement.habits import ResponseProfile
from functions.leads.engagement.memory_evidence import Preferences
from functions.leads.engagement.sequence import Slot, slots
from functions.leads.engagement.zone import PersonZone

_SPREAD_MINUTES = 45


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """The strategy, the channels that are open, the person's will, where they live, how they respond,
    what they prefer, and the plays that work, as templates.
    """

    strategy: Strategy
    permitted: Channels
    will: Will
    zone: PersonZone
    habits: ResponseProfile
    wishes: Preferences = field(default_factory=Preferences)
    plays: Sequence[str] = ()

    @property
    def wished(self) -> Channel | None:
        """The open channel that the person prefers, unless their responses tell more of it."""
        channel = self.wishes.channel
        if channel not in self.permitted.open or self.habits.model.knows_person(channel):
            return None
        return channel

    @property
    def liked(self) -> Channel | None:
        """The channel that goes before the strategy's order, if one does."""
        return self.wished or channels.favourite(self.strategy, self.permitted, self.habits.model)

    def slots(self, now: datetime) -> tuple[Slot, ...]:
        """The steps with their channels and times."""
        return slots(
            self.strategy,
            self.permitted.open,
            self.zone.clock,
            now,
            _spread(self.habits.lead_id),
            habits=self.habits,
            favourite=self.liked,
            wished_hour=self.wishes.hour,
            order=self.plays,
            elsewhere=self.zone.elsewhere,
        )

    def why_channel(self) -> str:
        """Why this channel, in words."""
        first = channels.preferred(self.strategy, self.permitted)
        if self.wished:
            before = "" if self.wished is first else f", and goes before {first}"
            return (
                f"Channel {self.wished}: the person has answered by it, as is "
                f"{self.wishes.basis('channel')}{before}."
            )
        liked = self.liked
        if liked and first:
            return channels.favourite_reason(self.strategy, liked, first, self.habits.model)
        return channels.reason_for(self.strategy, self.permitted)

    def why_then(self, planned: Sequence[Slot], steps: Sequence[SequenceStep]) -> str:
        """Why these times, in words."""
        known = f"time zone {self.zone.name} (from: {self.zone.source})"
        if not steps:
            return f"Time: nothing is planned; {known}."
        doubt = (
            " The zone is a guess: ask for it at the first contact." if self.zone.guessed else ""
        )
        if self.zone.others:
            doubt = f" Only hours that are open in {', '.join(self.zone.others)} as well.{doubt}"
        return (
            f"Time: first on {steps[0].local_time}, in permitted hours of the {known}.{doubt}"
            f"{self._why_that_hour(planned)}"
        )

    def _why_that_hour(self, planned: Sequence[Slot]) -> str:
        """What the hours rest on that were chosen for the person: that of the first such step."""
        learned = next((slot for slot in planned if slot.hour is not None), None)
        if learned is None or learned.hour is None:
            return ""
        number, hour = planned.index(learned) + 1, learned.hour
        if learned.wished:
            return (
                f" Hour of step {number}: the person has answered at {hour}–{hour + 1}, "  # noqa: RUF001
                f"as is {self.wishes.basis('hour')}."
            )
        return f" Hour of step {number}: {self.habits.reason_for(learned.channel, hour)}."


def _spread(lead_id: str) -> timedelta:
    """A lead's own minutes after the opening of e-mail hours, the same each time."""
    return timedelta(minutes=crc32(lead_id.encode()) % _SPREAD_MINUTES)
