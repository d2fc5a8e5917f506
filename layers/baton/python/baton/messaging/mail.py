"""E-mail to people of the house, such as reports. Mail to leads is an effect and goes elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol

from baton.aws import Clients, error_code, is_passing, unavailable
from baton.runtime.errors import BatonError, Unavailable


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail in two forms. ``attachments`` are HTML documents by file name."""

    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: Mapping[str, str] = field(default_factory=dict)


class MailRefused(BatonError):
    """The mail service will not take this mail, however often it is asked."""


class MailNotTaken(Unavailable):
    """The mail service took nothing, and may later: sending again sends once."""


class MailRoom(Protocol):
    """Where mail is handed in."""

    def send(self, mail: Mail) -> str:
        """Hands a mail in, and gives the id it got.

        Raises ``MailRefused`` or ``MailNotTaken``, of which it is known that nothing was sent; and
        ``Unavailable`` if there was no answer, so that nobody knows.
        """
        ...


class SesMail:
    """Mail through Amazon SES v2. A call is made once: SES has no key against sending twice."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, mail: Mail) -> str:
        """See ``MailRoom``."""
        from botocore.exceptions import BotoCoreError, ClientError

        message = mime(mail).as_bytes()
        try:
            answer = self._clients.get("sesv2", attempts=1).send_email(
                FromEmailAddress=mail.sender,
                Destination={"ToAddresses": list(mail.recipients)},
                Content={"Raw": {"Data": message}},
            )
        except ClientError as error:
            reason = error_code(error)
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004 (HTTP)
                raise unavailable("The mail service", error) from error
            if is_passing(error):
                raise MailNotTaken(f"The mail service takes nothing now ({reason}).") from error
            text = f"The mail service refuses the mail ({reason}). Is {mail.sender} verified?"
            raise MailRefused(text) from error
        except BotoCoreError as error:
            raise unavailable("The mail service", error) from error
        return str(answer["MessageId"])


def mime(mail: Mail) -> EmailMessage:
    """The mail in MIME (RFC 2045, 2046): text, the same in HTML, and what is attached.

    Raises ``ValueError`` for a line break in an address or the subject.
    """
    message = EmailMessage()
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.recipients)
    message["Subject"] = mail.subject
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    for name, content in mail.attachments.items():
        message.add_attachment(content, subtype="html", filename=name)
    return message
