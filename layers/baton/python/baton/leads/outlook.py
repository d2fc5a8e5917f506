"""What becomes of a plan's steps as things stand now (A16). Pure; the policy of sends is asked."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from baton.core.contract import Contract, UtcDatetime
from baton.effects.contact_status import ContactStatus
from baton.effects.effect import Effect, EffectState, Purpose
from baton.effects.policy import Facts, Outcome, judge
from baton.leads.approval import refused, steps_of
from baton.leads.campaign_card import CampaignCard
from baton.leads.engagement import Channel, SequenceStep
from baton.leads.lead import Lead
from baton.leads.send_policy import StepRule
from baton.leads.send_rules import SendRules
from baton.leads.steps import StepReference, sequence_of, step_effect


class StepOutlook(Contract):
    """A step of the plan. ``state`` is its effect's, absent before there is one. ``not_sent`` says why
    it did not reach the person, or will not as things stand; absent if it did, or is to.
    """

    step: int
    channel: Channel
    at: UtcDatetime
    state: EffectState | None = None
    not_sent: str | None = None


def outlook_of(  # noqa: PLR0917 - all that a send is judged by
    lead: Lead,
    effects: Sequence[Effect],
    statuses: Sequence[ContactStatus],
    campaign: CampaignCard | None,
    rules: SendRules,
    stop_of: Callable[[str], str | None],
    now: datetime,
) -> tuple[StepOutlook, ...]:
    """What becomes of each step of the lead's plan, as it would be judged now. ``stop_of`` says why
    nothing goes out by a kind of effects just now, if so.
    """
    sequence = sequence_of(lead)
    kept = {of.step: one for one in effects if (of := StepReference.of(one)).sequence == sequence}
    rule = StepRule(rules, lead, campaign=campaign)

    def why_not(step: SequenceStep, effect: Effect | None) -> str | None:
        if effect and effect.state is not EffectState.PLANNED:
            gone = effect.state in (EffectState.REFUSED, EffectState.FAILED)
            return effect.reason if gone else None
        if told := step.not_sent or refused(step):
            return told
        if (coming := effect or step_effect(lead, step.number, rules)) is None:
            return None
        verdict = judge(Facts(coming, now, contact_statuses=statuses), rule)
        if verdict.outcome is Outcome.NEVER:
            return "; ".join(_each_once(verdict.reasons))
        marketed = campaign if coming.purpose is Purpose.MARKETING else None
        return stop_of(coming.kind) or _rests(marketed, max(now, step.at))

    return tuple(
        StepOutlook(
            step=step.number,
            channel=step.channel,
            at=step.at,
            state=effect.state if (effect := kept.get(step.number)) else None,
            not_sent=why_not(step, effect),
        )
        for step in steps_of(lead)
    )


def _each_once(reasons: Sequence[str]) -> list[str]:
    """Without those that say again what another does: that who unsubscribed did so from everything."""
    said = tuple(one.partition(",")[0] + " " for one in reasons)
    return [one for one in reasons if not one.startswith(said)]


def _rests(campaign: CampaignCard | None, at: datetime) -> str | None:
    """Why a campaign sends nothing on a day, if so."""
    day = at.astimezone(UTC).date()
    return (campaign.over(day) or campaign.resting(day)) if campaign else None
