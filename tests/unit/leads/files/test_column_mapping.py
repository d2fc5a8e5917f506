"""A company's own columns become leads, or say in words why not."""

import csv
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.amounts import minor_digits
from baton.core.money import Money
from baton.leads.files.column_mapping import ColumnMapping, lead_fields
from baton.leads.lead import NewLead
from baton.tabular.mapping_file import MappingError

ROOT = Path(__file__).parents[4]
EDUCATION = ROOT / "mappings" / "education.yaml"
EDUCATION_LEADS = ROOT.parent / "shared" / "data" / "leads_education.csv"

LEAKS = {
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
    "Last Activity",
    "Last Notable Activity",
    "Converted",
}


def a_mapping(fields: str, more: str = "") -> ColumnMapping:
    lines = "\n".join(f"  {line}" for line in fields.splitlines())
    return ColumnMapping.from_yaml(f"fields:\n  email: E-mail\n{lines}\n{more}", "test.yaml")


def lead_of(mapping: ColumnMapping, **cells: object) -> NewLead:
    mapped = mapping.row({"E-mail": "ada@example.com", **cells})
    assert mapped.faults == ()
    assert mapped.lead is not None
    return mapped.lead


def faults_of(mapping: ColumnMapping, **cells: object) -> tuple[str, ...]:
    mapped = mapping.row({"E-mail": "ada@example.com", **cells})
    assert mapped.lead is None
    return mapped.faults


def ignored_by(mapping: ColumnMapping, **cells: object) -> tuple[str, ...]:
    mapped = mapping.row({"E-mail": "ada@example.com", **cells})
    assert mapped.lead is not None
    return tuple(f"{one.field}: {one.why}" for one in mapped.ignored)


def test_the_first_column_that_is_not_empty_counts() -> None:
    mapping = a_mapping("company: [Firm, Employer]", "empty: [NA]")

    assert lead_of(mapping, Firm=" na ", Employer="Acme").company == "Acme"
    assert lead_of(mapping, Firm="Ajax", Employer="Acme").company == "Ajax"
    assert lead_of(mapping, Firm="", Employer=None).company is None


def test_values_are_replaced_whatever_their_case_and_a_constant_fills_what_is_empty() -> None:
    mapping = a_mapping(
        'source: {column: Src, values: {g: Google, test: ""}, constant: Elsewhere}\n'
        "interest: {constant: courses}"
    )

    assert lead_of(mapping, Src="G").source == "Google"
    assert lead_of(mapping, Src="Bing").source == "Bing"
    assert lead_of(mapping, Src="TEST").source == "Elsewhere"
    assert lead_of(mapping).interest == "courses"


