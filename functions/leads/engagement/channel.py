"""Which channels a person may be reached by, and in which order a strategy likes them.

A person who sent us an address or number asked to be answered there, so never having been asked for
consent does not close e-mail and calls; a refusal always does. Text messages need a yes.
"""

from collections.abc import Collection
from dataclasses import dataclass

from baton.core.wire_address import wire_address
from baton.leads.contact_history import History
from baton.leads.engagement import Channel, Strategy
from baton.leads.lead import NewLead
from baton.leads.reading.noted import noted_of
from functions.leads.engagement.response_model import ResponseModel

PREFERENCE = {
    Strategy.PREMIUM: (Channel.CALL, Channel.EMAIL, Channel.SMS, Channel.CRM_TASK),
    Strategy.NURTURE: (Channel.EMAIL, Channel.SMS, Channel.CALL, Channel.CRM_TASK),
    Strategy.GENERAL: (Channel.EMAIL, Channel.SMS, Channel.CALL, Channel.CRM_TASK),
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
    details: NewLead, history: History, never_open: Collection[Channel] = ()
) -> Channels:
    """The channels by which this person may be reached. ``never_open`` are those whose hours never come,
    as nobody knows in which of a large country's zones the person is.

    The company's own system is for a person whom no direct channel reaches; whoever refused both
    e-mail and phone is not contacted through it either.
    """
    closed = {
        channel: why
        for channel, why in (
            (Channel.EMAIL, _email_closed(details)),
            (Channel.CALL, _call_closed(details)),
            (Channel.SMS, _sms_closed(details)),
        )
        if why
    }
    for channel in history.bounced:
        closed.setdefault(channel, "it did not reach the person before")
    for channel in never_open:
        closed.setdefault(channel, NO_COMMON_HOUR)
    direct = {Channel.EMAIL, Channel.CALL, Channel.SMS} - set(closed)
    if direct:
        closed[Channel.CRM_TASK] = "the person can be reached directly"
    elif why := _crm_closed(details):
        closed[Channel.CRM_TASK] = why
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


def _email_closed(details: NewLead) -> str | None:
    if not details.email:
        return "no e-mail address is known"
    try:
        wire_address(details.email)
    except ValueError as error:
        return str(error)
    return "the person refused e-mail" if details.consent.email is False else None


def _call_closed(details: NewLead) -> str | None:
    if not details.phone:
        return "no phone number is known"
    if details.consent.phone is False:
        return "the person refused calls"
    return "the person writes not to want calls" if noted_of(details.message).no_calls else None


def _sms_closed(details: NewLead) -> str | None:
    if not details.phone:
        return "no phone number is known"
    return None if details.consent.sms else "the person has not agreed to text messages"


def _crm_closed(details: NewLead) -> str | None:
    if not details.external_id:
        return "no external id is known"
    if details.consent.email is False and details.consent.phone is False:
        return "the person refused e-mail and calls"
    return None
