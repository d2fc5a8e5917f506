"""Sizes, names and domains in one form, and the laws of merging."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.prospects.merging import merged_companies, merged_people
from baton.campaigns.prospects.names import domain_of, name_key, person_key
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import LegalBasis
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.prospects.given import a_company, a_person

SOURCES = ("own_files", "companies_house", "gleif", "people_data_labs", "hunter")


@pytest.mark.parametrize(
    ("text", "above_50"),
    [
        ("11-50", False),
        ("51-200", True),
        ("1-200", None),
        ("10001+", True),
        ("50", False),
        ("51", True),
        ("1,001 - 5,000 employees", True),
        ("20\u2013300", None),
    ],
)
def test_a_band_is_judged_by_both_its_ends(text: str, above_50: bool | None) -> None:
    found = SizeRange.read(text)
    assert found is not None
    assert found.above(50) is above_50


@pytest.mark.parametrize("text", ["", None, "0", "many", "200-51", "-5", "1-2-3", "9" * 30])
def test_what_tells_no_size_is_unknown_and_not_zero(text: str | None) -> None:
    assert SizeRange.read(text) is None


@pytest.mark.parametrize(
    "names",
    [
        ("Acme GmbH", "ACME G.m.b.H.", "Acme", "acme gmbh & Co. KG"),
        ("Müller & Söhne AG", "Muller und Sohne AG".replace("und", "and"), "MÜLLER and SÖHNE"),
        ("The Nord Ltd", "Nord Limited", "NORD LTD."),
        ("Peña S.L.", "Pena SL", "PENA S. L."),
    ],
)
def test_the_same_company_has_one_name_whatever_its_legal_form(names: tuple[str, ...]) -> None:
    assert len(set(map(name_key, names))) == 1


def test_a_name_that_is_nothing_but_a_legal_form_stays_a_name() -> None:
    assert name_key("Limited") == "limited"
    assert name_key("Inc Media Ltd") == "inc media"
    assert person_key("Amsel, Ada") == person_key("ada AMSEL")


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Müller.example/kontakt?x=1", "xn--mller-kva.example"),
        ("WWW.acme.example.", "acme.example"),
        ("http://acme.example:8080", "acme.example"),
        ("https://www.linkedin.com/company/acme", None),
        ("127.0.0.1", None),
        ("localhost", None),
        ("a b.example", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_a_website_is_brought_to_its_domain(text: str, domain: str | None) -> None:
    assert domain_of(text) == domain


def test_the_more_trusted_source_counts_then_the_newer_and_every_word_is_kept() -> None:
    later = NOON + timedelta(days=1)
    merged = FoundCompany.merged(
        [
            a_company("hunter", later, industry="retail", size="11-50"),
            a_company("companies_house", NOON, industry="software"),
            a_company("people_data_labs", NOON, size="87"),
            a_company("people_data_labs", later, size="90"),
        ]
    )
    assert merged.value("industry") == "software"
    assert merged.size == SizeRange(least=90, most=90)
    assert [word.source for word in merged.words("industry")] == ["companies_house", "hunter"]
    assert merged.sources == ("companies_house", "hunter", "people_data_labs")


companies = st.builds(
    lambda source, days, name, domain, country, size: FoundCompany.of(
        source,
        NOON + timedelta(days=days),
        LegalBasis.NOT_PERSONAL,
        name=name,
        domain=domain,
        country=country,
        size=size,
    ),
    st.sampled_from(SOURCES),
    st.integers(0, 2),
    st.sampled_from(["Acme GmbH", "ACME", "Nord Ltd", "Opal"]),
    st.sampled_from([None, None, "acme.example", "www.acme.example", "nord.example"]),
    st.sampled_from([None, "AT", "GB"]),
    st.sampled_from([None, "11-50", "60"]),
)

people = st.builds(
    lambda source, name, email, company: FoundPerson.of(
        source, NOON, LegalBasis.LEGITIMATE_INTEREST, full_name=name, email=email, company=company
    ),
    st.sampled_from(SOURCES),
    st.sampled_from(["Ada Amsel", "Amsel, Ada", "Bo Kolm"]),
    st.sampled_from([None, "ada@acme.example", "a.amsel@acme.example", "bo@acme.example"]),
    st.sampled_from(["Acme", "Nord Ltd"]),
)


@given(st.lists(companies, max_size=12), st.randoms(use_true_random=False))
def test_merging_companies_is_the_same_in_any_order_and_loses_no_source(
    records: list[FoundCompany], chance: Random
) -> None:
    merged = merged_companies(records)
    chance.shuffle(records)
    assert merged_companies([*records, *records]) == merged
    assert merged_companies(merged) == merged
    told = {(word.field, word.source) for one in records for word in one.told}
    assert {(word.field, word.source) for one in merged for word in one.told} == told
    domains = [one.domain for one in merged if one.domain]
    assert len(domains) == len(set(domains))


@given(st.lists(people, max_size=12), st.randoms(use_true_random=False))
def test_merging_people_is_the_same_in_any_order_and_keeps_addresses_apart(
    records: list[FoundPerson], chance: Random
) -> None:
    merged = merged_people(records)
    chance.shuffle(records)
    assert merged_people([*records, *records]) == merged
    assert {one.email for one in merged if one.email} == {one.email for one in records if one.email}


def test_a_name_without_an_address_joins_the_one_person_it_fits_and_none_of_two() -> None:
    named = a_person("companies_house", email=None, title="director")
    (one,) = merged_people([named, a_person("hunter")])
    assert (one.email, one.title) == ("ada@acme.example", "director")
    assert len(merged_people([named, a_person(), a_person(email="other@acme.example")])) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(JSON, JSON)
def test_whatever_a_source_writes_into_a_field_its_record_is_made(
    name: object, city: object
) -> None:
    found = FoundCompany.of("gleif", NOON, LegalBasis.NOT_PERSONAL, name=name, city=city)
    assert {word.field for word in found.told} <= {"name", "city"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Acme\x07 GmbH\x00", "Acme GmbH"),
        ("\ud83dAcme", "Acme"),
        ("Acme\n\u2028GmbH", "Acme GmbH"),
        ({"name": "Acme"}, None),
        (True, None),
        ("A" * 9_999, "A" * 300),
    ],
)
def test_characters_that_are_no_text_are_left_out_and_what_is_no_text_is_not_told(
    given: object, told: str | None
) -> None:
    assert (
        FoundCompany.of("hunter", NOON, LegalBasis.NOT_PERSONAL, name=given).value("name") == told
    )
