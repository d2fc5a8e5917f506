"""The engagement agent."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from baton.contracts.engagement import EngagementPlan, SequenceStep, Strategy
from baton.contracts.handoff import Handoff
from baton.contracts.history import History
from baton.contracts.interaction import Interaction, InteractionKind
from baton.contracts.lead import Lead, LeadStatus
from baton.contracts.message import AgentName
from baton.runtime.agent import Agent
from baton.runtime.clock import Clock
from functions.engagement import channel as channels
from functions.engagement import strategy as strategies
from functions.engagement import timing
from functions.engagement.channel import Channels, channels_of
from functions.engagement.content import Templates
from functions.engagement.models import EngagementResult, EngagementTask
from functions.engagement.potential import potential_of, routes
from functions.engagement.sequence import slots
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
        default_timezone: str = "Etc/UTC",
        optimise_above: float = 75.0,
        templates: Templates | None = None,
    ) -> None:
        self._interactions_of = interactions_of
        self._clock = clock
        self._default_timezone = default_timezone
        self._optimise_above = optimise_above
        self._templates = templates or Templates.load()

    @classmethod
    def assemble(cls, platform: "Platform") -> "Engagement":
        """The agent with its real parts. The interactions are mostly brought by the handoff, so that
        a container pays for their store only when it reads them.
        """
        return cls(
            interactions_of=lambda lead_id: platform.interactions.of(lead_id, _HISTORY_LIMIT),
            clock=platform.clock,
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
        steps = () if suppressed else self._steps(lead, strategy, permitted, ZoneInfo(zone.name))
        first = steps[0].channel if steps else None
        potential = potential_of(task.assessment, strategy, first, details.activity, history)
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
                suppressed or channels.reason_for(strategy, permitted),
                _why_then(steps, zone),
            ),
        )
        return EngagementResult(plan=plan, handoffs=routes(potential, self._optimise_above))

    def _history(self, handoff: Handoff, lead: Lead) -> History:
        """What the handoff brought, so that it is read once; read here if it brought nothing."""
        try:
            return History.model_validate(handoff.context["history"])
        except (KeyError, ValidationError):  # the latter: from another version of the handoff step
            return History.of(self._interactions_of(lead.lead_id))

    def _steps(
        self, lead: Lead, strategy: Strategy, permitted: Channels, zone: ZoneInfo
    ) -> tuple[SequenceStep, ...]:
        planned = slots(strategy, permitted.open, zone, self._clock(), _spread(lead.lead_id))
        return tuple(
            SequenceStep(
                number=number,
                channel=slot.channel,
                at=slot.at,
                local_time=timing.local_text(slot.at, zone),
                purpose=slot.outline.purpose,
                content=self._templates.write(slot.outline.template, slot.channel, lead.details),
            )
            for number, slot in enumerate(planned, start=1)
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
