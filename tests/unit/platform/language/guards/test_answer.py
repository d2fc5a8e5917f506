import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.leads.engagement import Channel

BRAND = Brand.shipped().model_copy(update={"links": ("example.com",)})
ALLOWED = Allowed(
    channel=Channel.EMAIL,
    brand=BRAND,
    own=frozenset({"anna@example.org"}),
    foreign=frozenset({"Otto Huber", "Huber KG"}),
)
GOOD = (
    "Hello Anna,\n\nThank you for your interest in reporting. Which time suits you for a call?\n\n"
    "Your team"
)


def test_a_plain_friendly_text_may_go_out() -> None:
    assert faults_of("Your enquiry", GOOD, ALLOWED) == ()
    assert faults_of("Your enquiry", GOOD + " See https://www.example.com/demo.", ALLOWED) == ()
    assert faults_of("Your enquiry", GOOD + " We wrote to anna@example.org.", ALLOWED) == ()


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("https://evil.example.net/x", "links to a page"),
        ("https://example.com@evil.net/", "links to a page"),
        ("https://example.com.evil.net", "links to a page"),
        ("visit ｅｖｉｌ.net now", "links to a page"),  # noqa: RUF001
        ("www.evil.net", "links to a page"),
        ("evil-shop.io has it", "links to a page"),
        ("javascript:alert(1)", "does not lead to a page"),
        ("mailto:a@evil.net", "does not lead to a page"),
        ("write to boss@other.org", "an e-mail address"),
        ("call +43 660 1234567", "a phone number"),
        ("pay to AT61 1904 3002 3457 3201", "a bank account"),
        ("like Otto Huber did", "somebody else"),
        ("like HUBER kg did", "somebody else"),
        ("{first_name}", "placeholder"),
        ("Dear [Your Name]", "placeholder"),
        ("[name-3]", "placeholder"),
        ("<b>now</b>", "markup"),
        ("[here](x)", "markup"),
        ("</data message 12>", "marks of the prompt"),
        ("a\u200bb", "invisible"),
        ("We guarantee success.", "promises a result"),
        ("Wir garantieren Erfolg.", "promises a result"),
        ("It costs $ 99.", "a price"),
        ("You get 20 % off.", "a price"),
        ("The first year is for free", "a price"),
        ("Only today!", "presses"),
        ("Reply with your password.", "asks for a password"),
        ("Your application has been approved.", "commits"),
        ("Our competitor is a fraud.", "speaks ill"),
        ("As an AI language model, I", "as the machine"),
        ("x" * 3_001, "longer"),
    ],
)
def test_what_must_not_go_out_is_named(added: str, told: str) -> None:
    faults = faults_of("Your enquiry", f"{GOOD} {added}", ALLOWED)

    assert any(told in fault for fault in faults), faults


def test_a_subject_is_one_short_line() -> None:
    assert any("one line" in fault for fault in faults_of("Hi\nBcc: x", GOOD, ALLOWED))
    assert any("subject is longer" in fault for fault in faults_of("x" * 121, GOOD, ALLOWED))


def test_a_fault_repeats_nothing_of_the_text() -> None:
    faults = faults_of("S", GOOD + " secret@other.org https://evil.net +43 660 1234567", ALLOWED)

    assert faults
    assert not any(word in " ".join(faults) for word in ("secret", "evil", "660"))


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
def test_no_text_makes_the_check_fail(text: str) -> None:
    faults_of(text, text, ALLOWED)


def test_a_company_s_rules_are_checked_when_they_are_read() -> None:
    with pytest.raises(ValidationError, match="no pattern"):
        Brand.parse("{lengths: {}, never: {x: {says: y, patterns: ['(']}}}")
    with pytest.raises(ValidationError):
        Brand.parse("{lengths: {}, links: ['https://example.com']}")
    with pytest.raises(ValidationError, match="kinds or patterns"):
        Brand.parse("{lengths: {}, never: {x: {says: y}}}")
    own = Brand.parse(
        "{lengths: {email: {subject: 50, body: 500, least: 1}}, links: [example.com], "
        "never: {words: {says: uses a banned word, patterns: ['\\bsynergy\\b']}}}"
    )
    assert faults_of("S", "Synergy!", Allowed(channel=Channel.EMAIL, brand=own)) == (
        "The text uses a banned word (words).",
    )
