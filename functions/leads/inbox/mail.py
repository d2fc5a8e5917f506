"""A received mail, read for what its writer says. Pure.

Sources: RFC 5322, 2045 to 2047; RFC 3834, on automatic responses; RFC 3464, on reports of delivery.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from baton.core.mail_threads import MOST_REFERENCES
from baton.core.text import readable

_LONGEST = 20_000
_MOST_ADDRESSES = 20
_PERMANENT = re.compile(r"^[ \t]{0,9}Status:[ \t]{0,9}5\.\d", re.IGNORECASE | re.MULTILINE)
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Autoreply-From")
_ID = re.compile(r"<[!-;=?-~]{1,480}>")
_BULK = frozenset({"auto_reply", "bulk", "junk", "list"})


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. ``to`` are all addresses it came to; ``references`` the mails that it answers;
    ``automatic``: a program wrote it; ``undeliverable``: it reports that ours never arrives;
    ``unwanted``: the mail service found spam or a virus in it.
    """

    sender: str
    name: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    references: tuple[str, ...]
    written_at: datetime | None
    automatic: bool
    undeliverable: bool
    unwanted: bool


def read_mail(raw: bytes) -> Mail:
    """A mail as it was received; what is broken in it is left out."""
    mail = message_from_bytes(raw, policy=policy.default)
    name, sender = _first(_addresses(mail, "From") or _addresses(mail, "Reply-To"))
    report = mail.get_content_type() == "multipart/report"
    to = [
        address
        for header in ("To", "Cc", "Delivered-To", "X-Original-To")
        for _, address in _addresses(mail, header)
    ]
    return Mail(
        sender=sender,
        name=_line(name),
        to=tuple(dict.fromkeys(to))[:_MOST_ADDRESSES],
        subject=_line(_header(mail, "Subject")),
        text=_text_of(mail),
        message_id=_line(_header(mail, "Message-ID"))[:500],
        references=_references(mail),
        written_at=_moment(_header(mail, "Date")),
        automatic=_is_automatic(mail, sender),
        undeliverable=report and bool(_PERMANENT.search(_report_of(mail))),
        unwanted="FAIL"
        in (
            _header(mail, "X-SES-Spam-Verdict").upper(),
            _header(mail, "X-SES-Virus-Verdict").upper(),
        ),
    )


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name) or "").strip()
    except (
        ValueError,
        IndexError,
        AttributeError,
    ):  # the parser's own, for what no mail should have
        return ""


def _addresses(mail: EmailMessage, name: str) -> list[tuple[str, str]]:
    found = getaddresses([_header(mail, name)[:5_000]])
    return [(shown, address) for shown, address in found if "@" in address]


def _first(addresses: list[tuple[str, str]]) -> tuple[str, str]:
    return addresses[0] if addresses else ("", "")


def _references(mail: EmailMessage) -> tuple[str, ...]:
    """The ids of the mails that it answers, the last one last (RFC 5322, 3.6.4)."""
    told = " ".join(_header(mail, name)[:20_000] for name in ("References", "In-Reply-To"))
    return tuple(dict.fromkeys(_ID.findall(told)))[-MOST_REFERENCES:]


def _line(text: str) -> str:
    return " ".join(readable(text).split())[:500]


def _is_automatic(mail: EmailMessage, sender: str) -> bool:
    """Whether a program wrote it (RFC 3834, section 5)."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    machine = sender.partition("@")[0].casefold() in ("mailer-daemon", "postmaster")
    return (
        submitted not in ("", "no")
        or machine
        or _header(mail, "Precedence").casefold() in _BULK
        or any(_header(mail, name) for name in _AUTOMATIC_HEADERS)
        or mail.get_content_type() == "multipart/report"
    )


def _report_of(mail: EmailMessage) -> str:
    parts = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    return "\n".join(part.as_string()[:_LONGEST] for part in parts)


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _text_of(mail: EmailMessage) -> str:
    """The words of the mail: its plain text, else that of its HTML."""
    for kind, read in (("plain", str), ("html", _without_markup)):
        try:
            part = mail.get_body((kind,))
            content = part.get_content() if part is not None else ""
        except (
            KeyError,
            LookupError,
            ValueError,
            AttributeError,
        ):  # an unknown charset, or no text
            continue
        if isinstance(content, str) and content.strip():
            return readable(read(content.replace("\r\n", "\n")))[:_LONGEST]
    return ""


class _Words(HTMLParser):
    """Gathers what a reader of a page sees."""

    _HIDDEN = frozenset({"style", "script", "head", "title"})
    _LINES = frozenset({"p", "br", "div", "li", "tr", "blockquote", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A tag opens."""
        del attrs
        self._hidden += tag in self._HIDDEN
        if tag == "blockquote":
            self.found.append("\n> ")
        elif tag in self._LINES:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self._hidden:
            self.found.append(data)


def _without_markup(html: str) -> str:
    reader = _Words()
    reader.feed(html[: 10 * _LONGEST])
    return "".join(reader.found).strip()
