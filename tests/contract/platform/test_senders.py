"""What goes out by the real ways, as the services keep it, and what their errors mean."""

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from hypothesis import given
from hypothesis import strategies as st

from baton.core.errors import Unavailable
from baton.effects.call_queue import SqsCallSender
from baton.effects.effect import Effect, EffectKind, EffectState, Note, Purpose
from baton.effects.mime import mime_of
from baton.effects.sender import (
    DeliveryStatus,
    Misconfigured,
    OutboundMessage,
    ProviderUnavailable,
    Rejected,
    Sender,
)
from baton.effects.ses import SesSender, as_tag, from_tag
from baton.effects.sns import SnsSender
from baton.effects.step_scheduler import EventBridgeStepScheduler
from tests.contract.aws import ACCOUNT, REGION, LocalAws
from tests.fakes.platform.clock import NOON, SteerableClock

SENDER = "hello@baton.example"
LINK = "https://api.baton.example/u/token"
EFFECT = Effect(
    effect_id="01JNBX5T00ABCDEFGHJKMNPQRS.0123456789ab.1",
    kind=EffectKind.EMAIL,
    purpose=Purpose.MARKETING,
    owner="leads",
    planned_at=NOON,
    due_at=NOON,
)
MAIL = OutboundMessage("ada@example.com", "Gr\u00fc\u00dfe", "Hello\n\nworld <b>", unsubscribe=LINK)
TEXT = OutboundMessage("+4312345678", text="Hello")


def kept(aws: LocalAws, path: str) -> Any:
    with urllib.request.urlopen(f"{aws.endpoint}/_ministack/{path}", timeout=5) as answer:  # noqa: S310 (ours)
        return json.loads(answer.read())


def mails_to(found: Any, address: str) -> list[dict[str, Any]]:
    """The mails in what the mail service tells that it took for somebody."""
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    if isinstance(found, dict) and address in found.get("To", ()):
        return [found]
    return [mail for one in inner for mail in mails_to(one, address)]


@pytest.fixture(scope="module")
def mailing(aws: LocalAws) -> SesSender:
    client = aws.clients.get("sesv2")
    client.create_email_identity(EmailIdentity=SENDER)
    client.create_configuration_set(ConfigurationSetName="Baton")
    return SesSender(aws.clients, sender=SENDER, configuration_set="Baton")


def test_a_mail_goes_out_to_its_reader_with_the_link(aws: LocalAws, mailing: SesSender) -> None:
    receipt = mailing.carry_out(EFFECT, MAIL)
    (mail,) = mails_to(kept(aws, "ses/messages"), MAIL.recipient)
    assert (mail["MessageId"], mail["Subject"]) == (receipt, MAIL.subject)
    assert "world <b>" in mail["BodyText"]
    assert mailing.look_up(EFFECT).sighting is DeliveryStatus.UNSURE


def test_a_sender_with_a_name_is_shown_by_it_and_verified_by_its_address(
    aws: LocalAws, mailing: SesSender
) -> None:
    del mailing
    named = SesSender(aws.clients, sender=f"Bäckerei Groß <{SENDER}>", configuration_set="Baton")
    named.carry_out(EFFECT, OutboundMessage("named@müller.example", "Hello", "Hello"))
    (mail,) = mails_to(kept(aws, "ses/messages"), "named@xn--mller-kva.example")
    assert SENDER in mail["Source"]


