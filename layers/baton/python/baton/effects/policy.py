"""The send policy: whether an effect may go out now. Pure: everything it looks at is given.

It is asked in the same breath in which the effect is reserved: what it saw is the condition of the
transaction, so that whatever changes meanwhile (an opt-out above all) comes first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zlib import crc32
from zoneinfo import ZoneInfo

from baton.effects.contact_status import ContactStatus, Quota, Send
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.holidays import is_holiday
from baton.effects.operational_limits import operational_quotas
from baton.effects.rules import Hours, SendRules
from baton.leads.lead import Lead, LeadStatus

BUDGET_SHARDS = 8
"""Parts of a day's budget, so that sends do not all wait for one item. An effect draws on its own."""

_HORIZON_DAYS = 40
_LOOK_AGAIN = timedelta(minutes=10)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class Outcome(StrEnum):
    """What the policy says."""

    GO = "go"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The policy's answer, with every reason, for an operator; ``until`` is when to ask again."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is true of an effect at ``now``. ``lead`` is ``None`` if it is gone, or there is none.

    ``off`` says why there is no way out for the effect's kind, ``ended`` why its sequence ended,
    ``waits`` what it waits for.
    """

    effect: Effect
    now: datetime
    lead: Lead | None = None
    timezone: str = "Etc/UTC"
    country: str | None = None
    off: str | None = None
    ended: str | None = None
    waits: str | None = None
    contact_statuses: Sequence[ContactStatus] = ()
    quotas: Sequence[Quota] = ()


def judge(facts: Facts, rules: SendRules) -> Verdict:
    """Whether the effect may go out now, later, or never.

    Later becomes never if the effect would come after its ``expires_at``.
    """
    if never := tuple(_never(facts, rules)):
        return Verdict(Outcome.NEVER, never)
    later = list(_later(facts, rules))
    if not later:
        return Verdict(Outcome.GO)
    reasons = tuple(reason for reason, _ in later)
    until = max(moment for _, moment in later)
    expires = facts.effect.expires_at
    if expires and until > expires:
        too_late = f"it would come after {_told(expires)}, when it is no use any more"
        return Verdict(Outcome.NEVER, (*reasons, too_late))
    return Verdict(Outcome.LATER, reasons, until)


def quotas_of(effect: Effect, rules: SendRules, moment: datetime) -> tuple[Quota, ...]:
    """What an effect counts against on the day of ``moment``."""
    day = moment.astimezone(UTC).date().isoformat()
    quotas = list(operational_quotas(effect, moment))
    if effect.campaign_id and effect.subjects:
        quotas.append(
            Quota(
                key=f"campaign#{effect.campaign_id}#{day}",
                most=rules.campaign_per_day,
                amount=1,
                words=f"the campaign's {rules.campaign_per_day} sends of {day}",
            )
        )
    if effect.cost_micros:
        shard = crc32(effect.effect_id.encode()) % BUDGET_SHARDS
        quotas.append(
            Quota(
                key=f"budget#{day}#{shard}",
                most=rules.budget_micros_per_day // BUDGET_SHARDS,
                amount=effect.cost_micros,
                words=f"the sending budget of ${rules.budget_micros_per_day / 1e6:g} for {day}",
            )
        )
    return tuple(quotas)


def _never(facts: Facts, rules: SendRules) -> Iterator[str]:
    effect, lead = facts.effect, facts.lead
    if facts.off:
        yield facts.off
    if effect.expires_at and facts.now > effect.expires_at:
        yield f"it is late: it was of use until {_told(effect.expires_at)}"
    if effect.lead_id and lead is None:
        yield "the lead is gone"
    if facts.ended:
        yield facts.ended
    if lead:
        yield from _of_lead(effect, lead, rules)
    closures = {one for standing in facts.contact_statuses for one in standing.closures}
    for closure in sorted(closures, key=lambda one: one.text):
        if closure.closes(effect.kind, effect.purpose):
            yield str(closure)
    for quota in facts.quotas:
        if quota.amount > quota.most:
            yield f"it takes more than all of {quota.words}"


def _of_lead(effect: Effect, lead: Lead, rules: SendRules) -> Iterator[str]:
    if lead.stopped:
        yield f"the sequence was stopped on {_told(lead.stopped.at)}: {lead.stopped.reason}"
    if lead.status is LeadStatus.CLOSED:
        yield "a person closed the lead"
    if effect.subjects and (refused := _consent(effect, lead, rules)):
        yield refused


def _consent(effect: Effect, lead: Lead, rules: SendRules) -> str | None:
    """Why what the person agreed to when they came does not cover the effect, if so."""
    given = lead.details.consent
    consent = {
        EffectKind.EMAIL: given.email,
        EffectKind.CALL_TASK: given.phone,
        EffectKind.SMS: given.sms,
    }.get(effect.kind)
    if effect.kind is EffectKind.CRM_TASK and given.email is False and given.phone is False:
        return "the person refused e-mail and calls"
    if consent is False:
        return f"the person refused {effect.kind}"
    if effect.kind is EffectKind.SMS and not consent:
        return "the person has not agreed to text messages"
    asked = effect.kind in (EffectKind.EMAIL, EffectKind.CALL_TASK)
    if asked and effect.purpose is Purpose.MARKETING and rules.marketing_needs_yes and not consent:
        return f"the person has not agreed to marketing by {effect.kind}"
    return None


def _later(facts: Facts, rules: SendRules) -> Iterator[tuple[str, datetime]]:
    effect, now = facts.effect, facts.now
    if facts.waits:
        yield facts.waits, now + _LOOK_AGAIN
    if effect.subjects:
        sends = sorted(_sends(facts), key=lambda send: send.at)
        yield from _over(sends, rules.per_day, _DAY, "24 hours", now)
        yield from _over(sends, rules.per_week, _WEEK, "7 days", now)
        if sends and (free := sends[-1].at + timedelta(minutes=rules.gap_minutes)) > now:
            words = f"the last send was at {_told(sends[-1].at)}"
            yield f"{words}, less than {rules.gap_minutes} minutes ago", free
        yield from _quiet(facts, rules)
    for quota in facts.quotas:
        if quota.full:
            following = (now.astimezone(UTC) + _DAY).replace(hour=0, minute=0, second=0)
            yield f"there is no room left in {quota.words}", following.replace(microsecond=0)


def _sends(facts: Facts) -> dict[Send, None]:
    """What counts, over all the person's keys, without this effect's own."""
    own = facts.effect.effect_id
    return dict.fromkeys(
        send
        for standing in facts.contact_statuses
        for send in standing.sends
        if send.effect_id != own
    )


def _over(
    sends: Sequence[Send], cap: int, window: timedelta, words: str, now: datetime
) -> Iterator[tuple[str, datetime]]:
    """The cap if it is reached: there is room once the ``cap``-th last send is out of the window."""
    counted = [send for send in sends if send.at > now - window]
    if len(counted) >= cap:
        text = f"the person got {len(counted)} messages in the last {words}, and {cap} are the most"
        yield text, counted[-cap].at + window


def _quiet(facts: Facts, rules: SendRules) -> Iterator[tuple[str, datetime]]:
    """Quiet hours, days off and holidays on the person's own clock."""
    kind, zone = facts.effect.kind, ZoneInfo(facts.timezone)
    answer = kind is EffectKind.EMAIL and facts.effect.purpose is Purpose.ANSWER
    hours = rules.answers if answer else rules.hours.get(kind)
    if hours is None:
        return
    local = facts.now.astimezone(zone)
    reasons: list[str] = []
    if not answer and is_holiday(local.date(), facts.country, rules.holidays):
        reasons.append(f"it is a holiday there ({local.date()})")
    if local.weekday() not in hours.weekdays:
        reasons.append(f"it is {local:%A} there")
    if not hours.opens <= local.time() < hours.closes:
        reasons.append(
            f"it is {local:%H:%M} there ({facts.timezone}), and {kind} goes from "
            f"{hours.opens:%H:%M} to {hours.closes:%H:%M}"
        )
    if reasons:
        open_again = _opening(facts, hours, None if answer else rules, zone)
        yield "; ".join(reasons), open_again


def _opening(facts: Facts, hours: Hours, holidays_of: SendRules | None, zone: ZoneInfo) -> datetime:
    """The next moment, after now, at which hours open on a day that is no day off, in UTC."""
    today = facts.now.astimezone(zone).date()
    for days in range(_HORIZON_DAYS):
        day = today + timedelta(days=days)
        opening = datetime.combine(day, hours.opens, tzinfo=zone).astimezone(UTC)
        off = holidays_of and is_holiday(day, facts.country, holidays_of.holidays)
        if opening > facts.now and day.weekday() in hours.weekdays and not off:
            return opening
    return facts.now + timedelta(days=_HORIZON_DAYS)


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
