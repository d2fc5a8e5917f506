"""What a caller sends becomes a lead, with what it goes on without."""

import csv
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.leads.incoming import IncomingLead

NUMBERS = Path(__file__).parents[4] / "shared" / "data" / "phone_numbers.csv"
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS - {"AC", "TA", "XK"})  # not in ISO 3166
ADA = {"email": "ada@example.com"}


def told(lead: IncomingLead) -> dict[str, tuple[str, str]]:
    return {one.field: (one.value, one.why) for one in lead.ignored}


@pytest.mark.parametrize(
    ("given_", "number", "extension"),
    [
        ({"phone": "0664 1234567", "country": "AT"}, "+436641234567", None),
        ({"phone": "0664/123 45 67", "country": "Austria"}, "+436641234567", None),
        ({"phone": "0043 664 1234567"}, "+436641234567", None),
        ({"phone": "+44 (0)20 7946 0018"}, "+442079460018", None),
        ({"phone": "tel:+1-202-555-0123;ext=5"}, "+12025550123", "5"),
        ({"phone": "(202) 555-0123 ext. 5", "country": "US"}, "+12025550123", "5"),
        ({"phone": "+12025550123", "phone_extension": "77"}, "+12025550123", "77"),
    ],
)
def test_a_number_is_read_as_people_of_the_leads_country_write_it(
    given_: dict[str, str], number: str, extension: str | None
) -> None:
    lead = IncomingLead.model_validate(given_)
    assert (lead.phone, lead.phone_extension, lead.ignored) == (number, extension, ())


@pytest.mark.skipif(not NUMBERS.exists(), reason="the shared data is not here")
def test_the_forms_of_fifty_countries_are_one_number_for_a_lead() -> None:
    with NUMBERS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            given_ = {"phone": row["written"], "country": row["country"]}
            lead = IncomingLead.model_validate(given_)
            told = (lead.phone, lead.phone_extension or "")
            assert told == (row["expected_e164"], row["extension"]), row


@given(st.sampled_from(REGIONS), st.integers(0, 3), st.data())
def test_every_form_of_a_number_is_one_number(region: str, form: int, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([0, 1]))
    example = phonenumbers.example_number_for_type(region, kind)
    assume(example is not None)
    written = phonenumbers.format_number(example, form)
    signs = data.draw(st.sampled_from([" ", "-", ".", "/", ""]))
    lead = IncomingLead.model_validate({"phone": written.replace(" ", signs), "country": region})
    assert lead.phone == phonenumbers.format_number(example, 0)


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("phone", "call me", "is not a phone number"),
        ("phone", 436641234567, "is not text"),
        ("country", "Atlantis", "is neither an ISO 3166"),
        ("timezone", "Mars/Olympus", "is not an IANA time zone"),
        ("company_size", "11-50", "is not a whole number"),
        ("first_name", "Ada\x00", "contains the character U+0000"),
        ("occurred_at", "yesterday", "valid datetime"),
        ("activity", "many", "valid dictionary"),
        ("message", "x" * 5_001, "is longer than 5000 characters"),
    ],
)
def test_a_lead_goes_on_without_what_cannot_be_understood(field: str, value: Any, why: str) -> None:
    lead = IncomingLead.model_validate({**ADA, "city": "Graz", field: value})
    assert (lead.email, lead.city) == ("ada@example.com", "Graz")
    (left_out,) = lead.ignored
    assert left_out.field == field
    assert left_out.value == str(value)[:500]
    assert why in left_out.why


