"""Mails to buyers: once each, in their language, whatever lists they left, but to no dead address."""

import pytest

from baton.commerce.order_records import without_buyer
from baton.commerce.orders.order import OrderState
from baton.effects.channel_switch import LOOK_AGAIN, Turn
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.sender import OutboundMessage, ProviderUnavailable
from baton.privacy.subject import email_key
from tests.unit.commerce.order.world import BUYER, ORDER, World

BUYER_KEY = email_key("ann@example.com")


def bought(**given: object) -> World:
    world = World()
    world.place(**given)
    world.to_the_end()
    return world


def last(world: World) -> OutboundMessage:
    return world.mailbox.taken[-1][1]


def test_a_confirmation_lists_what_was_bought_and_brings_the_invoice() -> None:
    mail = last(bought(language="en"))
    assert mail.recipient == "ann@example.com"
    assert mail.subject == f"Your order is confirmed ({ORDER})"
    for said in ("Hello Ann,", "2 x ", "EUR 40.00", "Total: EUR 44.90", "8010 Graz"):
        assert said in mail.text
        assert said in mail.html
    assert bytes(mail.attachments["invoice-2026-000001.pdf"]).startswith(b"%PDF")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "said"),
    [(None, "Guten Tag Ann"), ("de-CH", "Guten Tag Ann"), ("fr", "Hello Ann"), ("en-GB", "Hello")],
)
def test_mails_speak_the_buyers_language_or_that_of_the_country_or_english(
    language: str | None, said: str
) -> None:
    assert said in last(bought(language=language)).text


def test_a_parcel_that_leaves_brings_its_link_in_text_and_html() -> None:
    world = bought(language="en")
    world.carriers.control("time", skip_hours=24)
    world.visit()
    label = world.order().label
    assert label is not None
    assert world.mails() == ["confirmed", "shipped"]
    assert f"\n{label.tracking_url}\n" in last(world).text
    assert f'<a href="{label.tracking_url}"' in last(world).html


def test_each_card_that_is_declined_is_told_once_with_what_to_do() -> None:
    world = World()
    world.place(payment_method="pm_card_chargeDeclined", language="en")
    for _ in range(3):
        world.visit()
    assert world.mails() == ["payment_declined"]
    assert "Nothing was charged" in last(world).text
    assert "Try another card" in last(world).text


def test_who_is_asked_by_the_bank_at_the_checkout_gets_no_mail() -> None:
    world = World()
    world.place(payment_method="pm_card_authenticationRequired")
    world.visit()
    assert (world.order().state, world.mails()) == (OrderState.AWAITING_BUYER, [])


def test_an_order_that_failed_says_that_nothing_was_charged() -> None:
    world = bought(payment_method="pm_card_chargeDeclined", language="en")
    assert world.mails() == ["payment_declined", "failed"]
    assert "Nothing was charged." in last(world).text
    assert "paid back" not in last(world).text


def test_names_are_text_in_html() -> None:
    name = "<b>Ann</b> & Co\n- Eve"
    mail = last(bought(ship_to={**BUYER.model_dump(), "name": name}))
    assert "<b>Ann" not in mail.html
    assert "&lt;b&gt;Ann&lt;/b&gt; &amp; Co - Eve" in mail.html


@pytest.mark.parametrize(
    ("why", "sent"),
    [
        (SuppressionReason.OPTED_OUT, True),
        (SuppressionReason.REFUSED, True),
        (SuppressionReason.BOUNCED, False),
        (SuppressionReason.SUPPRESSED, False),
        (SuppressionReason.COMPLAINED, False),
    ],
)
def test_an_address_that_is_dead_gets_nothing_and_who_left_the_lists_does(
    why: SuppressionReason, sent: bool
) -> None:
    world = World()
    closed = Suppression(why=why, at=world.platform.clock(), source="test")
    world.platform.contact_statuses.record({BUYER_KEY: (closed,)})
    world.place()
    world.to_the_end()
    assert world.mails() == ["confirmed"] * sent
    assert world.order().state is OrderState.CONFIRMED


def test_a_mail_takes_no_room_of_what_marketing_may_send() -> None:
    statuses, _ = bought().platform.contact_statuses.read((BUYER_KEY,))
    assert statuses[0].sends == ()


def test_a_stopped_channel_holds_a_mail_but_not_its_order() -> None:
    world = World()
    switches, clock = world.platform.channel_switches, world.platform.clock
    stop = Turn(stopped=True, by="an operator", at=clock())
    switches.put(switches.read(("email",))[0].turned(stop))
    world.place()
    world.visit()
    assert (world.order().state, world.mails()) == (OrderState.CONFIRMED, [])
    switches.put(switches.read(("email",))[0].turned(stop.model_copy(update={"stopped": False})))
    clock.advance(LOOK_AGAIN.total_seconds())
    world.to_the_end()
    assert world.mails() == ["confirmed"]


def test_where_no_mail_is_sent_none_is_planned() -> None:
    world = World()
    del world.platform.senders.senders["email"]
    world.place()
    world.to_the_end()
    assert {one.kind for one in world.platform.effects.all()} & {"email"} == set()


def test_a_mail_service_that_is_down_holds_up_nothing_and_is_tried_again() -> None:
    world = World()
    world.place()
    world.platform.faults.fail("mail", ProviderUnavailable("throttled"), times=2)
    world.visit()
    assert (world.order().state, world.mails()) == (OrderState.CONFIRMED, [])
    world.to_the_end()
    assert world.mails() == ["confirmed"]


def test_a_buyer_who_was_erased_meanwhile_gets_nothing() -> None:
    world = World()
    world.place()
    world.platform.faults.fail("mail", ProviderUnavailable("throttled"))
    world.visit()
    with world.platform.transactions.begin() as within:
        order = without_buyer(world.order(), world.platform.clock())
        world.platform.orders.replace(order, within)
    world.to_the_end()
    assert world.mails() == []
