"""Which channels a person may be reached by, and in which order a strategy likes them.

What the person's will closes is told by ``baton.leads.will``: here it is joined with what is known of
addresses, and with what did not reach them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from baton.core.wire_address import wire_address
from baton.effects.effect import Purpose
from baton.leads.contact_history import History
from baton.leads.engagement import Channel, Strategy
from baton.leads.lead import NewLead
from baton.leads.will import Will
from functions.leads.engagement.response_model import ResponseModel

PREFERENCE = {
    Strategy.PREMIUM: (Channel.CALL, Channel.EMAIL, Channel.SMS, Channel.CRM_TASK),
    Strategy.NURTURE: (Channel.EMAIL, Channel.SMS, Channel.CALL, Channel.CRM_TASK),
    Strategy.GENERAL: (Channel.EMAIL, Channel.SMS, Channel.CALL, Channel.CRM_TASK),
    Strategy.INTRODUCTION: (Channel.EMAIL,),
}
"""Each strategy's channels, the best first."""

NAMES = {
    Channel.CALL: "phone",
    Channel.EMAIL: "e-mail",
    Channel.SMS: "text message",
    Channel.CRM_TASK: "the company's own system",
}
"""The channels in words."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels that are open, and why each of the others is closed."""

    open: frozenset[Channel]
    closed: dict[Channel, str]


NO_COMMON_HOUR = "no hour is open in all of the time zones where the person may be"


def channels_of(
    will: Will, purpose: Purpose, history: History, never_open: Collection[Channel] = ()
) -> Channels:
    """The channels by which this person may be reached first, for a purpose. ``never_open`` are those
    whose hours never come, as nobody knows in which of a large country's zones the person is. The
    company's own system is for a person whom no direct channel reaches.
    """
    closed = {
        channel: why
        for channel in Channel
        if (why := _unknown(channel, will.details) or will.why_not(channel, purpose))
    }
    for channel in history.bounced:
        closed.setdefault(channel, "it did not reach the person before")
    for channel in never_open:
        closed.setdefault(channel, NO_COMMON_HOUR)
    direct = {Channel.EMAIL, Channel.CALL, Channel.SMS} - set(closed)
    if direct:
        closed[Channel.CRM_TASK] = "the person can be reached directly"
    return Channels(frozenset(set(Channel) - set(closed)), closed)


def preferred(strategy: Strategy, channels: Channels) -> Channel | None:
    """The open channel that a strategy likes best."""
    return next((one for one in PREFERENCE[strategy] if one in channels.open), None)


def favourite(strategy: Strategy, channels: Channels, model: ResponseModel) -> Channel | None:
    """The open channel by which this person answers clearly better than by the one that the strategy
    likes best: the 80 % intervals of the two rates do not touch. ``None`` if there is no such one.
    """
    first = preferred(strategy, channels)
    if first is None or not model.knows(first):
        return None
    least = model.channel(first)
    better = [
        one
        for one in PREFERENCE[strategy]
        if one in channels.open and model.knows(one) and model.channel(one).mean > least.mean
    ]
    low = {one: model.channel(one).interval()[0] for one in better}
    best = max(low, key=low.__getitem__, default=None)
    return best if best and low[best] > least.interval()[1] else None


def favourite_reason(
    strategy: Strategy, channel: Channel, first: Channel, model: ResponseModel
) -> str:
    """Why the ``favourite`` was taken and not the ``first`` of the strategy's."""
    better, worse = model.channel(channel), model.channel(first)
    low, high = better.interval()
    own = model.own(channel)
    basis = f"; this person {own.answers} of {own.sends}" if own.sends else ""
    return (
        f"Channel {channel}: answered with {better.mean:.0%} ({low:.0%} to {high:.0%}{basis}), and "
        f"{first}, the {strategy} strategy's first choice, with {worse.mean:.0%}."
    )


def reason_for(strategy: Strategy, channels: Channels) -> str:
    """Why the strategy's first channel was taken, or why there is none."""
    chosen = preferred(strategy, channels)
    passed_over = [
        f"{NAMES[one]} is closed ({channels.closed[one]})"
        for one in PREFERENCE[strategy]
        if one in channels.closed and one is not Channel.CRM_TASK
    ]
    if chosen is None:
        every = [*passed_over, f"so is {NAMES[Channel.CRM_TASK]} ({_crm_reason(channels)})"]
        return "No permitted channel: " + "; ".join(every) + "."
    before = PREFERENCE[strategy].index(chosen)
    if before == 0:
        return f"Channel {chosen}: the {strategy} strategy's first choice, and it is permitted."
    return f"Channel {chosen}: " + "; ".join(passed_over[:before]) + "."


def _crm_reason(channels: Channels) -> str:
    return channels.closed[Channel.CRM_TASK]


def _unknown(channel: Channel, details: NewLead) -> str | None:
    """That there is no address for a channel, or none that can be used, if so."""
    if channel is Channel.EMAIL:
        return _unusable(details.email) if details.email else "no e-mail address is known"
    if channel is Channel.CRM_TASK:
        return None if details.external_id else "no external id is known"
    return None if details.phone else "no phone number is known"


def _unusable(email: str) -> str | None:
    try:
        wire_address(email)
    except ValueError as error:
        return str(error)
    return None
