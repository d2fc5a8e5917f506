"""What the payment provider promises, over a socket: at our stand-in and at localstripe, so that neither
the adapter nor the stand-in is right by our own reading of Stripe alone.

localstripe knows no idempotency keys and no search, tells neither ``amount_received`` nor
``amount_capturable``, answers a declined card without its intent, and takes refunds above what was
captured. What needs those is held to by ``tests/unit/commerce/payments``, on the stand-in.
"""

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from baton.commerce.payments.port import PaymentProvider, PaymentState
from baton.commerce.payments.stripe import Stripe
from baton.core.errors import NotFound
from baton.core.money import Money
from baton.effects.sender import Misconfigured, Rejected
from tests.contract.commerce.stripe_servers import localstripe, stand_in
from tests.fakes.platform.effects import FakeSecret

ORDER = "01J00000000000000000000001"
EURO = Money(amount=4_900, currency="EUR")
CARD = "pm_card_visa"
SERVERS = {"stand_in": stand_in, "localstripe": localstripe}


@pytest.fixture(scope="module", params=list(SERVERS))
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    with SERVERS[request.param]() as found:
        yield found


@pytest.fixture
def provider(address: str) -> PaymentProvider:
    return at(address, '{"secret_key": "sk_test_local"}')


def at(address: str, secret: str) -> Stripe:
    return Stripe(FakeSecret(secret), host=address, sleep=time.sleep)


def key() -> str:
    return uuid4().hex


def test_a_payment_is_held_for_its_order_and_found_by_its_id(provider: PaymentProvider) -> None:
    mine = key()
    held = provider.create(mine, ORDER, EURO, CARD)
    assert held.state is PaymentState.REQUIRES_CAPTURE
    assert (held.order_id, held.key, held.amount, held.declined) == (ORDER, mine, EURO, None)
    assert provider.get(held.payment_id) == held


def test_a_payment_without_a_card_waits_for_the_buyers_page(provider: PaymentProvider) -> None:
    made = provider.create(key(), ORDER, EURO)
    assert made.state is PaymentState.REQUIRES_METHOD
    assert made.client_secret


def test_what_is_captured_is_given_back_in_parts(provider: PaymentProvider) -> None:
    payment_id = provider.create(key(), ORDER, EURO, CARD).payment_id
    assert provider.capture(key(), payment_id, EURO.amount).state is PaymentState.SUCCEEDED
    keys = [key(), key()]
    for mine, amount in zip(keys, (1_500, 400), strict=True):
        refund = provider.refund(mine, payment_id, amount)
        assert (refund.payment_id, refund.key, refund.amount) == (payment_id, mine, amount)
        assert refund.state == "succeeded"
    assert {one.key: one.amount for one in provider.refunds(payment_id)} == dict(
        zip(keys, (1_500, 400), strict=True)
    )
    there = provider.get(payment_id)
    assert (there.state, there.refunded) == (PaymentState.SUCCEEDED, 1_900)


def test_what_is_held_is_let_go_and_stays_so(provider: PaymentProvider) -> None:
    payment_id = provider.create(key(), ORDER, EURO, CARD).payment_id
    for _ in range(2):
        assert provider.cancel(key(), payment_id).state is PaymentState.CANCELED
    assert provider.get(payment_id).state is PaymentState.CANCELED


def test_a_captured_payment_is_not_canceled(provider: PaymentProvider) -> None:
    payment_id = provider.create(key(), ORDER, EURO, CARD).payment_id
    provider.capture(key(), payment_id, EURO.amount)
    with pytest.raises(Rejected):
        provider.cancel(key(), payment_id)
    with pytest.raises(Rejected):
        provider.capture(key(), payment_id, EURO.amount)


def test_what_is_not_there_is_told(provider: PaymentProvider) -> None:
    with pytest.raises(NotFound):
        provider.get("pi_none")


def test_a_key_that_is_none_of_the_accounts_holds_and_rings(address: str) -> None:
    with pytest.raises(Misconfigured):
        at(address, '{"secret_key": "pk_wrong"}').create(key(), ORDER, EURO, CARD)
