"""The steps of a sequence over days, per strategy (requirement A6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from baton.leads.engagement import Channel, Strategy
from functions.leads.engagement import timing
from functions.leads.engagement.channel import PREFERENCE
from functions.leads.engagement.habits import ResponseProfile
from functions.leads.engagement.timing import Window


@dataclass(frozen=True, slots=True)
class Outline:
    """A step before channel and time are known. It is left out if none of its channels is open.

    ``days`` counts from the day of the step before; 0 is the same day, at least an hour later, and
    only by another channel than that step's. ``mail`` are the hours for it as an e-mail. A ``free``
    step may change places with the other free ones of its sequence.
    """

    template: str
    purpose: str
    channels: tuple[Channel, ...]
    days: int
    mail: Window = timing.MORNING_MAIL
    at_once: bool = False
    free: bool = False

    @property
    def hurries(self) -> bool:
        """Whether it answers somebody who waits, so that the first permitted time is the best one."""
        return self.at_once or self.mail is timing.PROMPT_MAIL


@dataclass(frozen=True, slots=True)
class Slot:
    """A step with its channel and its moment in UTC. ``hour`` is the hour of the person's day that was
    chosen from their habits, or that they are known to prefer if ``wished``; ``None`` if the time
    follows from the rules alone.
    """

    outline: Outline
    channel: Channel
    at: datetime
    hour: int | None = None
    wished: bool = False


_EMAIL_OR_TASK = (Channel.EMAIL, Channel.CRM_TASK)

_PREMIUM = (
    Outline(
        "premium_first_contact",
        "understand what the person needs and offer a demo",
        PREFERENCE[Strategy.PREMIUM],
        days=0,
        mail=timing.PROMPT_MAIL,
        at_once=True,
    ),
    Outline(
        "premium_demo_invitation",
        "invite to a demo in writing, after the call",
        (Channel.EMAIL,),
        days=0,
        mail=timing.PROMPT_MAIL,
    ),
    Outline(
        "premium_demo_follow_up",
        "help to decide whether a demo is worth the person's time",
        (Channel.EMAIL, Channel.SMS, Channel.CRM_TASK),
        days=2,
        mail=timing.OFFICE_MAIL,
        free=True,
    ),
    Outline(
        "premium_second_call",
        "answer questions by voice and agree on a next step",
        (Channel.CALL,),
        days=2,
        free=True,
    ),
    Outline(
        "premium_open_door",
        "leave the decision with the person, and say how to come back",
        _EMAIL_OR_TASK,
        days=4,
        mail=timing.OFFICE_MAIL,
    ),
)

_NURTURE = (
    Outline(
        "nurture_welcome",
        "thank the person and ask what would help",
        PREFERENCE[Strategy.NURTURE],
        days=0,
    ),
    Outline(
        "nurture_questions_to_ask",
        "teach what to ask any provider",
        (Channel.EMAIL,),
        days=4,
        free=True,
    ),
    Outline("nurture_first_step", "show how to start small", _EMAIL_OR_TASK, days=5, free=True),
    Outline(
        "nurture_common_mistakes", "warn of usual mistakes", (Channel.EMAIL,), days=5, free=True
    ),
    Outline(
        "nurture_your_choice",
        "ask whether to talk, to stay in touch or to stop",
        (Channel.EMAIL, Channel.SMS, Channel.CRM_TASK),
        days=7,
    ),
)

_GENERAL = (
    Outline(
        "general_answer",
        "answer at once and point to resources",
        PREFERENCE[Strategy.GENERAL],
        days=0,
        mail=timing.PROMPT_MAIL,
        at_once=True,
    ),
    Outline("general_reminder", "ask once whether the answer helped", (Channel.EMAIL,), days=7),
)

_INTRODUCTION = (
    Outline(
        "found_introduction",
        "ask once whether the offer is of interest, with the notice of where we have the address",
        (Channel.EMAIL,),
        days=0,
    ),
)

OUTLINES = {
    Strategy.PREMIUM: _PREMIUM,
    Strategy.NURTURE: _NURTURE,
    Strategy.GENERAL: _GENERAL,
    Strategy.INTRODUCTION: _INTRODUCTION,
}
"""Each strategy's sequence. Days off lengthen it; they never bring two steps closer together."""

