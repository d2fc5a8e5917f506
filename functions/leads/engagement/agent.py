"""The engagement agent."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.recognition import languages
from baton.effects.contact_status import ContactStatus
from baton.leads.contact_history import History
from baton.leads.container import Leads
from baton.leads.engagement import Content, EngagementPlan, SequenceStep, Strategy
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead, LeadStatus
from baton.leads.person_keys import contact_keys_of
from baton.leads.reading import noted
from baton.leads.reading.language import Language, language_for
from baton.leads.send_rules import SendRules
from baton.leads.steps import purpose_of
from baton.leads.will import Will
from baton.messaging.handoff import Handoff
from baton.runtime.agent import Agent
from baton.runtime.decision import DecisionRecord
from functions.leads.engagement import channel as channels
from functions.leads.engagement import strategy as strategies
from functions.leads.engagement import timing, variants
from functions.leads.engagement.channel import Channels, channels_of
from functions.leads.engagement.content import Templates
from functions.leads.engagement.decision_trace import trace_entry
from functions.leads.engagement.evidence import KnownResponses, ReadResponses
from functions.leads.engagement.habits import ResponseProfile
from functions.leads.engagement.memory_evidence import MemoryEvidence
from functions.leads.engagement.models import EngagementResult, EngagementTask
from functions.leads.engagement.not_engaged import not_engaged, waits_for_a_person
from functions.leads.engagement.plan_inputs import PlanInputs
from functions.leads.engagement.potential import potential_of, routes
from functions.leads.engagement.sequence import Slot
from functions.leads.engagement.zone import zone_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

InteractionsOf = Callable[[str], tuple[Interaction, ...]]
"""Gives a lead's interactions."""

StatusesOf = Callable[[Lead], Sequence[ContactStatus]]
"""Gives how a lead's person stands, under each of their keys."""

_HISTORY_LIMIT = 1_000
_ENDED = {
    InteractionKind.OPTED_OUT: "The person asked not to be contacted.",
    InteractionKind.CONVERTED: "The person has converted already.",
    InteractionKind.REPLIED: "The person has replied: a person answers, not a sequence.",
}


