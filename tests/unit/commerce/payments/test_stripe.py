"""Payments at Stripe: each once, whatever fails; told as they are; nothing above what was captured."""

import pytest

from baton.commerce.effect_kinds import PAYMENT_CAPTURE, PAYMENT_CREATE, PAYMENT_REFUND
from baton.commerce.payments.port import PaymentState
from baton.commerce.payments.sender import SEARCHED_IN, PaymentSender
from baton.commerce.payments.stripe import Stripe
from baton.commerce.payments.units import from_stripe, to_stripe
from baton.core.errors import InvalidInput, NotFound, Unavailable
from baton.core.money import Money
from baton.effects.effect import Effect, Purpose
from baton.effects.sender import (
    NO_MESSAGE,
    DeliveryStatus,
    Misconfigured,
    ProviderUnavailable,
    Rejected,
)
from baton.resilience.outgoing_http import HttpAnswer
from tests.fakes.commerce.payment_account import SECRET, PaymentAccount
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.effects import FakeSecret
from tests.samples.odd_answers import NO_ANSWERS, with_one_odd_field

ORDER = "01J00000000000000000000001"
EURO = Money(amount=4_900, currency="EUR")
CARD = "pm_card_visa"


@pytest.fixture
def account() -> PaymentAccount:
    return PaymentAccount()


def test_a_payment_is_authorised_captured_in_part_and_given_back(account: PaymentAccount) -> None:
    stripe = account.provider
    held = stripe.create("k1", ORDER, EURO, CARD)
    assert (held.state, held.capturable, held.captured) == (PaymentState.REQUIRES_CAPTURE, 4_900, 0)
    taken = stripe.capture("k2", held.payment_id, 4_000)
    assert (taken.state, taken.captured, taken.capturable) == (PaymentState.SUCCEEDED, 4_000, 0)
    stripe.refund("k3", held.payment_id, 1_500)
    assert stripe.get(held.payment_id).refunded == 1_500
    with pytest.raises(Rejected, match="greater than unrefunded"):
        stripe.refund("k4", held.payment_id, 2_501)
    assert [one.amount for one in stripe.refunds(held.payment_id)] == [1_500]
    assert [one.payment_id for one in stripe.of_order(ORDER)] == [held.payment_id]


def test_a_bank_that_refuses_is_told_with_its_reason(account: PaymentAccount) -> None:
    found = account.provider.create("k1", ORDER, EURO, "pm_card_chargeDeclinedInsufficientFunds")
    assert (found.state, found.declined) == (PaymentState.REQUIRES_METHOD, "insufficient_funds")
    assert (
        account.provider.create("k1", ORDER, EURO, "pm_card_chargeDeclinedInsufficientFunds")
        == found
    )


def test_a_buyer_who_must_confirm_is_told_where(account: PaymentAccount) -> None:
    asked = account.provider.create("k1", ORDER, EURO, "pm_card_authenticationRequired")
    assert asked.state is PaymentState.REQUIRES_ACTION
    assert asked.action_url is not None
    account.control("authenticate", intent=asked.payment_id)
    assert account.provider.get(asked.payment_id).state is PaymentState.REQUIRES_CAPTURE


@pytest.mark.parametrize(
    "kind", ["timeout_after_commit", "error_before_commit", "throttle", "down"]
)
def test_what_is_not_answered_is_asked_again_and_takes_effect_once(
    account: PaymentAccount, kind: str
) -> None:
    account.fault(kind)
    held = account.provider.create("k1", ORDER, EURO, CARD)
    account.fault(kind, match="/capture")
    account.provider.capture("k2", held.payment_id, 4_900)
    account.fault(kind, match="/refunds")
    account.provider.refund("k3", held.payment_id, 900)
    there = account.provider.get(held.payment_id)
    assert len(account.world.state["intents"]) == 1
    assert (there.captured, there.refunded) == (4_900, 900)


def test_a_key_with_other_parameters_is_refused(account: PaymentAccount) -> None:
    account.provider.create("k1", ORDER, EURO, CARD)
    with pytest.raises(Rejected, match="same parameters"):
        account.provider.create("k1", ORDER, Money(amount=1, currency="EUR"), CARD)


def test_what_is_canceled_stays_so_and_what_is_missing_is_told(account: PaymentAccount) -> None:
    held = account.provider.create("k1", ORDER, EURO, CARD)
    for key in ("k2", "k3"):
        assert account.provider.cancel(key, held.payment_id).state is PaymentState.CANCELED
    with pytest.raises(NotFound):
        account.provider.get("pi_none")


