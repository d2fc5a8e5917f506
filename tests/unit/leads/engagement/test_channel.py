"""Which channels are permitted."""

from itertools import product
from typing import Any

import pytest

from baton.effects.effect import Purpose
from baton.leads.contact_history import History
from baton.leads.engagement import Channel, Strategy
from baton.leads.lead import NewLead
from baton.leads.responses import acted_name, opened_name, sends_name
from functions.leads.engagement.channel import (
    Channels,
    channels_of,
    favourite,
    favourite_reason,
    preferred,
    reason_for,
)
from functions.leads.engagement.response_model import Level, ResponseModel
from tests.samples.will import will_of

NOTHING_YET = History()
EVERYTHING: dict[str, Any] = {
    "email": "ada@example.com",
    "phone": "+4312345678",
    "external_id": "x-1",
}


def lead(**details: Any) -> NewLead:
    return NewLead.model_validate(details)


def channels(details: NewLead, history: History) -> Channels:
    return channels_of(will_of(details), Purpose.ANSWER, history)


@pytest.mark.parametrize(
    ("details", "strategy", "channel"),
    [
        (EVERYTHING, Strategy.PREMIUM, Channel.CALL),
        (EVERYTHING, Strategy.NURTURE, Channel.EMAIL),
        (EVERYTHING, Strategy.GENERAL, Channel.EMAIL),
        ({"email": "ada@example.com"}, Strategy.PREMIUM, Channel.EMAIL),
        ({"phone": "+4312345678"}, Strategy.NURTURE, Channel.CALL),
        ({"phone": "+4312345678", "consent": {"sms": True}}, Strategy.NURTURE, Channel.SMS),
        (
            {"phone": "+4312345678", "consent": {"sms": True, "phone": False}},
            Strategy.PREMIUM,
            Channel.SMS,
        ),
        (EVERYTHING | {"consent": {"phone": False}}, Strategy.PREMIUM, Channel.EMAIL),
        (EVERYTHING | {"consent": {"email": False}}, Strategy.NURTURE, Channel.CALL),
        ({"external_id": "x-1"}, Strategy.PREMIUM, Channel.CRM_TASK),
        ({"external_id": "x-1", "consent": {"email": False}}, Strategy.NURTURE, Channel.CRM_TASK),
        (
            {"external_id": "x-1", "consent": {"email": False, "phone": False}},
            Strategy.NURTURE,
            None,
        ),
        (EVERYTHING | {"consent": {"email": False, "phone": False}}, Strategy.PREMIUM, None),
        ({"email": "ada@example.com", "consent": {"email": False}}, Strategy.PREMIUM, None),
    ],
)
def test_the_best_permitted_channel_is_taken(
    details: dict[str, Any], strategy: Strategy, channel: Channel | None
) -> None:
    assert preferred(strategy, channels(lead(**details), NOTHING_YET)) is channel


def test_a_refusal_is_never_overruled() -> None:
    answers = (True, False, None)
    for email, phone, sms in product(answers, answers, answers):
        consent = {"email": email, "phone": phone, "sms": sms}
        found = channels(lead(**EVERYTHING, consent=consent), NOTHING_YET)
        assert email is not False or Channel.EMAIL not in found.open
        assert phone is not False or Channel.CALL not in found.open
        assert sms is True or Channel.SMS not in found.open
        if email is False and phone is False:
            assert Channel.CRM_TASK not in found.open


def test_a_channel_is_open_or_has_a_reason_why_not() -> None:
    for details in (EVERYTHING, {"external_id": "x-1"}, {"phone": "+4312345678"}):
        found = channels(lead(**details), NOTHING_YET)
        assert found.open | set(found.closed) == set(Channel)
        assert not found.open & set(found.closed)


def test_an_address_that_bounced_is_not_used_again() -> None:
    history = History(bounced=(Channel.EMAIL,))
    assert preferred(Strategy.NURTURE, channels(lead(**EVERYTHING), history)) is Channel.CALL


def test_the_reason_says_what_stood_in_the_way() -> None:
    refused = channels(lead(**EVERYTHING, consent={"phone": False}), NOTHING_YET)
    assert "refused calls" in reason_for(Strategy.PREMIUM, refused)
    none = channels(lead(email="a@example.com", consent={"email": False}), NOTHING_YET)
    assert "No permitted channel" in reason_for(Strategy.PREMIUM, none)
    assert "refused e-mail" in reason_for(Strategy.PREMIUM, none)


def responses(**by_channel: tuple[int, int]) -> ResponseModel:
    """A person who acted upon the first of each pair, and was sent the second."""
    counts: dict[str, int] = {}
    for name, (acted, sends) in by_channel.items():
        channel = Channel(name)
        counts |= {acted_name(channel): acted, opened_name(channel, 9): acted}
        counts[sends_name(channel, 9)] = sends
    return ResponseModel(person=Level(counts))


def test_a_channel_by_which_the_person_clearly_answers_better_goes_first() -> None:
    found = channels(lead(**EVERYTHING), NOTHING_YET)
    model = responses(call=(0, 12), email=(10, 12))
    assert favourite(Strategy.PREMIUM, found, model) is Channel.EMAIL
    why = favourite_reason(Strategy.PREMIUM, Channel.EMAIL, Channel.CALL, model)
    assert "this person 10 of 12" in why
    assert "first choice" in why


@pytest.mark.parametrize(
    "model",
    [
        ResponseModel(),
        responses(email=(10, 12)),  # nobody knows yet whether calls would be worse
        responses(call=(0, 4), email=(4, 4)),  # too little
        responses(call=(5, 12), email=(6, 12)),  # no clear difference
        responses(call=(10, 12), email=(0, 12)),
    ],
)
def test_without_a_clear_difference_the_strategy_decides(model: ResponseModel) -> None:
    found = channels(lead(**EVERYTHING), NOTHING_YET)
    assert favourite(Strategy.PREMIUM, found, model) is None


def test_a_closed_channel_is_nobodys_favourite() -> None:
    refused = channels(lead(**EVERYTHING, consent={"email": False}), NOTHING_YET)
    model = responses(call=(0, 12), email=(12, 12), sms=(12, 12))
    assert favourite(Strategy.PREMIUM, refused, model) is None
