"""What every store of messages to customers promises."""

from datetime import timedelta

import pytest

from baton.core.clock import new_id
from baton.core.errors import StaleVersion
from baton.leads.container import Leads
from baton.leads.customer_message import CustomerMessage
from baton.leads.message_policy import Deliveries
from baton.leads.message_repository import MessageRepository
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON
from tests.samples.customer_message import message_ready


def a_message() -> CustomerMessage:
    return CustomerMessage.model_validate(message_ready(message_id=new_id()))


def messages_of(platform: Platform) -> MessageRepository:
    return platform.area(Leads).messages


def test_messages_are_found_by_their_recipient_until_they_are_forgotten(platform: Platform) -> None:
    messages, recipient = messages_of(platform), new_id()
    first, second = sorted((a_message(), a_message()), key=lambda one: one.message_id)
    for one in (first, second):
        with platform.transactions.begin() as within:
            messages.add(recipient, one, within)
    assert messages.find(recipient, first.message_id) == first
    assert messages.find(new_id(), first.message_id) is None
    went_out = Deliveries().with_one(first, NOON)
    with platform.transactions.begin() as within:
        messages.replace(recipient, went_out, within)
    assert messages.of(recipient) == (first, second)
    assert messages.deliveries(recipient) == went_out
    assert messages.forget(recipient) == 3
    assert messages.forget(recipient) == 0
    assert messages.of(recipient) == ()
    assert messages.deliveries(recipient) == Deliveries()


def test_a_transaction_commits_only_while_a_message_is_there(platform: Platform) -> None:
    messages, recipient, message = messages_of(platform), new_id(), a_message()
    with platform.transactions.begin() as within:
        messages.add(recipient, message, within)
    with platform.transactions.begin() as within:
        messages.hold(recipient, message.message_id, within)
    messages.forget(recipient)
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        messages.hold(recipient, message.message_id, within)


def test_what_went_out_is_the_next_version_of_what_was_read(platform: Platform) -> None:
    messages, recipient = messages_of(platform), new_id()
    first = messages.deliveries(recipient).with_one(a_message(), NOON)
    second = first.with_one(a_message(), NOON + timedelta(hours=1))
    for following in (first, second):
        with platform.transactions.begin() as within:
            messages.replace(recipient, following, within)
    for stale in (first, second):
        with pytest.raises(StaleVersion), platform.transactions.begin() as within:
            messages.replace(recipient, stale, within)
    assert messages.deliveries(recipient) == second