@pytest.mark.parametrize(
    ("rule", "cell", "expected"),
    [
        ("activity.visits: N", "1,250", 1250),
        ("activity.visits: N", 12.0, 12),
        ("activity.visits: {column: N, decimal: ','}", "1.250,0", 1250),
        ("company_size: N", "1 250", 1250),
        ("company_size: N", "1’250", 1250),  # noqa: RUF001 - as the Swiss write it
        ("company_size: N", "1,00,000", 100_000),
        ("activity.seconds_on_site: {column: N, unit: minutes}", "2.5", 150),
        ("activity.seconds_on_site: {column: N, unit: hours}", 1, 3600),
        ("activity.pages_per_visit: N", "2.75", 2.75),
        ("consent.email: N", "Yes", True),
        ("consent.email: N", False, False),
        ("consent.email: {column: N, type: inverted_boolean}", "no", True),
        ("attributes.born: {column: N, type: integer}", "1984", 1984),
        ("attributes.born: N", "1984", "1984"),
        ("phone: N\ncountry: {constant: AT}", 436641234567, "+436641234567"),
        ("phone: N\ncountry: {constant: AT}", "0664/123 45 67", "+436641234567"),
        ("phone: N", "tel:+1-202-555-0123;ext=5", "+12025550123"),
        ("external_id: N", "\u200b17\u2060", "17"),
        ("activity.visits: N", "1e3", 1000),
        ("external_id: N", 660681.0, "660681"),
        ("job_title: N", "Head\r\n of  Sales", "Head of Sales"),
        ("message: N", "one\ntwo", "one\ntwo"),
        ("external_id: N", "\ufeff 17 ", "17"),
    ],
)
def test_a_cell_is_read_as_people_and_programs_write_it(
    rule: str, cell: object, expected: object
) -> None:
    lead = lead_of(a_mapping(rule), N=cell)

    field = rule.partition(": ")[0]
    value: object = lead
    for name in field.split("."):
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("$1,234.56", "USD", 123_456),
        ("1.234,56 €", "EUR", 123_456),
        ("12500", "JPY", 12_500),
        ("1.5", "KWD", 1_500),
        (19.99, "USD", 1_999),
        ("0.005", "USD", 1),
        ("10k", "USD", 1_000_000),
        ("Rs. 5,000", "INR", 500_000),
        ("500.-", "CHF", 50_000),
        ("US$ 500", "", 50_000),
        ("€ 500", "EUR", 50_000),
    ],
)
def test_money_becomes_minor_units_by_its_currency(
    amount: object, currency: str, minor: int
) -> None:
    decimal = "," if str(amount).endswith("€") else "."
    mapping = a_mapping(
        f"budget.amount: {{column: Sum, type: money, decimal: '{decimal}'}}\nbudget.currency: Cur"
    )

    assert lead_of(mapping, Sum=amount, Cur=currency).budget == Money(
        amount=minor, currency=currency or "USD"
    )


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("50%", "USD", "neither a currency nor k"),
        ("(500)", "USD", "is less than 0"),
        ("US$ 500", "EUR", "is in USD, not in EUR"),
        ("about 500", "USD", "is no currency known here"),
        ("500", "", "is missing"),
    ],
)
def test_money_that_is_not_sure_is_left_out_and_told(amount: str, currency: str, why: str) -> None:
    mapping = a_mapping("budget.amount: {column: Sum, type: money}\nbudget.currency: Cur")
    (told,) = ignored_by(mapping, Sum=amount, Cur=currency)
    assert why in told


@given(st.integers(0, 10**12), st.sampled_from(["USD", "JPY", "KWD", "EUR"]), st.booleans())
def test_money_that_was_written_down_is_read_as_it_was(
    minor: int, currency: str, comma: bool
) -> None:
    digits = minor_digits(currency)
    written = f"{currency} {Decimal(minor).scaleb(-digits):,.{digits}f}"
    if comma:
        written = written.translate(str.maketrans(",.", ".,"))
    rule = f"{{column: Sum, type: money, decimal: '{',' if comma else '.'}'}}"
    mapping = a_mapping(f"budget.amount: {rule}\nbudget.currency: Cur")
    budget = lead_of(mapping, Sum=written, Cur=currency).budget
    assert budget == Money(amount=minor, currency=currency)


def test_a_currency_alone_is_no_budget_and_an_amount_alone_is_a_fault() -> None:
    mapping = a_mapping("budget.amount: {column: Sum, type: money}\nbudget.currency: Cur")

    assert lead_of(mapping, Cur="EUR").budget is None
    assert ignored_by(mapping, Sum="12") == ("budget.currency: is missing",)


