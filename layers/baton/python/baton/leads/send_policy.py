"""The send policy of leads: whether a step of a plan may reach its person now. Pure.

It is the rule that outreach hands to the effect ledger: consent that is missing, stops, caps, the gap
between two messages, quiet hours and days off on the person's own clock. What a person closed, and the
room in quotas, the ledger judges itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from baton.effects.contact_status import Quota, spoken
from baton.effects.effect import Effect, Purpose
from baton.effects.policy import Facts, Objection
from baton.leads.campaign_card import CampaignCard
from baton.leads.contact_limits import ContactLimits
from baton.leads.lead import Lead, LeadStatus
from baton.leads.send_rules import SendRules
from baton.leads.will import missing_consent, was_found
from baton.persistence.shards import shard_of

BUDGET_SHARDS = 8
"""Parts of a day's budget, so that sends do not all wait for one item. An effect draws on its own."""

STOPPED = {
    "opted_out": "the person unsubscribed",
    "replied": "the person replied",
    "converted": "the person became a customer",
}
"""What ended a sequence, in words."""

_LOOK_AGAIN = timedelta(minutes=10)
_CAMPAIGN_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class StepRule:
    """What speaks against a step: the ledger's rule for it. ``lead`` is ``None`` if it is gone.

    ``timezones`` are all in which the person may be, the likeliest first, and ``countries`` likewise:
    hours must be open in each. ``ended`` says why its sequence ended, ``waits`` what it waits for. Of a
    ``campaign`` that is paused, over, or has not begun nothing goes out but answers. Of somebody who
    was found, ``told`` says whether a mail with the notice went out already, and ``no_notice`` why the
    notice cannot be written just now: without it nothing goes out.
    """

    rules: SendRules
    lead: Lead | None = None
    timezones: tuple[str, ...] = ("Etc/UTC",)
    countries: tuple[str, ...] = ()
    ended: str | None = None
    waits: str | None = None
    campaign: CampaignCard | None = None
    told: bool = False
    no_notice: str | None = None

    def __call__(self, facts: Facts) -> Iterator[Objection]:
        """See ``baton.effects.policy.Rule``."""
        for reason in self._for_good(facts):
            yield Objection(reason)
        for reason, until in self._for_now(facts):
            yield Objection(reason, until)

    def _for_good(self, facts: Facts) -> Iterator[str]:
        if self.lead is None:
            yield "the lead is gone"
        if self.ended:
            yield self.ended
        if self.lead:
            yield from self._of_lead(facts, self.lead)

    def _of_lead(self, facts: Facts, lead: Lead) -> Iterator[str]:
        effect = facts.effect
        if lead.stopped:
            told = STOPPED.get(lead.stopped.reason, f"it was stopped ({lead.stopped.reason})")
            yield f"{told}, {spoken(lead.stopped.at)}"
        if (campaign := self._marketed(effect)) and (over := campaign.over(_day(facts))):
            yield over
        if lead.status is LeadStatus.CLOSED:
            yield "a person closed the lead"
        yield from self._of_found(facts, lead)
        if missing := missing_consent(
            effect.kind, effect.purpose, lead.details, facts.contact_statuses, self.rules
        ):
            yield missing

    def _of_found(self, facts: Facts, lead: Lead) -> Iterator[str]:
        """Who was found and not told in time is not told any more: what is held of them goes."""
        if lead.found is None:
            if was_found(lead.details):
                yield "the lead was found, and nothing says where: no notice can be written"
        elif not self.told and facts.now >= lead.found.notice_by:
            yield f"the person had to be told until {spoken(lead.found.notice_by)}"

    def _marketed(self, effect: Effect) -> CampaignCard | None:
        """The campaign that an effect is marketing of."""
        return self.campaign if effect.purpose is Purpose.MARKETING else None

    def _for_now(self, facts: Facts) -> Iterator[tuple[str, datetime]]:
        now = facts.now
        if self.waits:
            yield self.waits, now + _LOOK_AGAIN
        if self.no_notice and self.lead and was_found(self.lead.details):
            yield self.no_notice, now + _CAMPAIGN_AGAIN
        if (campaign := self._marketed(facts.effect)) and (why := campaign.resting(_day(facts))):
            yield why, now + _CAMPAIGN_AGAIN
        yield from ContactLimits(self.rules, self.timezones, self.countries).of(facts)


def _day(facts: Facts) -> date:
    """The day on which campaigns begin and end, in UTC."""
    return facts.now.astimezone(UTC).date()


def step_quotas(
    effect: Effect, campaign_id: str | None, rules: SendRules, moment: datetime
) -> tuple[Quota, ...]:
    """What a step counts against on the day of ``moment``: its campaign's sends, and the budget."""
    day = moment.astimezone(UTC).date().isoformat()
    quotas = []
    if campaign_id:
        quotas.append(
            Quota(
                key=f"campaign#{campaign_id}#{day}",
                most=rules.campaign_per_day,
                amount=1,
                words=f"the campaign's {rules.campaign_per_day} sends of {day}",
            )
        )
    if effect.cost_micros:
        shard = shard_of(effect.effect_id, BUDGET_SHARDS)
        quotas.append(
            Quota(
                key=f"budget#{day}#{shard}",
                most=rules.budget_micros_per_day // BUDGET_SHARDS,
                amount=effect.cost_micros,
                words=f"the sending budget of ${rules.budget_micros_per_day / 1e6:g} for {day}",
            )
        )
    return tuple(quotas)
