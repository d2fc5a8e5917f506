"""How often and when a person may be contacted, whatever is sent: caps, the gap between two messages,
quiet hours and days off on the person's own clock. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from baton.effects.contact_status import Send, spoken
from baton.effects.effect import EffectKind, Purpose
from baton.effects.policy import Facts
from baton.leads.holidays import is_holiday
from baton.leads.send_rules import Hours, SendRules

_HORIZON_DAYS = 40
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ContactLimits:
    """What puts a send off. ``timezones`` are all in which the person may be, the likeliest first, and
    ``countries`` likewise: hours must be open in each.
    """

    rules: SendRules
    timezones: tuple[str, ...] = ("Etc/UTC",)
    countries: tuple[str, ...] = ()

    def of(self, facts: Facts) -> Iterator[tuple[str, datetime]]:
        """Each reason against sending now, and when it ends."""
        rules, now = self.rules, facts.now
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
