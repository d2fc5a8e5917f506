"""E-mail as bytes (RFC 5322, 2045, 2046), with what lets its reader leave the list with one click (RFC
2369, 8058).

Everything is 7-bit. Headers that programs read are ASCII, and are folded at white space only: Python
writes a long one as an encoded word (RFC 2047), which no mail client reads there.
"""

from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from html import escape
from typing import Any

from baton.core.wire_address import mailbox, wire_address
from baton.effects.sender import OutboundMessage

_LINE = 78
"""Where a line of a header should end (RFC 5322, section 2.1.1)."""

_LONGEST = 998
"""Where it must."""


class StructuredHeader(UnstructuredHeader):
    """A header that programs read, as it stands."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """See ``email.headerregistry``. Raises ``ValueError`` for what is not ASCII, or too long for
        a line.
        """
        if not value.isascii() or not value.isprintable():
            raise ValueError("a structured header must be printable ASCII")
        if any(len(token) >= _LONGEST for token in value.split(" ")):
            raise ValueError(f"no part of a header may have {_LONGEST} characters")
        super().parse(value, kwds)

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header's lines, each ending where there was a space."""
        lines = [f"{self.name}:"]  # type: ignore[attr-defined]  # from BaseHeader, which is mixed in
        for token in str(self).split():
            if len(lines[-1]) + 1 + len(token) > _LINE and not lines[-1].endswith(":"):
                lines.append("")
            lines[-1] += f" {token}"
        return policy.linesep.join(lines) + policy.linesep


_HEADERS = HeaderRegistry()
for _name in ("list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references"):
    _HEADERS.map_to_type(_name, StructuredHeader)  # type: ignore[arg-type]  # it mixes in BaseHeader

MAIL_POLICY = SMTP.clone(header_factory=_HEADERS, cte_type="7bit", max_line_length=_LINE)


def mime_of(message: OutboundMessage, sender: str) -> EmailMessage:
    """An e-mail in text and HTML, with what is attached. ``sender`` may have a display name.

    Raises ``ValueError`` for a line break in an address or the subject, and for an address that the
    mail service cannot take.
    """
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["From"] = mailbox(sender)
    mail["To"] = ", ".join(map(wire_address, (message.recipient, *message.also)))
    if message.reply_to:
        mail["Reply-To"] = mailbox(message.reply_to)
    mail["Subject"] = message.subject
    if message.in_reply_to:
        mail["In-Reply-To"] = message.in_reply_to
        mail["References"] = " ".join(message.references or (message.in_reply_to,))
    if message.automatic:
        mail["Auto-Submitted"] = "auto-replied"  # RFC 3834: so that no program answers it
        mail["X-Auto-Response-Suppress"] = "All"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    mail.add_alternative(message.html or _paragraphs(message.text), subtype="html")
    for name, content in message.attachments.items():
        if isinstance(content, bytes):
            mail.add_attachment(content, "application", "pdf", filename=name)
        else:
            mail.add_attachment(content, subtype="html", filename=name)
    return mail


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in text.split("\n\n"))
    return "".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block)
