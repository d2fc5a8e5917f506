"""What happens leads to a message once, to whoever wants it, while it is of use; none is sent here."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.orders.order import OrderState
from baton.core.errors import Unavailable
from baton.effects.contact_status import SuppressionReason
from baton.gtm.customer_contact import Will, contact_id
from baton.gtm.placeholders import placeholders_in
from baton.gtm.shop_event import ShopEvent, ShopEventKind
from baton.gtm.triggers import Trigger, planned, triggers
from baton.privacy.subject import email_key
from functions.gtm.marketing_triggers.birthdays import days_of
from functions.gtm.marketing_triggers.heard import HAPPENED, heard
from functions.gtm.marketing_triggers.models import TriggerOutcome, TriggersResult
from functions.gtm.marketing_triggers.wording import wording, written
from tests.fakes.platform.clock import NOON
from tests.unit.gtm.marketing.given import MADE_AT, a_contact
from tests.unit.gtm.marketing_triggers.house import House

EVENTS = Path(__file__).parents[4] / "events"
EVENT = st.builds(
    ShopEvent,
    event_id=st.just("e1"),
    happening=st.sampled_from(list(ShopEventKind)),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    customer_id=st.sampled_from(["C-1", "C-2"]),
    about=st.sampled_from(["a", "b", "at_risk"]),
)


def an_event(happening: ShopEventKind, about: str = "cart/1", **more: Any) -> ShopEvent:
    given = {"event_id": about, "at": NOON, "customer_id": "C-1", **more}
    return ShopEvent(happening=happening, about=about, **given)


def sample(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((EVENTS / name).read_text("utf-8"))["detail"]["payload"]
    return payload


def test_every_trigger_has_words_in_every_language() -> None:
    for language in ("en", "de", "fr", "es"):
        for name, trigger in triggers().items():
            mail = wording(language).messages[trigger.content]
            known = {"given_name", "company", "title", "link"}
            assert placeholders_in("".join((mail.subject, *mail.body))) <= known, (language, name)
    rows = triggers().values()
    assert {one.happening for one in rows} | {one.until for one in rows} >= set(ShopEventKind)


@given(st.lists(EVENT, max_size=8))
def test_the_same_thing_leads_to_the_same_message_in_whatever_order(
    events: list[ShopEvent],
) -> None:
    def ids(order: list[ShopEvent]) -> set[str]:
        return {one.message_id for event in order for one in planned(event, event.at)}

    assert ids(events) == ids(events[::-1]) == ids([*events, *events])


@given(EVENT, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_message_is_planned_only_within_the_time_it_is_of_use(
    event: ShopEvent, past: timedelta
) -> None:
    now = event.at + past
    for one in planned(event, now):
        assert now <= one.not_before < one.expires_at
        trigger = triggers()[one.trigger]
        assert one.expires_at - one.not_before <= timedelta(minutes=trigger.within)


def test_a_trigger_of_a_segment_answers_to_that_segment_alone() -> None:
    into = an_event(ShopEventKind.SEGMENT_ENTERED, "champions")
    assert planned(into, NOON) == ()
    (one,) = planned(into.model_copy(update={"about": "at_risk"}), NOON)
    assert one.content == "we_miss_you"


def test_a_table_with_a_wrong_row_is_refused() -> None:
    row = triggers()["birthday"].to_json()
    for wrong in ({"channel": "fax"}, {"cap": 0}, {"within": 1}, {"often": 3}):
        with pytest.raises(ValueError, match=r"channel|cap|within|often"):
            Trigger.model_validate({**row, **wrong})


def test_a_cart_that_was_left_is_reminded_of_once_in_the_customers_language() -> None:
    house = House([a_contact("C-1042", given_name="Ana", language="es")])
    event = {**sample("gtm/customer_happened.json"), "at": NOON.isoformat()}
    assert house.hear(event) == TriggersResult(becomes=TriggerOutcome.PLANNED, messages=1)
    assert house.ready == []
    house.hear(event)
    house.pass_time(minutes=61)
    (message,) = house.ready
    assert message.body.startswith(
        "Hola, Ana:\n\nTodavía hay algo en su cesta.\n\nSe trata de: Bicycle"
    )
    assert "https://shop.example/carts/77" in message.body
    assert message.purpose == "marketing"
    house.hear(event)
    house.pass_time(minutes=61)
    assert len(house.ready) == 1
    assert not house.platform.effects.kept


def test_nothing_personal_waits_in_the_outbox() -> None:
    house = House([a_contact(given_name="Annabel")])
    house.hear(an_event(ShopEventKind.CART_LEFT))
    waiting = str([one.to_json() for one in house.platform.outbox.entries.values()])
    assert "nnabel" not in waiting
    assert "@" not in waiting


def test_who_ordered_since_is_not_reminded_of_the_cart() -> None:
    house = House([a_contact()])
    house.hear(an_event(ShopEventKind.CART_LEFT))
    house.hear(an_event(ShopEventKind.ORDER_PLACED, "order/1", at=NOON + timedelta(minutes=5)))
    house.pass_time(minutes=61)
    assert house.ready == []


def test_an_order_from_before_the_cart_ends_nothing_even_if_it_is_told_late() -> None:
    house = House([a_contact()])
    house.hear(an_event(ShopEventKind.CART_LEFT))
    house.hear(an_event(ShopEventKind.ORDER_PLACED, "order/1", at=NOON - timedelta(minutes=5)))
    house.pass_time(minutes=61)
    assert [one.source for one in house.ready] == ["trigger/cart_reminder"]


def test_a_customer_gets_no_more_of_a_kind_than_its_cap() -> None:
    house = House([a_contact()])
    for number in range(3):
        house.hear(an_event(ShopEventKind.CART_LEFT, f"cart/{number}", at=house.platform.clock()))
        house.pass_time(hours=2)
    assert len(house.ready) == 1
    house.pass_time(days=7)
    house.hear(an_event(ShopEventKind.CART_LEFT, "cart/9", at=house.platform.clock()))
    house.pass_time(hours=2)
    assert len(house.ready) == 2


def test_who_unsubscribed_while_it_waited_gets_nothing() -> None:
    house = House([a_contact()])
    house.hear(an_event(ShopEventKind.CART_LEFT))
    house.closes("c-1@alderwerk.example", SuppressionReason.OPTED_OUT)
    house.pass_time(minutes=61)
    assert house.ready == []


def test_of_whom_nothing_is_known_nothing_is_sent() -> None:
    house = House()
    house.hear(an_event(ShopEventKind.CART_LEFT))
    house.pass_time(minutes=61)
    assert house.ready == []


def test_what_was_not_taken_by_the_bus_is_handed_over_again_under_the_same_id() -> None:
    house = House([a_contact()])
    house.hear(an_event(ShopEventKind.STOCK_BACK, "sku/1", title="Lamp"))
    (entry,) = house.platform.outbox.due(NOON)
    payload = entry.payload["message"]["payload"]
    house.platform.bus.refused.add(entry.entry_id)
    with pytest.raises(Unavailable):
        house.hear(payload)
    house.platform.bus.refused.clear()
    assert house.hear(payload).messages == 1
    assert [one.message_id for one in house.ready] == [entry.entry_id]
    assert house.hear(payload).why == "they have it already"


@pytest.mark.parametrize("name", ["N/A", None, "Ana"])
@pytest.mark.parametrize("title", [None, "A {given_name} lamp"])
def test_a_message_says_nothing_that_is_not_known(name: str | None, title: str | None) -> None:
    for content in wording("en").messages:
        contact = a_contact(given_name=name)
        known = {"title": title.replace("{", "").replace("}", "") if title else None, "link": None}
        subject, body = written(content, contact, "Example Ltd", known)
        assert not placeholders_in(subject + body)
        assert "N/A" not in body
        assert body.startswith("Hello Ana," if name == "Ana" else "Hello,")
        assert "You find it here" not in body


def test_baton_s_own_shop_is_understood_as_it_tells_of_orders_and_carts() -> None:
    order = {"order_id": "O1", "customer_id": "C-1", "state": "placed", "version": 1, "total": {}}
    for state, happening in HAPPENED.items():
        event = heard({**order, "state": state}, NOON)
        assert isinstance(event, ShopEvent)
        assert (event.happening, event.about) == (happening, "O1")
    assert HAPPENED.keys() <= {one.value for one in OrderState}
    for state in ("awaiting_buyer", "authorised", "shipped"):
        assert heard({**order, "state": state}, NOON) is None
    assert heard({**order, "customer_id": None}, NOON) is None
    cart = heard({"cart_id": "K1", "customer_id": "C-1", "lines": 2, "total": {}}, NOON)
    assert isinstance(cart, ShopEvent)
    assert cart.happening is ShopEventKind.CART_LEFT
    assert heard({"sku": "LAMP", "level": "back", "available": 3}, NOON) is None


def an_order(state: str, order_id: str = "O1") -> dict[str, Any]:
    """As ``commerce.order_changed`` tells it."""
    return {"order_id": order_id, "customer_id": "C-1", "state": state, "version": 1, "total": {}}


FIRST_CART = {"cart_id": "K1", "customer_id": "C-1", "lines": 2, "total": {}}


@pytest.mark.parametrize(
    ("event", "days", "trigger"),
    [
        (an_order("confirmed"), 3, "order_thanks"),
        (an_order("delivered"), 1, "order_arrived"),
        (FIRST_CART, 0.1, "cart_reminder"),
        (an_event(ShopEventKind.STOCK_BACK, "sku/1").to_json(), 0, "stock_back"),
        (an_event(ShopEventKind.SEGMENT_ENTERED, "at_risk").to_json(), 0, "welcome_to_segment"),
        (an_event(ShopEventKind.BIRTHDAY, "2026").to_json(), 0, "birthday"),
    ],
)
@pytest.mark.parametrize("will", [Will.YES, Will.NO])
def test_each_trigger_fires_once_however_often_it_is_told_and_only_to_who_wants_it(
    event: dict[str, Any], days: float, trigger: str, will: Will
) -> None:
    house = House([a_contact(marketing=will)])
    for _ in range(3):
        house.hear(event)
    house.pass_time(days=days, minutes=1)
    house.hear(event)
    house.pass_time(days=days, minutes=1)
    wanted = will is Will.YES or triggers()[trigger].purpose == "answer"
    assert [one.source for one in house.ready] == [f"trigger/{trigger}"] * wanted


def test_who_canceled_is_not_thanked_and_who_never_paid_neither() -> None:
    house = House([a_contact()])
    for state in ("placed", "undoing", "failed"):
        house.hear(an_order(state, "O0"))
    house.hear(an_order("confirmed"))
    house.pass_time(minutes=5)
    house.hear(an_order("undoing"))
    house.pass_time(days=4)
    assert house.ready == []


def test_a_customer_is_kept_with_what_they_want_and_tied_to_their_person() -> None:
    house = House()
    assert house.hear(sample("gtm/customer_changed.json")).becomes is TriggerOutcome.KEPT
    kept = house.platform.customer_contacts.find([contact_id("C-1042")])
    assert kept[contact_id("C-1042")].given_name == "Ana"
    (status,), _ = house.platform.contact_statuses.read([email_key("ana@alderwerk.example")])
    assert [one.kind for one in status.agreements] == ["email"]
    ties = list(house.platform.subjects.ties(email_key("ana@alderwerk.example")))
    assert [one.record_id for one in ties] == [contact_id("C-1042")]


@pytest.mark.parametrize("is_late", [False, True])
def test_a_refusal_counts_for_the_address_even_if_it_is_told_late(*, is_late: bool) -> None:
    house = House([a_contact("C-1")])
    at = MADE_AT + timedelta(days=-1 if is_late else 1)
    refused = a_contact("C-1", marketing=Will.NO, at=at, phone="+436641234567")
    house.hear(refused)
    house.hear(a_contact("C-2", email="c-1@alderwerk.example", at=MADE_AT))
    house.segment()
    made = house.ask("win_back").messages
    assert made is None


def test_a_customer_who_was_erased_is_not_kept_again_by_an_old_event() -> None:
    house = House()
    customer = a_contact("C-1", at=NOON)
    house.platform.subjects.bury([email_key("c-1@alderwerk.example")], NOON + timedelta(days=1))
    assert house.hear(customer).becomes is TriggerOutcome.NOTHING
    assert house.platform.customer_contacts.kept == {}


def test_birthdays_are_kept_once_a_year_and_leap_days_on_the_28th() -> None:
    born = date(1990, NOON.month, NOON.day)
    house = House([a_contact("C-1", birthday=born), a_contact("C-2", birthday=date(1990, 7, 1))])
    for _ in range(2):
        house.hear({"look": "birthdays"})
        house.pass_time(minutes=1)
    assert [one.customer_id for one in house.ready] == ["C-1"]
    assert days_of(date(2027, 2, 28)) == ((2, 28), (2, 29))
    assert days_of(date(2028, 2, 28)) == ((2, 28),)


@pytest.mark.parametrize(
    "payload", [{}, {"happening": "cart_left"}, {"set_id": "x"}, {"customer_id": "C-1", "age": 4}]
)
def test_what_is_not_understood_changes_nothing(payload: dict[str, Any]) -> None:
    house = House()
    assert house.hear(payload).becomes is TriggerOutcome.REFUSED
    assert not house.platform.outbox.entries
