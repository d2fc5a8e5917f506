"""E-mail to people of the house, such as reports. Mail to leads is an effect and goes elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol

from baton.aws import Clients
from baton.effects.carrier import NotTaken, Rejected
from baton.effects.ses import hand_in


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail in two forms. ``attachments`` are HTML documents by file name."""

    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: Mapping[str, str] = field(default_factory=dict)


MailRefused = Rejected
"""The mail service will not take this mail, however often it is asked."""

MailNotTaken = NotTaken
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
        return hand_in(
            self._clients,
            sender=mail.sender,
            recipients=mail.recipients,
            message=mime(mail).as_bytes(),
        )


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