def test_a_key_that_is_refused_or_no_json_holds_and_rings(account: PaymentAccount) -> None:
    for secret in ("{}", "no json", '{"secret_key": "pk_wrong"}'):
        wrong = Stripe(FakeSecret(secret), sleep=lambda _: None, http=account.http)
        with pytest.raises(Misconfigured):
            wrong.get("pi_none")


def test_a_provider_that_stays_away_is_told_apart_from_one_that_may_have_done_it(
    account: PaymentAccount,
) -> None:
    account.fault("throttle", times=-1)
    with pytest.raises(ProviderUnavailable):
        account.provider.create("k1", ORDER, EURO, CARD)
    account.control("clear")
    account.fault("timeout_after_commit", times=-1)
    with pytest.raises(Unavailable) as unknown:
        account.provider.create("k2", ORDER, EURO, CARD)
    assert not isinstance(unknown.value, ProviderUnavailable)


def effect(kind: str, key: str, **parameters: str | int) -> Effect:
    return Effect(
        effect_id=key,
        kind=kind,
        purpose=Purpose.INTERNAL,
        owner="orders",
        subject_id=ORDER,
        parameters={"order_id": ORDER, **parameters},
        planned_at=NOON,
        reserved_at=NOON,
    )


def test_an_answer_that_says_that_stripe_failed_is_settled_by_what_is_there(
    account: PaymentAccount,
) -> None:
    now = [NOON]
    sender = PaymentSender(account.provider, lambda: now[0])
    create = effect(PAYMENT_CREATE, "k1", amount=4_900, currency="EUR", method=CARD)
    assert sender.look_up(create).sighting is DeliveryStatus.UNSURE
    account.fault("error_after_commit")
    with pytest.raises(Unavailable):
        sender.carry_out(create, NO_MESSAGE)
    found = sender.look_up(create)
    assert found.sighting is DeliveryStatus.SEEN
    payment = str(found.receipt)
    capture = effect(PAYMENT_CAPTURE, "k2", payment_id=payment, amount=4_900)
    assert sender.look_up(capture).sighting is DeliveryStatus.REPEATABLE
    sender.carry_out(capture, NO_MESSAGE)
    assert sender.look_up(capture).sighting is DeliveryStatus.SEEN
    refund = effect(PAYMENT_REFUND, "k3", payment_id=payment, amount=100)
    assert sender.look_up(refund).sighting is DeliveryStatus.ABSENT
    receipt = sender.carry_out(refund, NO_MESSAGE)
    assert sender.look_up(refund).receipt == receipt


def test_a_payment_that_a_late_search_does_not_know_may_be_made_with_its_key(
    account: PaymentAccount,
) -> None:
    sender = PaymentSender(account.provider, lambda: NOON + SEARCHED_IN)
    create = effect(PAYMENT_CREATE, "k1", amount=4_900, currency="EUR")
    assert sender.look_up(create).sighting is DeliveryStatus.REPEATABLE


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [(4_900, "EUR", 4_900), (500, "JPY", 500), (500, "ISK", 50_000), (1_230, "KWD", 1_230),
     (300, "MGA", 3)],
)  # fmt: skip
def test_amounts_are_written_as_stripe_writes_them(
    amount: int, currency: str, written: int
) -> None:
    assert to_stripe(amount, currency) == written
    assert from_stripe(written, currency) == amount


def test_an_amount_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(InvalidInput):
        to_stripe(1_234, "KWD")


INTENT = {
    "id": "pi_1",
    "currency": "eur",
    "amount": 100,
    "status": "succeeded",
    "amount_received": 100,
    "latest_charge": {"amount_refunded": 0},
    "metadata": {"order_id": ORDER},
    "payment_intent": "pi_1",
    "data": [],
}
CALLS = {
    "get": lambda stripe: stripe.get("pi_1"),
    "create": lambda stripe: stripe.create("k", ORDER, EURO, CARD),
    "capture": lambda stripe: stripe.capture("k", "pi_1", 100),
    "refund": lambda stripe: stripe.refund("k", "pi_1", 50),
    "refunds": lambda stripe: stripe.refunds("pi_1"),
    "of_order": lambda stripe: stripe.of_order(ORDER),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [200, 402, 404, 500])
def test_an_answer_of_another_form_says_nothing_of_what_was_done(call: str, status: int) -> None:
    for body in (*NO_ANSWERS, *with_one_odd_field(INTENT)):
        answer = HttpAnswer(status, {}, body)
        stripe = Stripe(FakeSecret(SECRET), sleep=lambda _: None, http=lambda *_, a=answer, **__: a)
        try:
            found = CALLS[call](stripe)
        except (Unavailable, Rejected, NotFound, ProviderUnavailable) as error:
            str(error).encode()
        else:
            repr(found).encode()