@pytest.mark.parametrize(
    ("rule", "cell", "utc"),
    [
        ("occurred_at: At", "2026-01-31T12:00:00+02:00", "2026-01-31T10:00"),
        ("occurred_at: At", "2026-01-31", "2026-01-30T18:30"),
        (
            "occurred_at: {column: At, format: '%d.%m.%Y %H:%M'}",
            "31.01.2026 12:00",
            "2026-01-31T06:30",
        ),
        (
            "occurred_at: {column: At, format: '%m/%d/%y', timezone: America/New_York}",
            "07/04/25",
            "2025-07-04T04:00",
        ),
        ("occurred_at: {column: At, format: epoch_seconds}", "1767225600", "2026-01-01T00:00"),
        (
            "occurred_at: {column: At, format: epoch_milliseconds}",
            1767225600000,
            "2026-01-01T00:00",
        ),
    ],
)
def test_a_date_without_a_zone_was_read_off_in_the_mappings_zone(
    rule: str, cell: object, utc: str
) -> None:
    lead = lead_of(a_mapping(rule, "timezone: Asia/Kolkata"), At=cell)

    assert lead.occurred_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "cell", "fault"),
    [
        ("phone: X", "call me", "phone: is not a phone number without a country"),
        ("phone: X", "4.36641E+11", "phone: is a number that a spreadsheet shortened"),
        ("external_id: X", "4,36641E+11", "external_id: is a number that a spreadsheet shortened"),
        ("company_size: X", "11-50", "company_size: is not a number"),
        ("company_size: X", "1,5", "company_size: is not a number"),
        ("company_size: X", "0", "company_size: is less than 1"),
        ("activity.visits: X", "2.5", "activity.visits: is not a whole number"),
        ("activity.visits: X", "9" * 400, "activity.visits: is not a number"),
        ("activity.visits: X", "1e9", "activity.visits: is more than 100000"),
        ("activity.pages_per_visit: X", float("inf"), "activity.pages_per_visit: is not a finite"),
        ("consent.sms: X", "maybe", "consent.sms: is neither yes nor no"),
        ("occurred_at: X", "yesterday", "occurred_at: is not a date and time as 2026-"),
        ("occurred_at: X", "2026-01-01T10:00", "occurred_at: has no time zone; name one in"),
        ("occurred_at: X", "9999-12-31T23:59:59-23:00", "occurred_at: lies outside the years"),
        ("occurred_at: {column: X, format: epoch_seconds}", "9e99", "occurred_at: is not a date"),
        ("first_name: X", "A" * 121, "first_name: is longer than 120 characters"),
        ("first_name: X", "A\x00B", "first_name: contains the character U+0000"),
        ("country: X", "Asia/Pacific Region", "country: is neither an ISO 3166 country code"),
        ("campaign_id: X", "spring", "campaign_id: is not the id of a campaign"),
        ("attributes.note: X", "n" * 501, "attributes.note: is longer than 500 characters"),
        ("attributes.note: X", 10**19, None),
    ],
)
def test_a_fault_is_told_in_words_with_its_field(
    rule: str, cell: object, fault: str | None
) -> None:
    mapped = a_mapping(rule).row({"E-mail": "ada@example.com", "X": cell})

    strict = rule.startswith(("consent", "campaign_id", "external_id"))
    told = mapped.faults if strict else [f"{one.field}: {one.why}" for one in mapped.ignored]
    assert (mapped.lead is None) is strict
    assert [one.startswith(str(fault)) for one in told] == ([True] if fault else [])


def test_every_fault_of_a_row_is_named_and_no_value_repeated() -> None:
    mapping = a_mapping("phone: P\nconsent.email: C")

    mapped = mapping.row({"E-mail": "secret-address", "P": "secret-phone", "C": "secret"})

    assert [fault.partition(":")[0] for fault in mapped.faults] == [
        "consent.email",
        "email",
        "phone",
    ]
    assert mapped.faults[1] == "email: is not a valid e-mail address"
    assert "secret" not in " ".join(mapped.faults)


def test_a_row_that_reaches_nobody_is_refused() -> None:
    assert a_mapping("").row({"E-mail": ""}).faults == (
        "needs at least one of email, phone or external_id",
    )


def test_a_mapping_says_for_which_fields_a_row_is_rejected() -> None:
    mapping = a_mapping(
        "country: {column: Land, when_invalid: reject}\n"
        "company_size: Size\n"
        "budget.amount: {column: Sum, type: money}\n"
        "budget.currency: Cur\n"
        "activity.visits: {column: Came, when_invalid: drop}\n"
        "consent.email: {column: May, when_invalid: drop}"
    )

    assert ignored_by(mapping, Size="many", Sum="5", Cur="Taler", Came="often") == (
        'company_size: is not a number (its decimals after ".", groups by ",")',
        'activity.visits: is not a number (its decimals after ".", groups by ",")',
        "budget.currency: is not a currency's ISO 4217 code such as USD",
    )
    faults = faults_of(mapping, Land="Atlantis", Size="many")
    assert [fault.partition(":")[0] for fault in faults] == ["company_size", "country"]
    (refused,) = faults_of(mapping, May="perhaps")
    assert refused.startswith("consent.email: is neither yes nor no"), "a will is never dropped"


def test_listed_columns_become_attributes_as_far_as_they_fit() -> None:
    mapping = a_mapping("", "others: [Seen in Magazine, 'X/Y', Long]")

    lead = lead_of(mapping, **{"Seen in Magazine": "No", "X/Y": "1", "Long": "l" * 900, "Z": "z"})

    assert lead.attributes["seen_in_magazine"] == "No"
    assert lead.attributes["x_y"] == "1"
    assert lead.attributes["long"] == "l" * 499 + "…"
    assert "z" not in lead.attributes


