"""What every mail room promises, and what the real one hands in."""

import json
import urllib.request
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from baton.messaging.mail import Mail, MailNotTaken, MailRefused, SesMail, mime
from baton.platform import Platform
from baton.runtime.errors import Unavailable
from tests.contract.aws import LocalAws

MAIL = Mail(
    sender="baton@example.com",
    recipients=("ada@example.com", "grace@example.com"),
    subject="Campaign report, 2 Mar 2026",
    text="1 of 2 campaigns \u00fc\n",
    html="<p>1 of 2 campaigns \u00fc</p>",
    attachments={"report.html": "<!doctype html><p>\u65e5\u672c</p>"},
)


@pytest.fixture(autouse=True, scope="module")
def verified(aws: LocalAws) -> None:
    """SES sends only from addresses that were verified."""
    aws.clients.get("sesv2").create_email_identity(EmailIdentity=MAIL.sender)


def test_an_address_that_is_not_verified_is_refused_and_named(aws: LocalAws) -> None:
    with pytest.raises(MailRefused, match=r"nobody@example\.com"):
        aws.platform().mail.send(replace(MAIL, sender="nobody@example.com"))


def test_a_mail_is_taken_and_gets_an_id(platform: Platform) -> None:
    assert platform.mail.send(MAIL)


def test_each_mail_gets_an_id_of_its_own(platform: Platform) -> None:
    assert platform.mail.send(MAIL) != platform.mail.send(MAIL)


def test_no_line_break_in_a_header_adds_another(platform: Platform) -> None:
    sly = Mail("baton@example.com", ("a@example.com",), "Hello\nBcc: b@example.com", "", "")

    with pytest.raises(ValueError, match=r"linefeed|newline|header"):
        platform.mail.send(sly)


def test_the_service_gets_all_forms_and_all_recipients(aws: LocalAws) -> None:
    aws.platform().mail.send(MAIL)

    with urllib.request.urlopen(f"{aws.endpoint}/_ministack/ses/messages", timeout=5) as answer:  # noqa: S310 (ours)
        kept = json.dumps(json.loads(answer.read()))
    assert MAIL.subject in kept
    assert "grace@example.com" in kept


def test_text_comes_before_its_html_and_the_report_is_attached() -> None:
    read = message_from_bytes(mime(MAIL).as_bytes(), policy=policy.default)

    kinds = [part.get_content_type() for part in read.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/html",
    ]
    (attached,) = read.iter_attachments()
    assert attached.get_filename() == "report.html"
    assert attached.get_content().strip() == MAIL.attachments["report.html"]


class Failing:
    """A client whose calls fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get(self, *_: object, **__: object) -> "Failing":
        return self

    def send_email(self, **_: object) -> None:
        raise self._error


def answered(code: str, status: int) -> ClientError:
    body = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(body, "SendEmail")  # type: ignore[arg-type]  # as botocore itself does


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answered("TooManyRequestsException", 429), MailNotTaken),
        (answered("MessageRejected", 400), MailRefused),
        (answered("InternalFailure", 500), Unavailable),
        (ReadTimeoutError(endpoint_url="x"), Unavailable),
    ],
)
def test_it_is_said_whether_anything_may_have_been_sent(
    error: Exception, kind: type[Exception]
) -> None:
    with pytest.raises(Unavailable if kind is MailNotTaken else kind) as raised:
        SesMail(Failing(error)).send(MAIL)  # type: ignore[arg-type]  # a stand-in

    assert type(raised.value) is kind