class Hearing:
    """Clients that keep what they are given."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def later(self, *_: object, **__: object) -> "Callable[[], Hearing]":
        return lambda: self

    def send_email(self, **given: Any) -> dict[str, str]:
        self.given = given
        return {"MessageId": "ses-1"}


def test_a_mail_has_its_key_its_set_and_the_headers_of_one_click() -> None:
    hearing: Any = Hearing()
    SesSender(hearing, sender=SENDER, configuration_set="Baton").carry_out(EFFECT, MAIL)
    assert hearing.given["ConfigurationSetName"] == "Baton"
    (tag,) = hearing.given["EmailTags"]
    assert from_tag(tag["Value"]) == EFFECT.effect_id
    mail = message_from_bytes(hearing.given["Content"]["Raw"]["Data"], policy=policy.default)
    assert mail["List-Unsubscribe"] == f"<{LINK}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_text_without_html_is_escaped_in_it() -> None:
    read = message_from_bytes(mime_of(MAIL, SENDER).as_bytes(), policy=policy.default)
    html = read.get_body(("html",))
    assert html is not None
    assert read["Subject"] == MAIL.subject
    assert "world &lt;b&gt;" in html.get_content()


REPORT = OutboundMessage(
    "grace@example.com",
    "Campaign report, 2 Mar 2026",
    "1 of 2 campaigns \u00fc\n",
    "<p>1 of 2 campaigns \u00fc</p>",
    also=("lin@example.com",),
    attachments={"report.html": "<!doctype html><p>\u65e5\u672c</p>"},
)


def test_text_comes_before_its_html_and_what_is_attached() -> None:
    read = message_from_bytes(mime_of(REPORT, SENDER).as_bytes(), policy=policy.default)
    kinds = [part.get_content_type() for part in read.walk()]
    parts = ["text/plain", "text/html", "text/html"]
    assert kinds == ["multipart/mixed", "multipart/alternative", *parts]
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "report.html"
    assert attached.get_content().strip() == REPORT.attachments["report.html"]


def test_all_who_get_a_mail_are_told_to_the_service(aws: LocalAws, mailing: SesSender) -> None:
    mailing.carry_out(EFFECT, REPORT)
    found = kept(aws, "ses/messages")
    for address in (REPORT.recipient, *REPORT.also):
        (mail,) = mails_to(found, address)
        assert mail["Subject"] == REPORT.subject


@pytest.mark.parametrize(
    "order",
    [
        OutboundMessage("a@example.com\nBcc: b@example.com"),
        OutboundMessage("a@example.com", "x\ny"),
    ],
)
def test_no_line_break_adds_a_header(mailing: SesSender, order: OutboundMessage) -> None:
    with pytest.raises(Rejected):
        mailing.carry_out(EFFECT, order)


def test_a_sender_that_is_not_verified_is_a_fault_of_ours_and_named(
    aws: LocalAws, mailing: SesSender
) -> None:
    del mailing
    with pytest.raises(Misconfigured, match=r"nobody@example\.com"):
        SesSender(aws.clients, sender="nobody@example.com").carry_out(EFFECT, MAIL)


@given(st.from_regex(r"\A[A-Za-z0-9_.-]{1,120}\Z"))
def test_a_key_survives_as_a_tag(effect_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", as_tag(effect_id))
    assert from_tag(as_tag(effect_id)) == effect_id


def test_a_text_message_goes_to_its_number(aws: LocalAws) -> None:
    sender = SnsSender(aws.clients)
    assert sender.carry_out(EFFECT, TEXT)
    told = json.dumps(kept(aws, "sns/sms-messages"))
    assert "+4312345678" in told
    assert "Promotional" in told


def call_queue(aws: LocalAws, name: str, clock: SteerableClock) -> tuple[SqsCallSender, Any, str]:
    client = aws.clients.get("sqs")
    url = client.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})[
        "QueueUrl"
    ]
    return SqsCallSender(aws.clients, url, clock), client, url


def test_a_call_task_waits_once_however_often_it_is_sent(aws: LocalAws) -> None:
    sender, client, url = call_queue(aws, "calls", SteerableClock())
    order = OutboundMessage("", data={"lead_id": "01JNBX5T00ABCDEFGHJKMNPQRS", "purpose": "call"})
    for _ in range(2):
        sender.carry_out(EFFECT, order)
    messages = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [json.loads(one["Body"]) for one in messages] == [
        {"task_id": EFFECT.effect_id, "kind": "email", **order.data}
    ]


def test_a_task_of_which_nobody_knows_is_repeated_only_while_its_key_counts(aws: LocalAws) -> None:
    clock = SteerableClock()
    sender, _, _ = call_queue(aws, "doubts", clock)
    story = (
        Note(at=NOON, state=EffectState.RESERVED, text=""),
        Note(at=NOON, state=EffectState.UNKNOWN, text=""),
        Note(at=NOON + timedelta(minutes=1), state=EffectState.RESERVED, text=""),
    )
    doubted = EFFECT.model_copy(update={"story": story, "reserved_at": NOON + timedelta(minutes=1)})
    clock.set(NOON + timedelta(minutes=4))
    assert sender.look_up(doubted).sighting is DeliveryStatus.REPEATABLE
    assert sender.carry_out(doubted, OutboundMessage(""))
    clock.set(NOON + timedelta(minutes=4, seconds=31))
    assert sender.look_up(doubted).sighting is DeliveryStatus.UNSURE
    with pytest.raises(Unavailable):
        sender.carry_out(doubted, OutboundMessage(""))


def test_a_wakeup_is_one_schedule_however_often_it_is_set(aws: LocalAws) -> None:
    client = aws.clients.get("scheduler")
    client.create_schedule_group(Name="Baton-steps")
    target = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:Baton-outreach:live"
    step_scheduler = EventBridgeStepScheduler(
        aws.clients,
        SteerableClock(),
        group="Baton-steps",
        target=target,
        role=f"arn:aws:iam::{ACCOUNT}:role/any",
    )
    later = EFFECT.model_copy(update={"due_at": NOON + timedelta(days=2, milliseconds=1)})
    for effect in (later, later, EFFECT, EFFECT.model_copy(update={"due_at": None})):
        step_scheduler.set(effect)
    (schedule,) = client.list_schedules(GroupName="Baton-steps")["Schedules"]
    found = client.get_schedule(GroupName="Baton-steps", Name=schedule["Name"])
    assert found["ScheduleExpression"] == "at(2026-03-04T12:00:01)"
    assert found["ActionAfterCompletion"] == "DELETE"
    assert found["Target"]["Arn"] == target
    assert json.loads(found["Target"]["Input"])["task"] == {"effect_id": EFFECT.effect_id}


class Failing:
    """Clients whose calls fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def later(self, *_: object, **__: object) -> "Callable[[], Failing]":
        return lambda: self

    def __getattr__(self, name: str) -> Callable[..., None]:
        def call(**_: object) -> None:
            raise self._error

        return call