def test_canonical_names_are_found_whatever_their_case_spaces_and_underscores() -> None:
    mapped = ColumnMapping.canonical().row(
        {
            "E-Mail": "ada@example.com",
            "First Name": "Ada",
            "JOB_TITLE": "Countess",
            "Activity Visits": "3",
            "consent.email": "yes",
            "attributes.Favourite Engine": "difference",
            "Shoe size": "38",
        }
    )

    assert mapped.lead is not None
    assert (mapped.lead.first_name, mapped.lead.job_title) == ("Ada", "Countess")
    assert (mapped.lead.activity.visits, mapped.lead.consent.email) == (3, True)
    assert mapped.lead.attributes == {"Favourite Engine": "difference", "shoe_size": "38"}


def test_an_object_is_read_as_the_api_would_read_it() -> None:
    given_lead = NewLead(
        email="ada@example.com",
        budget=Money(amount=1250, currency="EUR"),
        attributes={"age": 36, "vip": True, "note": "x"},
    )

    mapped = ColumnMapping.canonical().row(given_lead.model_dump(mode="json"))

    assert mapped.lead == given_lead


def test_a_hundred_columns_fill_the_sixty_attributes_there_are() -> None:
    row = {"email": "ada@example.com", **{f"Column {n}": f"v{n}" for n in range(100)}}

    mapped = ColumnMapping.canonical().row(row)

    assert mapped.lead is not None
    assert list(mapped.lead.attributes) == [f"column_{n}" for n in range(60)]


def test_columns_that_would_be_one_attribute_stay_apart() -> None:
    mapped = ColumnMapping.canonical().row(
        {"email": "a@example.com", "A-B": "1", "A B": "2", "???": "3", "!!!": "4"}
    )

    assert mapped.lead is not None
    assert mapped.lead.attributes == {"a_b": "1", "a_b_2": "2", "column": "3", "column_2": "4"}


def test_text_that_looks_like_code_is_text() -> None:
    text = '=HYPERLINK("http://evil")\'); DROP TABLE leads;-- <script>'

    assert lead_of(a_mapping("company: C"), C=text).company == text


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from([*lead_fields(), "activity", "attributes", "budget"]) | st.text(), _json
    )
)
def test_whatever_is_in_a_row_it_is_a_lead_or_has_faults(row: dict[str, object]) -> None:
    mapped = ColumnMapping.canonical().row(row)

    assert (mapped.lead is None) is bool(mapped.faults)
    if mapped.lead is not None:
        assert NewLead.model_validate_json(mapped.lead.model_dump_json()) == mapped.lead


def test_a_header_says_what_it_lacks_and_what_was_meant() -> None:
    mapping = a_mapping("country: Country\ncity: {column: Town, required: false}", "others: [Tag]")

    assert mapping.header_faults(["e_mail", "COUNTRY", "tag"]) == ()
    faults = mapping.header_faults(["E-mail", "Contry"])
    assert faults == (
        'fields.country: the file has no column "Country"; did you mean "Contry"?',
        'others: the file has no column "Tag"',
        'the file\'s columns are "E-mail", "Contry"',
    )


