"""The send policy of leads: whether a step of a plan may reach its person now. Pure.

It is the rule that outreach hands to the effect ledger: consent that is missing, stops, caps, the gap
between two messages, quiet hours and days off on the person's own clock. What a person closed, and the
room in quotas, the ledger judges itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from baton.effects.contact_status import Quota, Send, spoken
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.policy import Facts, Objection
from baton.leads.campaign_card import CampaignCard
from baton.leads.holidays import is_holiday
from baton.leads.lead import Lead, LeadStatus
from baton.leads.send_rules import Hours, SendRules
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

_HORIZON_DAYS = 40
_LOOK_AGAIN = timedelta(minutes=10)
_CAMPAIGN_AGAIN = timedelta(hours=1)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


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
        rules, now = self.rules, facts.now
        if self.waits:
            yield self.waits, now + _LOOK_AGAIN
        if self.no_notice and self.lead and was_found(self.lead.details):
            yield self.no_notice, now + _CAMPAIGN_AGAIN
        if (campaign := self._marketed(facts.effect)) and (why := campaign.resting(_day(facts))):
            yield why, now + _CAMPAIGN_AGAIN
        sends = sorted(_sends(facts), key=lambda send: send.at)
        yield from _over(sends, rules.per_day, _DAY, "24 hours", now)
        yield from _over(sends, rules.per_week, _WEEK, "7 days", now)
        if sends and (free := sends[-1].at + timedelta(minutes=rules.gap_minutes)) > now:
            words = f"the last send was at {spoken(sends[-1].at)}"
            yield f"{words}, less than {rules.gap_minutes} minutes ago", free
        yield from self._quiet(facts)

    def _quiet(self, facts: Facts) -> Iterator[tuple[str, datetime]]:
        """Quiet hours, days off and holidays on the person's own clock; on each that may be theirs."""
        kind = facts.effect.kind
        answer = kind == EffectKind.EMAIL and facts.effect.purpose is Purpose.ANSWER
        hours = self.rules.answers if answer else self.rules.hours.get(kind)
        if hours is None:
            return
        for zone in self.timezones:
            local = facts.now.astimezone(ZoneInfo(zone))
            reasons = list(self._day_off(local, hours, answer=answer))
            if not hours.opens <= local.time() < hours.closes:
                reasons.append(
                    f"it is {local:%H:%M} there ({zone}), and {kind} goes from "
                    f"{hours.opens:%H:%M} to {hours.closes:%H:%M}"
                )
            if reasons:
                yield "; ".join(reasons), self._opening(facts.now, hours, answer=answer)
                return

    def _day_off(self, local: datetime, hours: Hours, *, answer: bool) -> Iterator[str]:
        own = self.rules.holidays
        countries = self.countries or (None,)
        if not answer and any(is_holiday(local.date(), one, own) for one in countries):
            yield f"it is a holiday there ({local.date()})"
        if local.weekday() not in hours.weekdays:
            yield f"it is {local:%A} there"

    def _opening(self, now: datetime, hours: Hours, *, answer: bool) -> datetime:
        """The next moment, after now, at which hours are open in every zone on a day that is no day off
        there, in UTC. It is when they open in one of them.
        """
        zones = tuple(map(ZoneInfo, self.timezones))
        today = now.astimezone(zones[0]).date()
        for days in range(_HORIZON_DAYS):
            day = today + timedelta(days=days)
            openings = (
                datetime.combine(day, hours.opens, tzinfo=zone).astimezone(UTC) for zone in zones
            )
            for opening in sorted(openings):
                local = [opening.astimezone(zone) for zone in zones]
                if opening > now and all(
                    hours.opens <= one.time() < hours.closes
                    and not any(self._day_off(one, hours, answer=answer))
                    for one in local
                ):
                    return opening
        return now + timedelta(days=_HORIZON_DAYS)


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


def _sends(facts: Facts) -> dict[Send, None]:
    """What counts, over all the person's keys, without this effect's own."""
    own = facts.effect.effect_id
    return dict.fromkeys(
        send for status in facts.contact_statuses for send in status.sends if send.effect_id != own
    )


def _over(
    sends: Sequence[Send], cap: int, window: timedelta, words: str, now: datetime
) -> Iterator[tuple[str, datetime]]:
    """The cap if it is reached: there is room once the ``cap``-th last send is out of the window."""
    counted = [send for send in sends if send.at > now - window]
    if len(counted) >= cap:
        text = f"the person got {len(counted)} messages in the last {words}, and {cap} are the most"
        yield text, counted[-cap].at + window
