"""When a person may be contacted: hours on the person's own clock, moments in UTC.

If nobody knows which of several clocks is the person's, the hours must be open on all of them:
``zone`` is the likeliest then, and ``elsewhere`` are the others.

Public holidays are not known here. A day or hour that the person's clock skips (daylight saving, a
change of the date line) is no opening; an hour that it repeats counts once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from baton.leads.engagement import Channel
from functions.leads.engagement.response_model import ResponseModel

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORKING_DAYS = frozenset(range(5))
_EVERY_DAY = frozenset(range(7))
_HORIZON_DAYS = 15
_ALMOST_NOW = timedelta(minutes=5)


Clocks = Sequence[ZoneInfo]


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a day, on some weekdays (Monday is 0). ``closes`` itself is outside. A ``preferred``
    window widens to ``LEARNED_MAIL`` where it is not open on all of a person's clocks.
    """

    opens: time
    closes: time
    days: frozenset[int]
    preferred: bool = False

    def holds(self, local: datetime) -> bool:
        """Whether a moment on the person's clock is inside."""
        return local.weekday() in self.days and self.opens <= local.time() < self.closes


CALLS = Window(time(9), time(17), _WORKING_DAYS)
"""Business hours: calls, and tasks for the company's own staff."""
MESSAGES = Window(time(10), time(18), _WORKING_DAYS)
"""Text messages."""
OFFICE_MAIL = Window(time(9), time(17), _WORKING_DAYS, preferred=True)
"""E-mails that belong to a conversation."""
MORNING_MAIL = Window(time(9), time(12), _WORKING_DAYS, preferred=True)
"""E-mails to be read at leisure: the morning of a working day."""
PROMPT_MAIL = Window(time(8), time(20), _EVERY_DAY)
"""Answers to somebody who has just written: any day, not at night."""
LEARNED_MAIL = Window(time(8), time(20), _WORKING_DAYS)
"""E-mails to somebody whose good hours are known: a working day, not at night."""

PERMITTED = {
    Channel.CALL: CALLS,
    Channel.CRM_TASK: CALLS,
    Channel.SMS: MESSAGES,
    Channel.EMAIL: LEARNED_MAIL,
}
"""The hours among which the best one may be chosen, by channel."""


@dataclass(frozen=True, slots=True)
class BestTime:
    """A moment in UTC in an hour of the person's day (0 to 23)."""

    at: datetime
    hour: int


def best_opening(
    earliest: datetime,
    channel: Channel,
    zone: ZoneInfo,
    spread: timedelta,
    *,
    model: ResponseModel,
    chance: Random,
    elsewhere: Clocks = (),
) -> BestTime | None:
    """The permitted hour of the person's next working day in which they answer best.

    Thompson sampling (W. R. Thompson, Biometrika 25, 1933, p. 285): each hour's rate is drawn from
    what is believed of it, and the highest one taken. So an hour of which little is known is tried
    now and then, and one that is known to be bad is not. ``chance`` decides; its seed is the lead
    and step, so that a repeated step gets the same hour.
    """
    openings = permitted_openings(earliest, PERMITTED[channel], zone, spread, elsewhere)
    best = max(openings, key=lambda hour: model.hour(channel, hour).draw(chance), default=None)
    return None if best is None else BestTime(openings[best], best)


def never_open(now: datetime, zone: ZoneInfo, elsewhere: Clocks) -> frozenset[Channel]:
    """The channels whose permitted hours are never open in the zone and ``elsewhere`` at once."""
    if not elsewhere:
        return frozenset()
    return frozenset(
        channel
        for channel, window in PERMITTED.items()
        if _opening(now, window, zone, elsewhere=elsewhere, limits=window) is None
    )


def permitted_openings(
    earliest: datetime,
    window: Window,
    zone: ZoneInfo,
    spread: timedelta,
    elsewhere: Clocks = (),
) -> dict[int, datetime]:
    """The first moment at or after ``earliest`` in each hour of a window, by the hour, in UTC. Hours
    in which the window is not open ``elsewhere`` are left out.
    """
    hours = (Window(time(hour), time(hour + 1), window.days)
             for hour in range(window.opens.hour, window.closes.hour))  # fmt: skip
    found = {
        hour.opens.hour: _opening(earliest, hour, zone, spread, elsewhere=elsewhere, limits=window)
        for hour in hours
    }
    return {hour: opening for hour, opening in found.items() if opening}


def next_opening(
    earliest: datetime,
    window: Window,
    zone: ZoneInfo,
    spread: timedelta = timedelta(),
    elsewhere: Clocks = (),
) -> datetime:
    """The first moment at or after ``earliest`` that is inside the window, in UTC.

    A moment on a later day comes ``spread`` after the opening, if that is still inside, so that not
    everybody is written to at nine sharp. Raises ``LookupError`` if no moment is inside on every
    clock: the sun is always down at one of them.
    """
    limits = LEARNED_MAIL if elsewhere and window.preferred else window
    for own in (window, limits):
        if opening := _opening(earliest, own, zone, spread, elsewhere=elsewhere, limits=limits):
            return opening
    raise LookupError(f"no opening of {window} in {zone} within {_HORIZON_DAYS} days")


def _opening(
    earliest: datetime,
    window: Window,
    zone: ZoneInfo,
    spread: timedelta = timedelta(),
    *,
    elsewhere: Clocks,
    limits: Window,
) -> datetime | None:
    """The first moment inside the window in the zone, and inside the limits elsewhere."""
    earliest = earliest.astimezone(UTC)
    first_day = earliest.astimezone(zone).date()
    for days in range(_HORIZON_DAYS):
        day = first_day + timedelta(days=days)
        opening = _utc(day, window.opens, zone)
        opened = [opening, *(_utc(day, limits.opens, other) for other in elsewhere)]
        for candidate in (
            max(opening + spread, earliest),
            *sorted(max(one, earliest) for one in opened),
        ):
            if window.holds(candidate.astimezone(zone)) and all(
                limits.holds(candidate.astimezone(other)) for other in elsewhere
            ):
                return candidate
    return None


def at_once(
    now: datetime,
    window: Window,
    zone: ZoneInfo,
    spread: timedelta = timedelta(),
    elsewhere: Clocks = (),
) -> datetime:
    """Five minutes from now if the window is open (sooner if it is about to close), else ``spread``
    after its next opening, in UTC. Always after ``now``.
    """
    now = now.astimezone(UTC)
    if elsewhere:
        return next_opening(now + _ALMOST_NOW, window, zone, spread, elsewhere)
    if not window.holds(now.astimezone(zone)):
        return next_opening(now, window, zone, spread)
    closing = _utc(now.astimezone(zone).date(), window.closes, zone)
    soon = now + min(_ALMOST_NOW, max((closing - now) / 2, timedelta(microseconds=1)))
    return soon if window.holds(soon.astimezone(zone)) else next_opening(soon, window, zone, spread)


def days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The beginning of the person's day ``days`` after the day of ``moment``, in UTC."""
    return _utc(moment.astimezone(zone).date() + timedelta(days=days), time(0), zone)


def local_text(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the person's wall, for example ``Monday 2026-03-02 09:30 (UTC+01:00)``."""
    local = moment.astimezone(zone)
    wall, offset = local.isoformat(" ", "minutes")[:16], local.isoformat(" ", "minutes")[16:]
    return f"{_WEEKDAYS[local.weekday()]} {wall} (UTC{offset})"


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A time on the wall in UTC: the first one if it is repeated, just after a gap if skipped."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
