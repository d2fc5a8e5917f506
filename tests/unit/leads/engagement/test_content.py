"""What a step says."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.language.guards.answer import Allowed, faults_of
from baton.language.guards.brand import Brand
from baton.leads.engagement import Channel, Strategy
from baton.leads.lead import NewLead
from baton.leads.reading.language import Language
from functions.leads.engagement.content import Templates, harmless, values_of
from functions.leads.engagement.sequence import OUTLINES

TEMPLATES = Templates.load()
EVERY = sorted(TEMPLATES.names)
LANGUAGES = list(Language)
FIELDS = ("first_name", "company", "interest")

MESSAGES = (
    "Please send a quote and a demo for 80 vehicles in spring. No calls. Does it work with SAP?",
    "What does it cost? Call me, or send a brochure and a free trial. An appointment suits me too.",
    "You win 50 % off at http://evil.example? Guaranteed profit? Call 0900 123 456?",
)
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


def everything_said(details: NewLead, languages: Sequence[Language] = LANGUAGES) -> str:
    contents = [
        templates.write(name, channel, details, variant=variant)
        for templates in map(Templates.load, languages)
        for name, channel in EVERY
        for variant in templates.variants(name, channel)
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
    for greeting in ("Hello,", "Guten Tag,", "Bonjour,", "Hola:"):
        assert greeting in nameless
    assert not re.search(r"None|Hello ,| ,| {2,}|^ |\n{3,}", nameless, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_and_variant(language: Language) -> None:
    templates = Templates.load(language)
    assert sorted(templates.names) == EVERY
    for name in EVERY:
        assert templates.variants(*name) == TEMPLATES.variants(*name)


@pytest.mark.parametrize(
    "name",
    ["Herr", "Mrs.", "Hello", "Test Test", "Bitte wählen",
     "N/A", "n.a.", "-", "null", "None", "{{first_name}}", "%FNAME%", "*|FNAME|*", "[First Name]",
     "<Vorname>", "FIRST_NAME", "xxx", "Test", "unknown", "Keine Angabe", "k.A.", "sans nom", "?",
     "Sir/Madam", "${name}", "123", "sin nombre"],
)  # fmt: skip
def test_nobody_is_called_by_what_holds_the_place_of_a_name(name: str) -> None:
    said = everything_said(lead(first_name=name, company=name, interest=name))
    assert said == everything_said(lead())


@pytest.mark.parametrize(
    ("name", "greeted"), [("MIRA", "Mira"), ("jean-luc", "Jean-Luc"), ("McKay", "McKay")]
)
def test_a_name_that_is_shouted_or_mumbled_is_written_as_one(name: str, greeted: str) -> None:
    said = TEMPLATES.write("general_answer", Channel.EMAIL, lead(first_name=name)).body
    assert said.startswith(f"Hello {greeted},")


def test_a_person_is_greeted_by_name_and_asked_about_their_topic() -> None:
    details = lead(first_name="Ada", company="Acme", interest="data science")
    said = TEMPLATES.write("nurture_welcome", Channel.EMAIL, details).body
    assert said.startswith("Hello Ada,")
    assert "Thank you for your interest in data science." in said


def test_a_task_for_the_staff_says_which_channels_the_person_refused() -> None:
    details = lead(consent={"email": False})
    said = TEMPLATES.write("premium_first_contact", Channel.CRM_TASK, details).body
    assert "Not by e-mail: the person refused." in said


def test_every_text_message_says_how_to_stop() -> None:
    for language in LANGUAGES:
        for name, channel in EVERY:
            if channel is Channel.SMS:
                assert "STOP" in Templates.load(language).write(name, channel, lead()).body


def test_a_text_message_fits_into_two_parts() -> None:
    details = lead(first_name="A" * 40, interest="B" * 80, company="C" * 80)
    for language in LANGUAGES:
        for name, channel in EVERY:
            if channel is Channel.SMS:
                said = Templates.load(language).write(name, channel, details).body
                assert len(said) <= 306, said


def test_only_what_templates_need_is_taken_from_a_lead() -> None:
    details = lead(first_name="Ada", last_name="Lovelace", email="ada@example.com", message="psst")
    assert set(values_of(details)) == {"first_name", "full_name", "may_call"}


@pytest.mark.parametrize(
    ("named", "greeting"),
    [
        ({"first_name": "ANNA", "last_name": "Huber"}, "Guten Tag Anna Huber,"),
        ({"first_name": "Anna", "last_name": "N/A"}, "Guten Tag Anna,"),
        ({"first_name": "Anna", "last_name": "www.evil.example"}, "Guten Tag Anna,"),
        ({"last_name": "Huber"}, "Guten Tag,"),
    ],
)
def test_in_german_nobody_is_called_by_their_first_name_alone(
    named: dict[str, str], greeting: str
) -> None:
    templates = Templates.load(Language.GERMAN)
    said = templates.write("general_answer", Channel.EMAIL, lead(**named)).body
    assert said.startswith(greeting)


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", [None, *MESSAGES])
def test_every_text_of_ours_may_go_out(language: Language, message: str | None) -> None:
    templates = Templates.load(language)
    person = lead(first_name="Anna", company="Berg GmbH", interest="planning", message=message)
    for details in (lead(message=message), person):
        for name, channel in EVERY:
            allowed = Allowed(channel=channel, brand=Brand.shipped())
            for variant in templates.variants(name, channel):
                content = templates.write(name, channel, details, variant=variant)
                assert faults_of(content.subject, content.body, allowed) == ()


@pytest.mark.parametrize("interest", ["Guaranteed profit", "50 % off everything", "a hundred $ 9"])
def test_a_promise_that_a_stranger_typed_is_not_made_in_our_name(interest: str) -> None:
    said = everything_said(lead(first_name="Anna", interest=interest))

    assert interest not in said
    assert Brand.shipped().broken(said) == ()