def answered(code: str, status: int, words: str = "") -> ClientError:
    body = {
        "Error": {"Code": code, "Message": words},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(body, "Any")  # type: ignore[arg-type]  # as botocore itself does


@pytest.mark.parametrize(
    ("make", "order"),
    [
        (lambda clients: SesSender(clients, sender=SENDER), MAIL),
        (SnsSender, TEXT),
        (lambda clients: SqsCallSender(clients, "url", SteerableClock()), TEXT),
    ],
    ids=["ses", "sns", "sqs"],
)
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answered("TooManyRequestsException", 429), ProviderUnavailable),
        (answered("Throttling", 400), ProviderUnavailable),
        (answered("AccessDeniedException", 403), Misconfigured),
        (answered("AccountSuspendedException", 400), Misconfigured),
        (answered("ConfigurationSetSendingPausedException", 400), Misconfigured),
        (answered("InvalidSignatureException", 403), Misconfigured),
        (answered("RequestExpired", 400), Misconfigured),
        (answered("KmsAccessDenied", 400), Misconfigured),
        (answered("AWS.SimpleQueueService.NonExistentQueue", 400), Misconfigured),
        (answered("NotFound", 404), Misconfigured),
        (answered("NotFoundException", 404), Misconfigured),
        (answered("LimitExceeded", 400), Misconfigured),
        (answered("MonthlySpendLimitReached", 400), Misconfigured),
        (answered("AWord.ThatNobodyForesaw", 400), Misconfigured),
        (answered("InvalidParameter", 400, "Phone number is opted out"), Rejected),
        (answered("BadRequestException", 400, "Domain starts with dot"), Rejected),
        (answered("MessageRejected", 400, "Email address is not verified. a@b"), Misconfigured),
        (EndpointConnectionError(endpoint_url="x"), ProviderUnavailable),
        (ConnectTimeoutError(endpoint_url="x"), ProviderUnavailable),
        (answered("MessageRejected", 400), Rejected),
        (answered("InternalFailure", 500), Unavailable),
        (ReadTimeoutError(endpoint_url="x"), Unavailable),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)[:40]),
)
def test_it_is_said_whether_anything_may_have_happened(
    make: Callable[[Any], Sender], order: OutboundMessage, error: Exception, kind: type[Exception]
) -> None:
    with pytest.raises((Unavailable, Rejected)) as raised:
        make(Failing(error)).carry_out(EFFECT, order)
    assert type(raised.value) is kind


def test_a_wakeup_that_fails_fails_nobody() -> None:
    failing: Any = Failing(answered("InternalServerException", 500))
    step_scheduler = EventBridgeStepScheduler(
        failing, SteerableClock(), group="g", target="t", role="r"
    )
    step_scheduler.set(EFFECT.model_copy(update={"due_at": NOON + timedelta(days=1)}))
