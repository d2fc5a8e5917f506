"""What a person's and others' responses say about a step: its channel, its time, its words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from baton.leads.engagement import Channel
from baton.leads.responses import Counts
from functions.leads.engagement import timing
from functions.leads.engagement.response_model import ResponseCount, ResponseModel
from functions.leads.engagement.timing import BestTime

_VERBS = {
    Channel.EMAIL: "opens e-mail",
    Channel.SMS: "answers text messages",
    Channel.CALL: "takes calls",
    Channel.CRM_TASK: "answers through the company's own system",
}


@dataclass(frozen=True, slots=True)
class ResponseProfile:
    """What is known of a person's responses. Without evidence nothing is learned from it."""

    lead_id: str
    model: ResponseModel = field(default_factory=ResponseModel)
    whole: Counts = field(default_factory=dict)
    """everybody's counters, for the variants of a text"""

    def best_time(
        self,
        step: int,
        earliest: datetime,
        channel: Channel,
        zone: ZoneInfo,
        *,
        spread: timedelta,
        elsewhere: timing.Clocks = (),
    ) -> BestTime | None:
        """The best permitted time for a step (counted from 1); ``None`` if the evidence is thin."""
        if not self.model.knows(channel):
            return None
        # the same step of the same lead draws the same numbers; nothing secret hangs on them
        chance = Random(f"{self.lead_id}#{step}")  # noqa: S311
        return timing.best_opening(
            earliest,
            channel,
            zone,
            spread,
            model=self.model,
            chance=chance,
            elsewhere=elsewhere,
        )

    def reason_for(self, channel: Channel, hour: int) -> str:
        """What the choice of an hour rests on, in words."""
        basis = self.model.basis(channel, hour)
        believed = self.model.hour(channel, hour)
        low, high = believed.interval()
        parts = [
            _part("this person", basis.person),
            _part("the segment", basis.segment),
            _part("others", basis.others),
        ]
        known = ", ".join(part for part in parts if part) or "not tried yet in this hour"
        return (
            f"{_VERBS[channel]} sent {hour}–{hour + 1} with {believed.mean:.0%} "  # noqa: RUF001
            f"({low:.0%} to {high:.0%}) expected: {known}"
        )


def _part(who: str, count: ResponseCount) -> str:
    return f"{who} {count.answers} of {count.sends}" if count.sends else ""
