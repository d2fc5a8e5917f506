"""A webhook of Stripe passes if it is signed, lately, by a secret that is valid."""

from datetime import UTC, datetime

import pytest

from baton.commerce.payments.webhooks import checked, news
from baton.core.errors import Forbidden, InvalidInput
from infra.local.payments.server import signed

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
EVENT = {
    "id": "evt_1",
    "type": "payment_intent.succeeded",
    "data": {
        "object": {
            "object": "payment_intent",
            "id": "pi_1",
            "metadata": {"order_id": "01J00000000000000000000001"},
        }
    },
}


def test_one_that_is_signed_by_either_valid_secret_passes_as_the_bytes_that_came() -> None:
    body, header = signed(EVENT, "new", SECONDS)
    checked(header, body, ("old", "new"), NOW)
    with pytest.raises(Forbidden):
        checked(header, body + b" ", ("old", "new"), NOW)
    with pytest.raises(Forbidden):
        checked(header, body, ("other", ""), NOW)


def test_of_several_signatures_one_that_is_ours_is_enough() -> None:
    body, header = signed(EVENT, "ours", SECONDS)
    checked(f"{header},v1=00ff,v0=none", body, ("ours",), NOW)


@pytest.mark.parametrize("off", [-301, 301])
def test_one_that_is_too_old_or_of_the_future_does_not_pass(off: int) -> None:
    body, header = signed(EVENT, "ours", SECONDS + off)
    with pytest.raises(Forbidden, match="too old"):
        checked(header, body, ("ours",), NOW)


@pytest.mark.parametrize(
    "header",
    ["", "t=", "t=x,v1=00", "v1=00", "t=1,t=2,v1=00", "t=²,v1=00", "t=" + "9" * 5_000, "," * 9_999],
)
def test_a_header_that_is_none_does_not_pass(header: str) -> None:
    with pytest.raises(Forbidden):
        checked(header, b"{}", ("ours",), NOW)


def test_what_it_is_about_is_read_and_nothing_else() -> None:
    body, _ = signed(EVENT, "ours", SECONDS)
    found = news(body)
    assert found is not None
    assert (found.payment_id, found.order_id) == ("pi_1", "01J00000000000000000000001")
    charge = (
        b'{"id": "e", "type": "charge.refunded", "data": {"object": {"payment_intent": "pi_2"}}}'
    )
    assert news(charge) == ("e", "charge.refunded", "pi_2", None)
    assert (
        news(b'{"id": "e", "type": "customer.created", "data": {"object": {"id": "cus"}}}') is None
    )


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data": 1}', b"[" * 200_000, b"\xff"])
def test_a_body_that_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        news(body)