def test_of_an_object_only_what_is_wrong_is_left_out_but_a_budget_goes_as_a_whole() -> None:
    given_ = {
        "activity": {"visits": -1, "seconds_on_site": 60},
        "attributes": {"plan": "gold", "note": "n" * 501},
        "budget": {"amount": 5, "currency": "Taler"},
    }
    lead = IncomingLead.model_validate({**ADA, **given_})
    assert lead.activity.seconds_on_site == 60
    assert lead.attributes == {"plan": "gold"}
    assert lead.budget is None
    assert set(told(lead)) == {"activity.visits", "attributes.note", "budget.currency"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {**ADA, "campaign_id": "spring"},
        {**ADA, "consent": {"email": "perhaps"}},
        {**ADA, "emial": "x"},
        {"external_id": "x" * 201},
        {"email": "N/A", "phone": "-"},
        {"phone": "call me"},
        "ada@example.com",
    ],
)
def test_who_it_is_and_what_they_agreed_to_must_be_understood(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        IncomingLead.model_validate(wrong)


def test_a_lead_that_is_refused_has_every_fault_named() -> None:
    with pytest.raises(ValidationError) as caught:
        IncomingLead.model_validate({"email": "nobody", "phone": "call me", "company_size": 0})
    assert {error["loc"][0] for error in caught.value.errors()} == {
        "email",
        "phone",
        "company_size",
    }


@pytest.mark.parametrize(
    "nothing", ["tbd", "N.N.", "sin nombre",
               "", " ", "-", "--", "N/A", "n/a", "null", "NULL", "{{first_name}}", "%FIRST_NAME%",
                "*|FNAME|*", "[first name]", "undefined", "NA", "(not set)", '""', "\u200b"]
)  # fmt: skip
def test_what_stands_for_no_answer_is_none_and_nobody_needs_to_hear_of_it(nothing: str) -> None:
    fields = ("first_name", "company", "city", "phone", "timezone", "message", "source")
    given_ = dict.fromkeys(fields, nothing) | {
        "attributes": {"colour": nothing, "kept": "yes"},
        "budget": {"amount": nothing, "currency": "EUR"},
        "consent": {"email": nothing},
    }
    if nothing == "NA":
        del given_["first_name"], given_["company"]
    lead = IncomingLead.model_validate({**ADA, **given_})
    assert lead.details.to_json() == {
        **ADA, "activity": {}, "consent": {}, "attributes": {"kept": "yes"}
    }  # fmt: skip
    assert lead.ignored == ()


def test_characters_that_nobody_sees_are_no_part_of_an_answer() -> None:
    lead = IncomingLead.model_validate(
        {
            "email": "ada\u200b@example.com\ufeff",
            "phone": "\u200e0664\u2060 1234567\u200f",
            "country": "\u00a0Aus\u00adtria ",
            "first_name": "\u200bAda",
            "budget": {"amount": 5, "currency": "EUR\u200b"},
        }
    )
    assert (lead.email, lead.phone, lead.country) == ("ada@example.com", "+436641234567", "AT")
    assert lead.first_name == "Ada"
    assert lead.budget is not None
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert IncomingLead.model_validate({**ADA, "company": family}).company == family


def test_names_and_namibia_that_look_like_no_answer_are_answers() -> None:
    lead = IncomingLead.model_validate(
        {**ADA, "first_name": "Nan", "last_name": "Null", "country": "NA"}
    )
    assert (lead.first_name, lead.last_name, lead.country) == ("Nan", "Null", "NA")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(IncomingLead.model_fields)), _json))
def test_no_optional_field_costs_a_lead_whatever_is_in_it(given_: dict[str, Any]) -> None:
    strict = {"email", "external_id", "campaign_id", "consent"}
    rest = {name: value for name, value in given_.items() if name not in strict}
    lead = IncomingLead.model_validate({**rest, **ADA})
    assert lead.details.email == ADA["email"]
    assert type(lead.details).model_validate_json(lead.details.model_dump_json()) == lead.details


@pytest.mark.parametrize(
    "copied",
    [
        "mailto:ada@example.com",
        "MAILTO: ada@example.com",
        "ada@example.com;",
        "ada@example.com. ",
        "mailto:ada@example.com?subject=Hi",
        "\u201cada@example.com\u201d",
        "'ada@example.com'",
        "\u00abada@example.com\u00bb",
        "'ada@example.com",
    ],
)
def test_an_address_is_read_as_it_was_copied(copied: str) -> None:
    assert IncomingLead.model_validate({"email": copied}).email == "ada@example.com"


@pytest.mark.parametrize(
    ("given", "name"),
    [("\u201cAda\u201d", "Ada"), ("'Ada'", "Ada"), ("\u201eAda\u201c", "Ada"),
     ("\u00bbAda\u00ab", "Ada"), ("O'Neil", "O'Neil"),
     ("Ada \u201cThe\u201d Lovelace", "Ada \u201cThe\u201d Lovelace")],
)  # fmt: skip
def test_quotation_marks_around_all_of_a_value_are_no_part_of_it(given: str, name: str) -> None:
    lead = IncomingLead.model_validate(
        {"email": "a@b.example", "first_name": given, "message": "'x'"}
    )
    assert (lead.first_name, lead.message) == (name, "'x'")


@pytest.mark.parametrize("two", ["a@example.com; b@example.com", "mailto:", "ada@example,com"])
def test_what_is_no_single_address_stays_refused(two: str) -> None:
    with pytest.raises(ValidationError):
        IncomingLead.model_validate({"email": two})


@pytest.mark.parametrize(
    ("attribute", "value", "field", "why"),
    [
        ("Robinsonliste", "gepr\u00fcft", "consent.email", "is closed for caution"),
        ("Do not call", "ask again", "consent.phone", "is closed for caution"),
        ("Notes", "wants no more mails", "consent.email", "is refused by the notes in 'Notes'"),
    ],
)
def test_a_channel_that_an_attribute_closes_without_saying_so_is_told(
    attribute: str, value: str, field: str, why: str
) -> None:
    lead = IncomingLead.model_validate({"email": "a@b.example", "attributes": {attribute: value}})
    told = {one.field: one for one in lead.ignored}[field]
    assert (told.value, why in told.why) == (value, True)
    assert lead.attributes == {attribute: value}
