"""E-mail through Amazon SES v2."""

from email.message import EmailMessage
from html import escape

from baton.aws.clients import Clients
from baton.effects.effect import Effect
from baton.effects.provider_calls import one_call
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage, Rejected

TAG = "effect"
"""The message tag that carries an effect's key; SES repeats it in every event about the mail."""


class SesSender:
    """Carries e-mails. SES has no key against sending twice, and no way to ask about one;
    it tells of each mail in events with the mail's tag, which are the record here.
    """

    def __init__(self, clients: Clients, *, sender: str, configuration_set: str = "") -> None:
        self._client = clients.later("sesv2", attempts=1)
        self._sender = sender
        self._configuration_set = configuration_set

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        try:
            content = mime_of(message, self._sender).as_bytes()
        except ValueError as error:
            raise Rejected(f"No mail can be made of it: {error}.") from error
        named = self._configuration_set
        given = {"ConfigurationSetName": named} if named else {}
        with one_call("The mail service", f"Is {self._sender} verified?"):
            answer = self._client().send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [message.recipient, *message.also]},
                Content={"Raw": {"Data": content}},
                EmailTags=[{"Name": TAG, "Value": as_tag(effect.effect_id)}],
                **given,
            )
        return str(answer["MessageId"])

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``. An event about the mail would have settled the effect already."""
        del effect
        return DeliveryReport(
            DeliveryStatus.UNSURE, "SES tells of a mail by events only, and none has come"
        )


def as_tag(effect_id: str) -> str:
    """A key in the letters that SES allows in a tag: no full stop (API reference, MessageTag)."""
    return effect_id.replace("_", "_u").replace(".", "_d")


def from_tag(tag: str) -> str:
    """The key in a tag."""
    return tag.replace("_d", ".").replace("_u", "_")


def mime_of(message: OutboundMessage, sender: str) -> EmailMessage:
    """An e-mail in text and HTML (RFC 2045, 2046), with what is attached, and with what lets its reader
    leave the list with one click (RFC 2369, RFC 8058).

    Raises ``ValueError`` for a line break in an address or the subject.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join((message.recipient, *message.also))
    mail["Subject"] = message.subject
    text, html = message.text, message.html or _paragraphs(message.text)
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text += f"\n\n--\nNo more of these: {message.unsubscribe}\n"
        html += f'<p><a href="{escape(message.unsubscribe)}">No more of these</a></p>'
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    for name, content in message.attachments.items():
        mail.add_attachment(content, subtype="html", filename=name)
    return mail


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in text.split("\n\n"))
    return "".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block)
