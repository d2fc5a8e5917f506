"""Cells are read in one way in training and in triage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.money import Money
from baton.leads.lead import Activity, Consent, NewLead
from baton.leads.scoring.lead_values import category_in, feature_key, number_in, values_of


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12.0),
        (" 1,250.5 ", 1250.5),
        ("1 250", 1250.0),
        ("3,5", 3.5),
        ("12 %", 12.0),
        ("$9", 9.0),
        ("-4", -4.0),
        (True, 1.0),
        (7, 7.0),
        ("", None),
        (None, None),
        ("nan", None),
        ("inf", None),
        (float("nan"), None),
        ("a while", None),
        ("1.2.3", None),
        (10**400, None),
        (1.1e300, 1.1e300),
        ("1.1e300", 1.1e300),
    ],
)
def test_numbers_as_people_write_them(cell, number):
    assert number_in(cell) == number


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("  Google ", "google"),
        ("Two  Words", "two words"),
        ("N/A", None),
        ("", None),
        (None, None),
        (True, "true"),
        (3.0, "3"),
    ],
)
def test_categories_whatever_their_case_and_spaces(cell, category):
    assert category_in(cell) == category


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()))
def test_any_cell_is_read_without_an_error(cell):
    number = number_in(cell)
    assert number is None or math.isfinite(number)
    category_in(cell)


def test_a_column_and_an_attribute_of_the_same_name_are_one_feature():
    assert feature_key("Lead Origin") == feature_key("attributes.lead_origin") == "leadorigin"


def test_a_lead_is_flat_and_what_is_not_known_is_not_there():
    lead = NewLead(
        email="ada@example.com",
        company_size=12,
        activity=Activity(visits=0),
        consent=Consent(email=False),
        budget=Money(amount=900, currency="EUR"),
        attributes={"lead_origin": "API", "empty": None},
    )
    assert values_of(lead) == {
        "leadorigin": "API",
        "companysize": 12,
        "email": "ada@example.com",
        "activityvisits": 0,
        "consentemail": False,
        "budgetamount": 900,
        "budgetcurrency": "EUR",
    }
