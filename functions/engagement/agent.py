"""The engagement agent."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from baton.contracts.engagement import Channel, Content, EngagementPlan, SequenceStep, Strategy
from baton.contracts.handoff import Handoff
from baton.contracts.history import History
from baton.contracts.interaction import Interaction, InteractionKind
from baton.contracts.lead import Lead, LeadStatus
from baton.contracts.message import AgentName
from baton.runtime.agent import Agent
from baton.runtime.clock import Clock
from functions.engagement import channel as channels
from functions.engagement import strategy as strategies
from functions.engagement import timing, variants
from functions.engagement.channel import Channels, channels_of
from functions.engagement.content import Templates
from functions.engagement.evidence import KnownResponses, ReadResponses
from functions.engagement.habits import Habits
from functions.engagement.models import EngagementResult, EngagementTask
from functions.engagement.potential import potential_of, routes
from functions.engagement.sequence import Slot, slots
from functions.engagement.zone import PersonZone, zone_of

if TYPE_CHECKING:
    from baton.platform import Platform

InteractionsOf = Callable[[str], tuple[Interaction, ...]]
"""Gives a lead's interactions."""

_HISTORY_LIMIT = 1_000
_SPREAD_MINUTES = 45
_ENDED = {
    InteractionKind.OPTED_OUT: "The person asked not to be contacted.",
    InteractionKind.CONVERTED: "The person has converted already.",
    InteractionKind.REPLIED: "The person has replied: a person answers, not a sequence.",
}


class Engagement(Agent[EngagementTask, EngagementResult]):
    """Chooses strategy, channel, time and content for a lead, and plans the sequence."""

    name = AgentName.ENGAGEMENT

    def __init__(
        self,
        *,
        interactions_of: InteractionsOf,
        clock: Clock,
        responses: ReadResponses | None = None,
        default_timezone: str = "Etc/UTC",
        optimise_above: float = 75.0,
        templates: Templates | None = None,
    ) -> None:
        self._interactions_of = interactions_of
        self._clock = clock
        self._responses = KnownResponses(responses, clock) if responses else None
        self._default_timezone = default_timezone
        self._optimise_above = optimise_above
        self._templates = templates or Templates.load()

    @classmethod
    def assemble(cls, platform: "Platform") -> "Engagement":
        """The agent with its real parts. The interactions are mostly brought by the handoff, and read
        only if they are not.
        """
        return cls(
            interactions_of=lambda lead_id: platform.interactions.of(lead_id, _HISTORY_LIMIT),
            clock=platform.clock,
            responses=platform.responses.read,
            default_timezone=platform.settings.default_timezone,
            optimise_above=platform.settings.optimise_above_potential,
        )

    def perform(self, task: EngagementTask) -> EngagementResult:
        """The plan for a lead. A person who may not or should not be contacted gets one without
        steps. Raises ``Unavailable`` if nobody can say what happened with the person before.
        """
        lead, details = task.lead, task.lead.details
        history = self._history(task.handoff, lead)
        strategy = strategies.strategy_for(task.category)
        permitted = channels_of(details, history)
        zone = zone_of(details, self._default_timezone)
        suppressed = _ended(lead, history) or _unreachable(strategy, permitted)
        habits = Habits(lead.lead_id) if suppressed else self._habits(task)
        liked = channels.favourite(strategy, permitted, habits.model)
        planned = () if suppressed else self._slots(strategy, permitted, zone, habits, liked)
        first = planned[0].channel if planned else None
        potential = potential_of(task.assessment, strategy, first, details.activity, history)
        steps = self._steps(lead, planned, zone, habits)
        plan = EngagementPlan(
            strategy=strategy,
            channel=first,
            timezone=zone.name,
            timezone_source=zone.source,
            steps=steps,
            suppressed=suppressed,
            conversion_potential=potential,
            reasons=(
                strategies.reason_for(strategy, task.category, task.assessment),
                suppressed or _why_so(strategy, permitted, habits, liked),
                _why_then(steps, zone) + _why_that_hour(planned, habits),
            ),
        )
        return EngagementResult(plan=plan, handoffs=routes(potential, self._optimise_above))

    def _habits(self, task: EngagementTask) -> Habits:
        """What is known of the person's responses; nothing, if there is nowhere to read them."""
        if self._responses is None:
            return Habits(task.lead.lead_id)
        return self._responses.habits_of(task.lead, task.category)

    def _history(self, handoff: Handoff, lead: Lead) -> History:
        """What the handoff brought, so that it is read once; read here if it brought nothing."""
        try:
            return History.model_validate(handoff.context["history"])
        except (KeyError, ValidationError):  # the latter: from another version of the handoff step
            return History.of(self._interactions_of(lead.lead_id))

    def _slots(
        self,
        strategy: Strategy,
        permitted: Channels,
        zone: PersonZone,
        habits: Habits,
        liked: Channel | None,
    ) -> tuple[Slot, ...]:
        return slots(
            strategy,
            permitted.open,
            ZoneInfo(zone.name),
            self._clock(),
            _spread(habits.lead_id),
            habits=habits,
            favourite=liked,
        )

    def _steps(
        self, lead: Lead, planned: tuple[Slot, ...], zone: PersonZone, habits: Habits
    ) -> tuple[SequenceStep, ...]:
        return tuple(
            SequenceStep(
                number=number,
                channel=slot.channel,
                at=slot.at,
                local_time=timing.local_text(slot.at, ZoneInfo(zone.name)),
                purpose=slot.outline.purpose,
                content=self._content(lead, number, slot, habits),
            )
            for number, slot in enumerate(planned, start=1)
        )

    def _content(self, lead: Lead, number: int, slot: Slot, habits: Habits) -> Content:
        """What a step says, in the variant that was chosen for this lead, if there are several."""
        template = slot.outline.template
        choice = variants.chosen(
            self._templates.variants(template, slot.channel),
            template,
            slot.channel,
            whole=habits.whole,
            lead_id=lead.lead_id,
            step=number,
        )
        if choice is None:
            return self._templates.write(template, slot.channel, lead.details)
        return self._templates.write(
            template,
            slot.channel,
            lead.details,
            variant=choice.variant,
            propensity=choice.propensity,
        )


