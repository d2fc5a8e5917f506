"""Labels at EasyPost: one for a shipment whatever fails; no rate is said to be no rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.catalogue import Dimensions
from baton.commerce.effect_kinds import LABEL_BUY, LABEL_VOID
from baton.commerce.places import PostalAddress
from baton.commerce.shipping.easypost import EasyPost
from baton.commerce.shipping.packing import packed
from baton.commerce.shipping.port import RatedShipment, TrackingState
from baton.commerce.shipping.sender import LabelSender
from baton.core.errors import InvalidInput, NotFound, Unavailable
from baton.effects.effect import Effect, Purpose
from baton.effects.sender import (
    NO_MESSAGE,
    DeliveryStatus,
    Misconfigured,
    ProviderUnavailable,
    Rejected,
)
from baton.resilience.outgoing_http import HttpAnswer
from tests.fakes.commerce.carrier_account import CarrierAccount
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.effects import FakeSecret
from tests.samples.odd_answers import NO_ANSWERS, with_one_odd_field

ORDER = "01J00000000000000000000001"
SHOP = PostalAddress(name="Shop", street="Ring 1", city="Vienna", postal_code="1010", country="AT")
BUYER = PostalAddress(name="Ann", street="Weg 2", city="Graz", postal_code="8010", country="AT")
BOX = Dimensions(length=300, width=250, height=80, weight=1_200)


@pytest.fixture
def account() -> CarrierAccount:
    return CarrierAccount()


def rated(
    account: CarrierAccount, to: PostalAddress = BUYER, box: Dimensions = BOX
) -> RatedShipment:
    return account.provider.rates(ORDER, SHOP, to, box)


def test_a_parcel_is_rated_labelled_and_followed_until_it_is_there(account: CarrierAccount) -> None:
    shipment = rated(account)
    cheapest = min(shipment.rates, key=lambda rate: rate.price.amount)
    assert (cheapest.price.amount, cheapest.price.currency, cheapest.days) == (600, "EUR", 4)
    label = account.provider.buy(shipment.shipment_id, cheapest.rate_id)
    assert (label.service, label.price.amount) == ("Ground", 600)
    account.control("time", skip_hours=50)
    states = [one.state for one in account.provider.tracking(shipment.shipment_id)]
    assert states[0] is TrackingState.PRE_TRANSIT
    assert states[-1] is TrackingState.DELIVERED


@pytest.mark.parametrize(
    ("change", "box", "words"),
    [
        ({"country": "KP"}, BOX, "No service to KP"),
        ({"postal_code": None}, BOX, "zip: field required"),
        ({}, BOX.model_copy(update={"weight": 40_000}), "maximum weight"),
    ],
)
def test_where_no_carrier_goes_the_reason_is_told(
    account: CarrierAccount, change: dict[str, str], box: Dimensions, words: str
) -> None:
    found = rated(account, BUYER.model_copy(update=change), box)
    assert found.rates == ()
    assert words in str(found.unserved)


@pytest.mark.parametrize(
    "kind",
    ["timeout_after_commit", "error_after_commit", "error_before_commit", "throttle", "down"],
)
def test_a_label_is_bought_once_whatever_fails(account: CarrierAccount, kind: str) -> None:
    shipment = rated(account)
    account.fault(kind, match="/buy")
    label = account.provider.buy(shipment.shipment_id, shipment.rates[0].rate_id)
    assert account.provider.buy(shipment.shipment_id, shipment.rates[1].rate_id) == label
    bought = [one for one in account.world.state["shipments"].values() if one["postage_label"]]
    assert len(bought) == 1


def test_a_label_is_refunded_unless_it_was_used(account: CarrierAccount) -> None:
    unused, used = rated(account), rated(account)
    for one in (unused, used):
        account.provider.buy(one.shipment_id, one.rates[0].rate_id)
    for _ in range(2):
        account.provider.void(unused.shipment_id)
    label = account.provider.label_of(unused.shipment_id)
    assert label is not None
    assert label.voided
    account.control("scan", shipment=used.shipment_id)
    with pytest.raises(Rejected):
        account.provider.void(used.shipment_id)


def test_what_is_unknown_is_settled_by_the_label_that_is_there(account: CarrierAccount) -> None:
    shipment, sender = rated(account), LabelSender(account.provider)

    def effect(kind: str) -> Effect:
        rate = shipment.rates[0].rate_id
        parameters = {"shipment_id": shipment.shipment_id, "rate_id": rate}
        return Effect(effect_id=kind, kind=kind, purpose=Purpose.INTERNAL, owner="orders",
                      subject_id=ORDER, parameters=parameters, planned_at=NOON)  # fmt: skip

    assert sender.look_up(effect(LABEL_BUY)).sighting is DeliveryStatus.REPEATABLE
    account.fault("timeout_after_commit", times=1, match="/buy")
    code = sender.carry_out(effect(LABEL_BUY), NO_MESSAGE)
    assert sender.look_up(effect(LABEL_BUY)).receipt == code
    assert sender.look_up(effect(LABEL_VOID)).sighting is DeliveryStatus.REPEATABLE
    sender.carry_out(effect(LABEL_VOID), NO_MESSAGE)
    assert sender.look_up(effect(LABEL_VOID)).sighting is DeliveryStatus.SEEN


def test_faults_of_the_account_and_of_the_service_are_told_apart(account: CarrierAccount) -> None:
    with pytest.raises(NotFound):
        account.provider.label_of("shp_none")
    wrong = EasyPost(FakeSecret('{"api_key": "no"}'), sleep=lambda _: None, http=account.http)
    with pytest.raises(Misconfigured):
        wrong.label_of("shp_none")
    account.fault("down", on="any", times=-1)
    with pytest.raises(Unavailable):
        rated(account)


@given(
    st.lists(
        st.tuples(
            st.builds(
                Dimensions,
                length=st.integers(1, 600),
                width=st.integers(1, 600),
                height=st.integers(1, 600),
                weight=st.integers(1, 5_000),
            ),
            st.integers(1, 5),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_parcel_holds_every_piece_and_weighs_what_they_weigh(
    pieces: list[tuple[Dimensions, int]],
) -> None:
    parcel = packed(pieces)
    volume = sum(one.length * one.width * one.height * count for one, count in pieces)
    assert parcel.length * parcel.width * parcel.height >= volume
    assert parcel.weight == sum(one.weight * count for one, count in pieces)


def test_a_parcel_that_nobody_carries_is_refused() -> None:
    for pieces in ([], [(BOX, 1_000)]):
        with pytest.raises(InvalidInput):
            packed(pieces)


SHIPMENT = {
    "id": "shp_1",
    "rates": [
        {"id": "r", "currency": "EUR", "rate": "6.00", "carrier": "a", "service": "b"},
    ],
    "messages": [],
    "selected_rate": {"id": "r", "currency": "EUR", "rate": "6", "carrier": "a", "service": "b"},
    "postage_label": {"label_url": "https://labels.example/1"},
    "tracking_code": "1",
    "refund_status": None,
    "reference": ORDER,
    "tracker": {"tracking_details": [{"datetime": "2026-03-01T10:00:00Z", "status": "x"}]},
}
CALLS = {
    "rates": lambda carriers: carriers.rates(ORDER, SHOP, BUYER, BOX),
    "buy": lambda carriers: carriers.buy("shp_1", "r"),
    "label": lambda carriers: carriers.label_of("shp_1"),
    "void": lambda carriers: carriers.void("shp_1"),
    "order": lambda carriers: carriers.order_of("shp_1"),
    "tracking": lambda carriers: carriers.tracking("shp_1"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [200, 404, 422, 500])
def test_an_answer_of_another_form_says_nothing_of_what_was_done(call: str, status: int) -> None:
    for body in (*NO_ANSWERS, *with_one_odd_field(SHIPMENT)):
        answer = HttpAnswer(status, {}, body)
        secret = FakeSecret('{"api_key": "k"}')
        carriers = EasyPost(secret, sleep=lambda _: None, http=lambda *_, a=answer, **__: a)
        try:
            found = CALLS[call](carriers)
        except (Unavailable, Rejected, NotFound, ProviderUnavailable) as error:
            str(error).encode()
        else:
            repr(found).encode()
