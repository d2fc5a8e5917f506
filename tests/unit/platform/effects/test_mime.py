"""What a mail is on the wire: bytes that any mail client reads."""

import re
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.effects.mime import mime_of
from baton.effects.sender import OutboundMessage

SENDER = "Bäckerei Groß, Wien <hello@müller.example>"
LONG = "https://abcdefghij.execute-api.eu-central-1.amazonaws.com/u/" + "A" * 67


def raw(message: OutboundMessage, sender: str = SENDER) -> bytes:
    return mime_of(message, sender).as_bytes()


def header(sent: bytes, name: str) -> bytes:
    """A header's lines as they are sent."""
    head, _, _ = sent.partition(b"\r\n\r\n")
    found = re.search(rb"(?im)^" + name.encode() + rb":[^\r]*(?:\r\n[ \t][^\r]*)*", head)
    assert found, name
    return found[0]


def unfolded(lines: bytes) -> bytes:
    """A header as its readers put it together (RFC 5322, section 2.2.3)."""
    return lines.replace(b"\r\n", b"")


def test_the_way_out_of_the_list_is_one_link_however_long_it_is() -> None:
    sent = raw(OutboundMessage("ada@example.com", "Hello", "Hello", unsubscribe=LONG))
    assert unfolded(header(sent, "List-Unsubscribe")) == f"List-Unsubscribe: <{LONG}>".encode()
    post = unfolded(header(sent, "List-Unsubscribe-Post"))
    assert post == b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"


LINKS = st.from_regex(r"\Ahttps://[a-z0-9.-]{1,200}/u/[A-Za-z0-9_-]{1,400}\Z")


@given(LINKS, st.text(max_size=300).filter(lambda text: "\n" not in text and "\r" not in text))
def test_headers_are_short_ascii_lines_and_say_what_was_given(link: str, subject: str) -> None:
    subject = "".join(one for one in subject if one.isprintable()).strip()
    message = OutboundMessage("ada@example.com", subject, "Grüße " * 400, unsubscribe=link)
    sent = raw(message)
    assert sent.isascii()
    assert all(len(line) <= 998 for line in sent.split(b"\r\n"))
    assert b"=?" not in header(sent, "List-Unsubscribe")
    assert unfolded(header(sent, "List-Unsubscribe")) == f"List-Unsubscribe: <{link}>".encode()
    read = message_from_bytes(sent, policy=policy.default)
    assert read["Subject"].split() == subject.split()
    text = read.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == message.text.strip()


def test_domains_are_in_punycode_and_the_sender_has_its_name() -> None:
    sent = raw(OutboundMessage("info@例え.jp", "Hello", "Hello", also=("b@straße.example",)))
    assert unfolded(header(sent, "To")) == b"To: info@xn--r8jz45g.jp, b@xn--strae-oqa.example"
    (sender,) = message_from_bytes(sent, policy=policy.default)["From"].addresses
    assert sender.display_name == "Bäckerei Groß, Wien"
    assert sender.addr_spec == "hello@xn--mller-kva.example"


@pytest.mark.parametrize(
    ("written", "name"), [('"Best" Co', '"Best" Co'), ('"Groß, Wien"', "Groß, Wien")]
)
def test_only_quotation_marks_around_the_whole_name_are_none_of_it(written: str, name: str) -> None:
    sent = raw(OutboundMessage("a@example.com", "Hello", "Hello"), f"{written} <b@c.example>")
    (sender,) = message_from_bytes(sent, policy=policy.default)["From"].addresses
    assert sender.display_name == name


def test_an_answer_can_go_elsewhere() -> None:
    message = OutboundMessage("a@example.com", "Hello", "Hello", reply_to="reply+1@in.example")
    assert unfolded(header(raw(message), "Reply-To")) == b"Reply-To: reply+1@in.example"


@pytest.mark.parametrize(
    "message",
    [
        OutboundMessage("jörg@example.com", "Hello", "Hello"),
        OutboundMessage("a@example.com", "Hello", "Hello", unsubscribe="https://a.example/ü"),
        OutboundMessage("a@example.com", "Hello", "Hello", unsubscribe="https://a/\r\nBcc: b@c.de"),
        OutboundMessage("a@example.com", "Hello", "Hello", unsubscribe="https://a/" + "x" * 1_000),
        OutboundMessage("a@example.com\r\nBcc: b@c.example", "Hello", "Hello"),
        OutboundMessage("a@example.com", "Hello\r\nBcc: b@c.example", "Hello"),
        OutboundMessage("a@example.com", "Hello", "Hello", reply_to="b@c.example\r\nBcc: d@e.de"),
    ],
)
def test_what_cannot_be_a_mail_is_none(message: OutboundMessage) -> None:
    with pytest.raises(ValueError, match=r".+"):
        raw(message)
