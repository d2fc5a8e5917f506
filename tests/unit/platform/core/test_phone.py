"""A number is the same however its country writes it."""

import csv
from contextlib import suppress
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.phone import phone_number
from baton.core.phone_places import countries_of, zones_of_phone
from baton.core.places import zones_of

_FIXED, _MOBILE, _EITHER = 0, 1, 2
NUMBERS = Path(__file__).parents[5] / "shared" / "data" / "phone_numbers.csv"


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("0043 664 1234567", None, "+436641234567"),
        ("+43 (0)664/1234567 (mobile)", None, "+436641234567"),
        ("0664 1234567 (privat)", "AT", "+436641234567"),
        ("[office] +44 20 7946 0018", None, "+442079460018"),
        ("0664/123 45 67", "AT", "+436641234567"),
        ("+44 (0)20 7946 0018", None, "+442079460018"),
        ("011 44 20 7946 0018", "US", "+442079460018"),
        ("tel:+1-202-555-0123", None, "+12025550123"),
        ("+436641234567.0", "AT", "+436641234567"),
        ("436641234567.00", "AT", "+436641234567"),
        ("436641234567,00", "AT", "+436641234567"),
        ("+33\u202f1\u202f42\u202f68\u202f53\u202f00", None, "+33142685300"),
        ("06\u200712\u200734\u200756\u200978", "FR", "+33612345678"),
        ("0664 1234567 abends", "AT", "+436641234567"),
        ("030 1234567 Herr Maier", "DE", "+49301234567"),
        ("415 555 2671 WORK", "US", "+14155552671"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("0043 664 1234567", "US", "+436641234567"),
        ("0043 664 1234567", "BR", "+436641234567"),  # there, 43 is also who carries a call
        ("0043 664 1234567", "JP", "+436641234567"),
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("+5215512345678", "MX", "+525512345678"),
    ],
)
def test_every_form_of_a_number_is_one(written: str, country: str | None, number: str) -> None:
    assert phone_number(written, country).number == number


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_that_lost_its_plus_becomes_no_other(region: str) -> None:
    for kind in (_FIXED, _MOBILE):
        if example := phonenumbers.example_number_for_type(region, kind):
            form = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            with suppress(ValueError):
                assert phone_number(form[1:], region).number == form


def test_an_extension_is_kept_apart() -> None:
    assert phone_number("tel:+1-202-555-0123;ext=5") == ("+12025550123", "5")
    assert phone_number("+33 1 23 45 67 89 poste 12") == ("+33123456789", "12")
    assert phone_number("030 12345 Durchwahl 67", "DE") == ("+493012345", "67")


@pytest.mark.skipif(not NUMBERS.exists(), reason="the shared data is not here")
def test_the_example_numbers_of_fifty_countries_are_read() -> None:
    with NUMBERS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = phone_number(row["written"], row["country"])
            assert found == (row["expected_e164"], row["extension"]), row


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("030 1234567 App. 12", "DE", "+49301234567"),
        ("01 5333333 NSt. 12", "AT", "+4315333333"),
        ("044 668 18 00 intern 12", "CH", "+41446681800"),
        ("020 123 4567 toestel 12", "NL", "+31201234567"),
        ("22 123 45 67 wew. 12", "PL", "+48221234567"),
        ("11 2345-6789 ramal 12", "BR", "+551123456789"),
        ("08-123 456 78 anknytning 12", "SE", "+46812345678"),
        ("03-1234-5678 内線12", "JP", "+81312345678"),
    ],
)
def test_a_word_for_an_extension_is_no_part_of_the_number(
    written: str, country: str, number: str
) -> None:
    assert phone_number(written, country) == (number, "12")


@pytest.mark.parametrize(
    "text", ["ext. 5", "12", "call me", "0664 1234567", "x" * 100, "+999123456"]
)
def test_what_is_no_number_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"phone number|longer"):
        phone_number(text)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("0664/123\u2026", "AT"),
        ("112", "AT"),
        ("000000000", "AT"),
        ("+1 555 0100", None),
        ("4915123456789", "DE"),  # its plus, or the nought of a town in 0491
        ("0171 123456O", "DE"),
        ("0664 l234567", "AT"),
    ],
)
def test_what_may_be_another_number_is_none(text: str, country: str | None) -> None:
    with pytest.raises(ValueError, match="phone number"):
        phone_number(text, country)


def test_a_number_tells_where_its_owner_may_be() -> None:
    assert countries_of("+436641234567") == ("AT",)
    assert zones_of_phone("+14155552671") == ("America/Los_Angeles",)
    assert {"America/New_York", "America/Los_Angeles"} <= set(zones_of_phone("+18005552671"))
    assert {"Australia/Perth", "Australia/Sydney"} <= set(zones_of_phone("+61412345678"))
    assert zones_of_phone("+80012345678") == ()


def test_a_number_of_no_area_is_not_of_an_island_that_has_its_own_prefix() -> None:
    assert countries_of("+18005552671") == ("US", "CA")
    assert countries_of("+79161234567") == ("RU",)
    assert countries_of("+16715551234") == ("GU",)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_of_a_country_may_be_in_it(region: str) -> None:
    for kind in (_FIXED, _MOBILE, _EITHER):
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        assert region in countries_of(number)
        assert set(zones_of_phone(number)) & set(zones_of(region)) or not zones_of(region)


@given(st.text(max_size=80))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(ValueError):
        assert phone_number(text, "DE").number.startswith("+")