_PREPARATION = timedelta(minutes=1)
_BETWEEN_STEPS = timedelta(hours=1)
_WINDOWS = {
    Channel.CALL: timing.CALLS,
    Channel.CRM_TASK: timing.CALLS,
    Channel.SMS: timing.MESSAGES,
}


def arranged(strategy: Strategy, order: Sequence[str]) -> tuple[Outline, ...]:
    """A strategy's sequence with its free steps in the ``order`` of their templates; those that it
    does not name follow as they were. The days between the steps stay.
    """
    outlines = OUTLINES[strategy]
    ranks = {template: rank for rank, template in enumerate(reversed(order), start=1)}
    free = [outline for outline in outlines if outline.free]
    moved = iter(sorted(free, key=lambda outline: -ranks.get(outline.template, 0)))
    return tuple(
        replace(next(moved), days=outline.days) if outline.free else outline for outline in outlines
    )


def slots(
    strategy: Strategy,
    open_channels: frozenset[Channel],
    zone: ZoneInfo,
    now: datetime,
    spread: timedelta,
    *,
    habits: ResponseProfile | None = None,
    favourite: Channel | None = None,
    wished_hour: int | None = None,
    order: Sequence[str] = (),
    elsewhere: timing.Clocks = (),
) -> tuple[Slot, ...]:
    """The steps of a strategy by the open channels, each in permitted hours and after ``now``.

    ``spread`` moves e-mails off the opening of their hours, so that not all go out in one minute. The
    hour of a step that does not hurry is the ``wished_hour`` if it is permitted, unless ``habits``
    know the person by themselves, else the habits'. ``favourite`` is the channel that goes before the
    others of a step, and ``order`` that of the free steps' templates. Every channel must be open at some
    time in the zone and ``elsewhere`` at once.
    """
    planned: list[Slot] = []
    for outline in arranged(strategy, order):
        before = planned[-1] if planned else None
        channel = _channel_of(outline, open_channels, favourite)
        if channel and not (before and outline.days == 0 and before.channel is channel):
            gentle = spread if channel is Channel.EMAIL else timedelta()
            earliest = _earliest(outline, before, now, zone)
            slot = None
            if not outline.hurries:
                slot = _learned(
                    outline,
                    channel,
                    earliest,
                    zone,
                    spread=gentle,
                    step=len(planned) + 1,
                    habits=habits,
                    wished_hour=wished_hour,
                    elsewhere=elsewhere,
                )
            window = _WINDOWS.get(channel, outline.mail)
            if slot is None and before is None and outline.at_once:
                slot = Slot(outline, channel, timing.at_once(now, window, zone, gentle, elsewhere))
            opening = timing.next_opening(earliest, window, zone, gentle, elsewhere)
            planned.append(slot or Slot(outline, channel, opening))
    return tuple(planned)


def _learned(
    outline: Outline,
    channel: Channel,
    earliest: datetime,
    zone: ZoneInfo,
    *,
    spread: timedelta,
    step: int,
    habits: ResponseProfile | None,
    wished_hour: int | None,
    elsewhere: timing.Clocks,
) -> Slot | None:
    """The step at an hour that is known to be good; ``None`` if none is."""
    if wished_hour is not None and not (habits and habits.model.knows_person(channel)):
        window = timing.PERMITTED[channel]
        openings = timing.permitted_openings(earliest, window, zone, spread, elsewhere)
        if at := openings.get(wished_hour):
            return Slot(outline, channel, at, wished_hour, wished=True)
    best = None
    if habits:
        best = habits.best_time(step, earliest, channel, zone, spread=spread, elsewhere=elsewhere)
    return Slot(outline, channel, best.at, best.hour) if best else None


def _channel_of(
    outline: Outline, open_channels: frozenset[Channel], favourite: Channel | None
) -> Channel | None:
    if favourite in outline.channels and favourite in open_channels:
        return favourite
    return next((one for one in outline.channels if one in open_channels), None)


def _earliest(outline: Outline, before: Slot | None, now: datetime, zone: ZoneInfo) -> datetime:
    if before is None:
        return now + _PREPARATION
    if outline.days == 0:
        return before.at + _BETWEEN_STEPS
    return timing.days_later(before.at, outline.days, zone)