def _ended(lead: Lead, history: History) -> str | None:
    """Why nobody writes to this person any more, if so."""
    if history.ending:
        return _ENDED[history.ending]
    if lead.stopped:
        return f"The sequence was stopped: {lead.stopped.reason}"
    if lead.status is LeadStatus.CLOSED:
        return "A person closed this lead."
    return None


def _unreachable(strategy: Strategy, permitted: Channels) -> str | None:
    if channels.preferred(strategy, permitted):
        return None
    return channels.reason_for(strategy, permitted)


def _spread(lead_id: str) -> timedelta:
    """A lead's own minutes after the opening of e-mail hours, the same each time."""
    return timedelta(minutes=crc32(lead_id.encode()) % _SPREAD_MINUTES)


def _why_then(steps: tuple[SequenceStep, ...], zone: PersonZone) -> str:
    known = f"time zone {zone.name} (from: {zone.source})"
    if not steps:
        return f"Time: nothing is planned; {known}."
    doubt = " The zone is a guess: ask for it at the first contact." if zone.guessed else ""
    return f"Time: first on {steps[0].local_time}, in permitted hours of the {known}.{doubt}"


def _why_so(strategy: Strategy, permitted: Channels, habits: Habits, liked: Channel | None) -> str:
    first = channels.preferred(strategy, permitted)
    if liked and first:
        return channels.favourite_reason(strategy, liked, first, habits.model)
    return channels.reason_for(strategy, permitted)


def _why_that_hour(planned: tuple[Slot, ...], habits: Habits) -> str:
    """What the hours rest on that were chosen from habits: that of the first such step."""
    learned = next((slot for slot in planned if slot.hour is not None), None)
    if learned is None or learned.hour is None:
        return ""
    number = planned.index(learned) + 1
    return f" Hour of step {number}: {habits.reason_for(learned.channel, learned.hour)}."