class Engagement(Agent[EngagementTask, EngagementResult]):
    """Chooses strategy, channel, time and content for a lead, and plans the sequence."""

    name = "engagement"

    def __init__(
        self,
        *,
        interactions_of: InteractionsOf,
        statuses_of: StatusesOf,
        rules: SendRules,
        clock: Clock,
        responses: ReadResponses | None = None,
        default_timezone: str = "Etc/UTC",
        optimise_above: float = 75.0,
    ) -> None:
        self._interactions_of = interactions_of
        self._statuses_of = statuses_of
        self._rules = rules
        self._clock = clock
        self._responses = KnownResponses(responses, clock) if responses else None
        self._default_timezone = default_timezone
        self._optimise_above = optimise_above

    @classmethod
    def assemble(cls, platform: "Platform") -> "Engagement":
        """The agent with its real parts. The interactions are mostly brought by the handoff, and read
        only if they are not.
        """
        languages.prepare()
        noted.prepare()
        for language in Language:
            Templates.load(language)
        return cls(
            interactions_of=lambda lead_id: platform.area(Leads).interactions.of(
                lead_id, _HISTORY_LIMIT
            ),
            statuses_of=lambda lead: platform.contact_statuses.read(
                contact_keys_of(lead.lead_id, lead.details)
            )[0],
            rules=SendRules.model_validate(platform.area(Leads).settings.send_rules),
            clock=platform.clock,
            responses=platform.area(Leads).responses.read,
            default_timezone=platform.settings.default_timezone,
            optimise_above=platform.area(Leads).settings.optimise_above_potential,
        )

    def perform(self, task: EngagementTask) -> EngagementResult:
        """The plan for a lead. A person who may not or should not be contacted gets one without
        steps. Raises ``Unavailable`` if nobody can say what happened with the person before.
        """
        lead, details = task.lead, task.lead.details
        history = self._history(task.handoff, lead)
        strategy = strategies.strategy_for(task.category, details)
        ended = _ended(lead, history)
        will = Will(details, () if ended else self._statuses_of(lead), self._rules)
        recalled = MemoryEvidence.of(task.handoff)
        wishes = recalled.wishes(self._clock())
        zone = zone_of(details, self._default_timezone, self._clock(), wishes.timezone)
        never = timing.never_open(self._clock(), zone.clock, zone.elsewhere)
        permitted = channels_of(will, purpose_of(1, details), history, never)
        refused = not_engaged(task.assessment, task.resume)
        suppressed = ended or refused or _unreachable(strategy, permitted)
        grounds = PlanInputs(
            strategy=strategy,
            permitted=permitted,
            will=will,
            zone=zone,
            habits=ResponseProfile(lead.lead_id) if suppressed else self._habits(task),
            wishes=wishes,
            plays=[play.template for play in recalled.plays(strategy)],
        )
        return self._planned(task, grounds, history, recalled, suppressed)

    def _planned(
        self,
        task: EngagementTask,
        grounds: PlanInputs,
        history: History,
        recalled: MemoryEvidence,
        suppressed: str | None,
    ) -> EngagementResult:
        """The plan on these grounds; without steps if it is ``suppressed``, which says why."""
        lead, details, strategy = task.lead, task.lead.details, grounds.strategy
        planned = () if suppressed else grounds.slots(self._clock())
        first = planned[0].channel if planned else None
        potential = potential_of(task.assessment, strategy, first, details.activity, history)
        steps = self._steps(lead, planned, grounds)
        plan = EngagementPlan(
            strategy=strategy,
            channel=first,
            timezone=grounds.zone.name,
            other_timezones=grounds.zone.others,
            timezone_source=grounds.zone.source,
            steps=steps,
            suppressed=suppressed,
            for_a_person=waits_for_a_person(task.assessment, task.resume),
            language=language_for(details.message, details.country),
            conversion_potential=potential,
            reasons=(
                strategies.reason_for(strategy, task.category, task.assessment),
                suppressed or grounds.why_channel(),
                grounds.why_then(planned, steps),
                *(() if suppressed else recalled.notes(strategy)),
            ),
        )
        return EngagementResult(plan=plan, handoffs=routes(potential, self._optimise_above))

    def decided(self, task: EngagementTask, result: EngagementResult) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        return (trace_entry(task, result),)

    def _habits(self, task: EngagementTask) -> ResponseProfile:
        """What is known of the person's responses; nothing, if there is nowhere to read them."""
        if self._responses is None:
            return ResponseProfile(task.lead.lead_id)
        return self._responses.habits_of(task.lead, task.category)

    def _history(self, handoff: Handoff, lead: Lead) -> History:
        """What the handoff brought, so that it is read once; read here if it brought nothing."""
        try:
            return History.model_validate(handoff.context["history"])
        except (KeyError, ValidationError):  # the latter: from another version of the handoff step
            return History.of(self._interactions_of(lead.lead_id))

    def _steps(
        self, lead: Lead, planned: tuple[Slot, ...], grounds: PlanInputs
    ) -> tuple[SequenceStep, ...]:
        follow = any(
            grounds.will.why_not(slot.channel, purpose_of(number, lead.details)) is None
            for number, slot in enumerate(planned[1:], start=2)
        )
        return tuple(
            SequenceStep(
                number=number,
                channel=slot.channel,
                at=slot.at,
                local_time=timing.local_text(slot.at, grounds.zone.clock),
                purpose=slot.outline.purpose,
                content=self._content(lead, number, slot, grounds.habits, notes_follow=follow),
                not_sent=grounds.will.why_not(slot.channel, purpose_of(number, lead.details)),
            )
            for number, slot in enumerate(planned, start=1)
        )

    def _content(
        self, lead: Lead, number: int, slot: Slot, habits: ResponseProfile, *, notes_follow: bool
    ) -> Content:
        """What a step says, in the person's language and the variant that was chosen for this lead, if
        there are several. Whether ``notes_follow`` is told.
        """
        template, details = slot.outline.template, lead.details
        templates = Templates.load(language_for(details.message, details.country))
        choice = variants.chosen(
            templates.variants(template, slot.channel),
            template,
            slot.channel,
            whole=habits.whole,
            lead_id=lead.lead_id,
            step=number,
        )
        if choice is None:
            return templates.write(template, slot.channel, details, notes_follow=notes_follow)
        return templates.write(
            template,
            slot.channel,
            details,
            variant=choice.variant,
            propensity=choice.propensity,
            notes_follow=notes_follow,
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
