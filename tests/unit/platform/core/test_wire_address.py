"""Addresses go over the wire in ASCII, or are refused with the reason."""

import pytest

from baton.core.wire_address import mailbox, wire_address


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("ada@example.com", "ada@example.com"),
        ("ada@müller.example", "ada@xn--mller-kva.example"),
        ("o.k+x@straße.example", "o.k+x@xn--strae-oqa.example"),
        ("info@例え.jp", "info@xn--r8jz45g.jp"),
        ("info@MÜLLER。example", "info@xn--mller-kva.example"),
    ],
)
def test_an_international_domain_goes_out_in_punycode(written: str, sent: str) -> None:
    assert wire_address(written) == sent


@pytest.mark.parametrize(
    "written",
    [
        "a" * 65 + "@example.com",
        "jörg@example.com",
        "用户@例え.jp",
        "ada@",
        "ada",
        "a@xn--\udcff.de",
    ],
)
def test_what_the_mail_service_cannot_take_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"ASCII|no e-mail address|at most 64"):
        wire_address(written)


def test_a_sender_may_have_a_name() -> None:
    assert str(mailbox("Bäckerei Groß <hello@müller.example>")) == (
        "Bäckerei Groß <hello@xn--mller-kva.example>"
    )
    named = mailbox('"Baker, Inc." <hello@baton.example>')
    assert (named.display_name, named.addr_spec) == ("Baker, Inc.", "hello@baton.example")
    assert mailbox("hello@baton.example").display_name == ""


@pytest.mark.parametrize("written", ["", "Baton", "Baton <hello>", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_sender_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"sender|address"):
        mailbox(written)
