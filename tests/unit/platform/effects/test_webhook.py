"""A webhook's call can be checked by whoever gets it, and says whether it was taken."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from baton.core.errors import Unavailable
from baton.effects.effect import Effect, Purpose
from baton.effects.sender import DeliveryStatus, OutboundMessage, ProviderUnavailable, Rejected
from baton.effects.webhook import WebhookSender, is_private, signed
from baton.leads.effect_kinds import CRM_TASK
from tests.fakes.platform.clock import NOON, SteerableClock
from tests.fakes.platform.effects import FakeSecret

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
EFFECT = Effect(
    effect_id="lead.1", kind=CRM_TASK, purpose=Purpose.ANSWER, owner="leads", planned_at=NOON
)


@contextmanager
def listening(status: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """Somebody who answers with a status (0: hangs up), and what they got."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if status:
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tasks", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sender(url: str, *secrets: str, following: Sequence[str] = ()) -> WebhookSender:
    secret = FakeSecret(*(secrets or (SECRET,)), following=following)
    return WebhookSender(url, secret, SteerableClock(), seconds=2)


def test_the_signature_is_the_one_of_the_specification() -> None:
    # Source: the reference vector of Standard Webhooks' own libraries.
    from datetime import UTC, datetime

    now = datetime.fromtimestamp(1614265330, UTC)
    body = b'{"test": 2432232314}'
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", now, body, [SECRET])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_call_is_signed_under_its_key_and_the_same_key_every_time() -> None:
    with listening(200) as (url, got):
        for _ in range(2):
            assert (
                sender(url).carry_out(EFFECT, OutboundMessage("crm-1", "Call", "Hello")) == "lead.1"
            )
    assert [headers["webhook-id"] for headers, _ in got] == ["lead.1", "lead.1"]
    headers, body = got[0]
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    event = json.loads(body)
    assert event["type"] == "baton.crm_task"
    assert event["data"]["recipient"] == "crm-1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, ProviderUnavailable),
        (403, ProviderUnavailable),
        (404, ProviderUnavailable),
        (429, ProviderUnavailable),
        (503, ProviderUnavailable),
        (400, Rejected),
        (302, Rejected),
        (500, Unavailable),
        (0, Unavailable),
    ],
)
def test_the_answer_says_whether_it_was_taken(status: int, kind: type[Exception]) -> None:
    with listening(status) as (url, _), pytest.raises((Unavailable, Rejected)) as raised:
        sender(url).carry_out(EFFECT, OutboundMessage("crm-1"))
    assert type(raised.value) is kind


def test_while_a_secret_is_replaced_both_sign_and_a_refused_one_is_read_anew() -> None:
    with listening(401) as (url, got):
        hook = sender(url, OTHER, following=[SECRET])
        for _ in range(2):
            with pytest.raises(ProviderUnavailable):
                hook.carry_out(EFFECT, OutboundMessage("crm-1"))
    first, second = (headers["webhook-signature"].split() for headers, _ in got)
    assert len(first) == 1
    assert len(second) == 2
    assert first[0] == second[1]


def test_what_stood_in_place_of_the_first_secret_hinders_no_call() -> None:
    with listening(200) as (url, got):
        for before in ("CHANGE ME", "whsec_no base 64", ""):
            sender(url, SECRET, before).carry_out(EFFECT, OutboundMessage("crm-1"))
    assert all(len(headers["webhook-signature"].split()) == 1 for headers, _ in got[:2])


def test_nobody_there_and_no_good_secret_mean_that_nothing_happened() -> None:
    with listening(200) as (url, got), pytest.raises(ProviderUnavailable, match="whsec_"):
        sender(url, "plain").carry_out(EFFECT, OutboundMessage("crm-1"))
    assert got == []
    with pytest.raises(ProviderUnavailable):
        sender(url).carry_out(EFFECT, OutboundMessage("crm-1"))  # nobody listens there any more


def test_a_repeat_is_safe_and_only_a_private_address_will_do() -> None:
    assert sender("https://crm.example").look_up(EFFECT).sighting is DeliveryStatus.REPEATABLE
    assert is_private("https://crm.example/tasks")
    assert is_private("http://localhost:8000")
    assert not is_private("http://crm.example")
    assert not is_private("http://localhost.evil.example")
