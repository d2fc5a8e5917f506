"""How people respond to what is sent to them: what is counted, under which names, and for whom.

One step that reached a person is a *touch*. It goes through stages, and each stage weighs something:

    stage        sends  opened  acted
    sent           1      0       0
    bounced        2      0       0
    opened         1      1       0
    acted          1      1       1      clicked, replied or converted
    opted out      3      0       0

A bounce and an opt-out are worse than silence, so they weigh as two and three sends without an
answer. A counter holds the sum over touches; when a touch moves on, the difference is added.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract
from baton.leads.assessment import Category
from baton.leads.engagement import Channel
from baton.leads.interaction import InteractionKind
from baton.leads.lead import NewLead

HOURS_A_DAY, HOURS_A_WEEK = 24, 168
MOST_TOUCHES = 200
"""How many touches of a person are remembered; beyond it the oldest are forgotten."""

WHOLE = "all"
"""The pool of everybody."""

Counts = Mapping[str, int]
"""Counters by name."""


class Stage(StrEnum):
    """How far a touch has come, in this order; it never goes back."""

    SENT = "sent"
    BOUNCED = "bounced"
    OPENED = "opened"
    ACTED = "acted"
    OPTED_OUT = "opted_out"

    @property
    def rank(self) -> int:
        """Its place in the order."""
        return list(Stage).index(self)


STAGES = {
    InteractionKind.DELIVERED: Stage.SENT,
    InteractionKind.BOUNCED: Stage.BOUNCED,
    InteractionKind.OPENED: Stage.OPENED,
    InteractionKind.CLICKED: Stage.ACTED,
    InteractionKind.REPLIED: Stage.ACTED,
    InteractionKind.CONVERTED: Stage.ACTED,
    InteractionKind.OPTED_OUT: Stage.OPTED_OUT,
}
"""The stage that each outcome brings."""

_WEIGHTS = {
    Stage.SENT: (1, 0, 0),
    Stage.BOUNCED: (2, 0, 0),
    Stage.OPENED: (1, 1, 0),
    Stage.ACTED: (1, 1, 1),
    Stage.OPTED_OUT: (3, 0, 0),
}


class Touch(Contract):
    """One step that reached a person. ``hour`` is the hour of the person's week in which it was sent:
    0 is Monday from midnight to one.
    """

    stage: Stage
    channel: Channel
    hour: int = Field(ge=0, lt=HOURS_A_WEEK)
    segment: str
    template: str
    variant: str | None = None

    @property
    def counts(self) -> Counter[str]:
        """What it adds to the counters, by the table above."""
        sends, opened, acted = _WEIGHTS[self.stage]
        found = Counter(
            {
                sends_name(self.channel, self.hour): sends,
                opened_name(self.channel, self.hour): opened,
                acted_name(self.channel): acted,
            }
        )
        if self.variant:
            shown, answered = variant_names(self.template, self.channel, self.variant)
            found.update({shown: sends, answered: acted})
        return found


class Responses(Contract):
    """What is known of one person's responses, by ``<lead>#<step>``, the oldest first.

    ``version`` grows by one with every change; 0 is a person of whom nothing is kept.
    """

    person: str
    version: int = Field(default=0, ge=0)
    touches: dict[str, Touch] = Field(default_factory=dict)

    def after(self, key: str, touch: Touch) -> "tuple[Responses, Counts] | None":
        """The next version with what it adds to the counters; ``None`` if nothing new happened.

        What was said first of a touch (channel, hour, variant) stays, so that a later stage corrects
        the counters that the earlier one filled. The same outcome again changes nothing.
        """
        known = self.touches.get(key)
        if known and known.stage.rank >= touch.stage.rank:
            return None
        now = known.model_copy(update={"stage": touch.stage}) if known else touch
        changes = now.counts
        changes.subtract(known.counts if known else {})
        kept = [*self.touches.items()] if known else [*self.touches.items()][1 - MOST_TOUCHES :]
        touches = {**dict(kept), key: now}
        after = self.model_copy(update={"version": self.version + 1, "touches": touches})
        return after, {name: change for name, change in changes.items() if change}

    def counts(self, segment: str | None = None) -> Counter[str]:
        """The person's own counters, of all touches or of one segment's."""
        return summed(
            touch.counts for touch in self.touches.values() if segment in (None, touch.segment)
        )


def summed(parts: Iterable[Counts]) -> Counter[str]:
    """Counters added up by name."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def sends_name(channel: Channel, hour: int) -> str:
    """The counter of what was sent in an hour of the week."""
    return f"{channel.value}/{hour:03d}/sends"


def opened_name(channel: Channel, hour: int) -> str:
    """The counter of what was sent in an hour of the week and answered or at least opened."""
    return f"{channel.value}/{hour:03d}/opened"


def acted_name(channel: Channel) -> str:
    """The counter of what was sent by a channel and clicked, replied to or followed by a purchase."""
    return f"{channel.value}/acted"


def variant_names(template: str, channel: Channel, variant: str) -> tuple[str, str]:
    """The counters of a variant: how often it was shown, and how often acted upon."""
    stem = f"{template}/{channel.value}/{variant}"
    return f"{stem}/shown", f"{stem}/acted"


def hour_of_week(local: datetime) -> int:
    """0 to 167, from a moment on the person's clock."""
    return local.weekday() * HOURS_A_DAY + local.hour


def segment_of(category: Category, details: NewLead) -> str:
    """The pool of people like this one: the same kind of lead in the same country."""
    return f"segment#{category.value}/{details.country or '-'}"