def test_a_header_without_any_way_to_a_person_is_refused() -> None:
    faults = ColumnMapping.canonical().header_faults(["e-post", "name"])

    assert faults[0].startswith(
        "a lead needs an email, phone or external_id: the file has no column"
    )
    assert ColumnMapping.canonical().header_faults(["name", "External ID"]) == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("fields: {emial: E}", ["line 1, fields: a lead has no field emial: did you mean email"]),
        ("fields:\n  company: C", ["line 1, fields: map at least one of email, phone and"]),
        ("fields:\n  email: {colum: E}", ["line 2, fields.email.colum: colum is not known here"]),
        ("fields:\n  email: {}", ["line 2, fields.email: needs a column or a constant"]),
        ("fields:\n  email: E\n  phone: {column: P, type: fone}", ["line 3, fields.phone.type: "]),
        ("fields: {email: E}\ntimezone: Mars/Phobos", ["line 2, timezone: is not an IANA time"]),
        ("fields: {email: E}\noutcome: {column: e}", ["line 2, outcome.true", "line 2, outcome"]),
        ("fields:\n  email: A\n  email: B", ["line 3: the key email is there twice"]),
        ("fields: &a {email: E}\nothers: *a", ["line 1: anchors (&) and aliases (*)"]),
        ("fields: [\n", ["line 2: it is not YAML"]),
        ("", ["it must be keys with values"]),
        ("- 1", ["it must be keys with values"]),
        ("fields: {email: E}\n---\nfields: {email: E}", ["line 2: a second document"]),
        ("[" * 150_000, ["line 1: it is nested more than 8 deep"]),
        ("x" * 200_001, ["it has more than 200000 characters"]),
    ],
)
def test_a_wrong_mapping_says_where_and_what_to_do(text: str, faults: list[str]) -> None:
    with pytest.raises(MappingError) as caught:
        ColumnMapping.from_yaml(text, "mappings/mine.yaml")

    assert "mappings/mine.yaml" in str(caught.value)
    assert any(caught.value.faults[0].startswith(fault) for fault in faults), caught.value.faults


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    mapping = a_mapping("source: {column: S, values: {yes: On, 1_000: Off}}", "empty: [No, ~]")

    assert lead_of(mapping, S="Yes").source == "On"
    assert lead_of(mapping, S="no").source is None
    assert lead_of(mapping, S="1_000").source == "Off"


def test_the_outcome_is_told_apart_and_never_part_of_the_lead() -> None:
    outcome = 'others: all\noutcome: {column: Won, "true": ["1", ja]}'
    mapping = a_mapping("", outcome)

    assert [mapping.outcome_of({"won": cell}) for cell in ("1", "JA", "0", "", None)] == [
        True,
        True,
        False,
        None,
        None,
    ]
    assert lead_of(mapping, Won="1", Other="x").attributes == {"other": "x"}
    assert "Won" not in mapping.columns_used()
    with pytest.raises(MappingError, match="must not be part of the lead"):
        a_mapping("source: won", outcome)


def test_an_outcome_that_names_both_texts_leaves_the_others_open() -> None:
    outcome = 'outcome: {column: Stage, "true": [Won], "false": [Lost, ""]}'
    mapping = a_mapping("", outcome)

    cells = ("won", "LOST", "", None, "Open")
    assert [mapping.outcome_of({"Stage": cell}) for cell in cells] == [
        True,
        False,
        False,
        False,
        None,
    ]


def test_the_education_mapping_uses_nothing_that_is_known_only_later() -> None:
    mapping = ColumnMapping.from_yaml(EDUCATION.read_text(encoding="utf-8"), EDUCATION.name)

    assert not LEAKS & set(mapping.columns_used())
    assert mapping.outcome is not None


@pytest.mark.skipif(not EDUCATION_LEADS.is_file(), reason="the shared education leads are not here")
def test_every_lead_of_the_education_company_is_a_valid_lead() -> None:
    mapping = ColumnMapping.from_yaml(EDUCATION.read_text(encoding="utf-8"), EDUCATION.name)
    with EDUCATION_LEADS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert mapping.header_faults(list(rows[0])) == ()
    mapped = [mapping.row(row) for row in rows]
    assert Counter(fault for one in mapped for fault in one.faults) == {}
    leads = [one.lead for one in mapped if one.lead]
    assert len(leads) == 6_467
    assert len({lead.external_id for lead in leads}) == 6_467
    assert sum(mapping.outcome_of(row) is True for row in rows) == 2_491
    assert {lead.consent.email for lead in leads} == {True, False}
    assert not any("Select" in str(lead.to_json()) for lead in leads)


def test_the_sample_leads_are_valid_and_of_nobody() -> None:
    mapping = ColumnMapping.canonical()
    with (ROOT / "samples" / "leads.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert mapping.header_faults(list(rows[0])) == ()
    mapped = [mapping.row(row) for row in rows]
    assert [one.faults for one in mapped if one.faults] == []
    leads = [one.lead for one in mapped if one.lead]
    assert len(leads) >= 40
    domains = {str(lead.email).partition("@")[2] for lead in leads if lead.email}
    assert domains == {"example.com", "example.org", "example.net"}
    assert len({lead.country for lead in leads}) >= 25
