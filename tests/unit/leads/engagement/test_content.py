"""What a step says."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.leads.engagement import Channel, Strategy
from baton.leads.lead import NewLead
from functions.leads.engagement.content import Templates, harmless, values_of
from functions.leads.engagement.sequence import OUTLINES

TEMPLATES = Templates.load()
EVERY = sorted(TEMPLATES.names)
FIELDS = ("first_name", "company", "interest")

outside = st.one_of(
    st.text(max_size=120),
    st.sampled_from(
        [
            "{first_name}",
            "{{greeting}}",
            '=HYPERLINK("http://evil.example")',
            "<script>alert(1)</script>",
            "[click](http://evil.example)",
            "you won, call +43 1 234 567 89",
            "a\r\nBcc: everybody@example.com",
            "🎉 José",
            "أحمد",
            "\u202eevil",
        ]
    ),
)


def lead(**details: Any) -> NewLead:
    return NewLead.model_validate({"external_id": "x-1"} | details)


def everything_said(details: NewLead) -> str:
    contents = [
        TEMPLATES.write(name, channel, details, variant=variant)
        for name, channel in EVERY
        for variant in TEMPLATES.variants(name, channel)
    ]
    return "\n".join(f"{one.subject or ''}\n{one.body}" for one in contents)


@settings(deadline=None, max_examples=40)
@given(outside, outside, outside)
def test_no_template_leaves_a_placeholder_or_lets_markup_in(
    name: str, company: str, interest: str
) -> None:
    try:
        details = lead(first_name=name, company=company, interest=interest)
    except ValidationError:
        return
    said = everything_said(details)
    assert not re.search(r"[{}<>\[\]|`\\]|://", said)
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", said)


@settings(deadline=None)
@given(st.sampled_from(EVERY), outside)
def test_a_value_from_outside_never_adds_a_line(template: tuple[str, Channel], name: str) -> None:
    try:
        details = lead(first_name=name, company=name, interest=name)
    except ValidationError:
        return
    plain = TEMPLATES.write(*template, lead())
    written = TEMPLATES.write(*template, details)
    assert written.body.count("\n") == plain.body.count("\n")
    assert len((written.subject or "").splitlines()) <= 1


@given(st.sampled_from(FIELDS), st.text(max_size=500))
def test_a_harmless_value_is_one_short_plain_line(field: str, text: str) -> None:
    value = harmless(field, text)
    assert len(value) <= 80
    assert len(value.splitlines()) <= 1
    assert value == value.strip()
    assert not set(value) & set("<>{}[]|`*\\")
    assert not value.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.example/win",
        "see www.evil.example",
        "evil.com",
        "win at evil.co.uk now",
        "write to me@evil.example",
        "call 0900 123 456",
        "tel:0900",
        "[free](evil.example)",
        "",
        "***",
        "ｅｖｉｌ．ｃｏｍ",  # noqa: RUF001 - what the test is about
    ],
)
def test_a_message_hidden_in_a_name_is_left_out(text: str) -> None:
    for field in FIELDS:
        assert harmless(field, text) == ""


@pytest.mark.parametrize(
    "name", ["José", "O'Brien", "Anne-Marie", "李雷", "أحمد", "J. R.", "Dr. Ada", "👩‍💻 Kim"]
)
def test_peoples_names_stay_as_they_are(name: str) -> None:
    assert harmless("first_name", name) == name


def test_a_formula_in_a_name_loses_its_teeth() -> None:
    assert harmless("company", '=cmd|"/c calc"!A1') == "cmd /c calc !A1"


def test_a_long_company_is_shortened_and_a_long_first_name_left_out() -> None:
    assert harmless("company", "x" * 200) == "x" * 79 + "…"
    assert harmless("first_name", "You have won a prize and only need to come and get it") == ""


def test_nobody_is_greeted_with_an_empty_space() -> None:
    nameless = everything_said(lead())
    assert "Hello," in nameless
    assert not re.search(r"None|Hello ,| ,| {2,}|^ ", nameless, re.MULTILINE)


def test_a_person_is_greeted_by_name_and_asked_about_their_topic() -> None:
    details = lead(first_name="Ada", company="Acme", interest="data science")
    said = TEMPLATES.write("nurture_welcome", Channel.EMAIL, details).body
    assert said.startswith("Hello Ada,")
    assert "Thank you for your interest in data science." in said
    assert "for Acme?" in said


def test_a_task_for_the_staff_says_which_channels_the_person_refused() -> None:
    details = lead(consent={"email": False})
    said = TEMPLATES.write("premium_first_contact", Channel.CRM_TASK, details).body
    assert "Not by e-mail: the person refused." in said


def test_every_e_mail_that_opens_or_goes_on_says_how_to_stop() -> None:
    last_notes = {"premium_open_door", "general_reminder"}
    for name, channel in EVERY:
        for variant in TEMPLATES.variants(name, channel):
            if channel is Channel.EMAIL and name not in last_notes:
                said = TEMPLATES.write(name, channel, lead(), variant=variant)
                assert "stop" in said.body.lower()
        if channel is Channel.SMS:
            assert "STOP" in TEMPLATES.write(name, channel, lead()).body


def test_a_text_message_fits_into_two_parts() -> None:
    details = lead(first_name="A" * 40, interest="B" * 80, company="C" * 80)
    for name, channel in EVERY:
        if channel is Channel.SMS:
            assert len(TEMPLATES.write(name, channel, details).body) <= 306


def test_only_what_templates_need_is_taken_from_a_lead() -> None:
    details = lead(first_name="Ada", last_name="Secret", email="ada@example.com", message="psst")
    assert set(values_of(details)) == {"first_name"}


@pytest.mark.parametrize("strategy", Strategy)
def test_the_first_e_mail_of_every_strategy_has_two_texts(strategy: Strategy) -> None:
    first = OUTLINES[strategy][0].template
    names = TEMPLATES.variants(first, Channel.EMAIL)
    assert names == ("a", "b")
    one, other = (
        TEMPLATES.write(first, Channel.EMAIL, lead(), variant=name, propensity=0.5)
        for name in names
    )
    assert one.subject != other.subject
    assert one.body != other.body
    assert (one.variant, other.variant) == names


def test_a_text_that_stands_alone_names_no_variant() -> None:
    content = TEMPLATES.write("general_reminder", Channel.EMAIL, lead())
    assert (content.variant, content.propensity) == (None, None)


@pytest.mark.parametrize(("name", "channel"), EVERY)
def test_every_text_of_ours_may_go_out(name: str, channel: Channel) -> None:
    allowed = Allowed(channel=channel, brand=Brand.shipped())
    for details in (lead(), lead(first_name="Anna", company="Berg GmbH", interest="planning")):
        for variant in TEMPLATES.variants(name, channel):
            content = TEMPLATES.write(name, channel, details, variant=variant)
            assert faults_of(content.subject, content.body, allowed) == ()


@pytest.mark.parametrize("interest", ["Guaranteed profit", "50 % off everything", "a hundred $ 9"])
def test_a_promise_that_a_stranger_typed_is_not_made_in_our_name(interest: str) -> None:
    said = everything_said(lead(first_name="Anna", interest=interest))

    assert interest not in said
    assert Brand.shipped().broken(said) == ()
