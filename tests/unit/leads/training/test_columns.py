"""What a column is taken for is never silently something else."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.scoring.points import Scoring
from baton.leads.scoring.scorecard import NumberTable
from functions.leads.training.bins import MISSING, Detail, bins_of
from functions.leads.training.columns import Column, Kind, column_of
from functions.leads.training.history import RawMapping
from functions.leads.training.rejection import Refusal
from tests.unit.leads.training.invented import csv_of, rows

pytestmark = pytest.mark.usefixtures("few_rounds")

CHANCE = random.Random(1)
MANY = [CHANCE.randint(100, 999_999) for _ in range(400)]


def column(cells, name="Amount", **wishes):
    return column_of(name.lower(), name, cells, **wishes)


def german(number):
    return f"{number / 100:,.2f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("write", "holds"),
    [
        (german, "numbers from"),
        (lambda number: f"{number // 60}:{number % 60:02}", "numbers from"),
        (lambda number: f"$ {number:,}", "numbers from"),
        (lambda number: f"{number} min", "numbers from"),
        (lambda number: f"{number % 10}" if number % 7 else "10+", "numbers from 0 to 10"),
        (lambda number: f"({number})", "numbers from -99"),
        (lambda number: f"{number}-", "numbers from -99"),
        (
            lambda number: f"₹{number % 9 + 1},{number % 90 + 10},{number % 899 + 100}",
            "numbers from",
        ),
        (lambda number: f"€ {number % 899_000 + 100_000:,}", "numbers from"),
    ],
)
def test_numbers_that_only_people_read_are_numbers_and_it_is_told_how(write, holds):
    found = column([write(number) for number in MANY])
    assert found.kind is Kind.NUMBER
    assert found.holds.startswith(holds)
    assert "read as numbers: " in found.why


def test_one_cell_with_a_decimal_comma_tells_how_the_others_are_read():
    found = column(["1.234", "2.500", "0,75", "12"] * 30)
    assert found.decimal == ","
    assert found.holds == "numbers from 0.75 to 2,500"


@pytest.mark.parametrize(
    "cells", [["1.200", "0", "2.500"], ["7", "12,000", "€ 950"], ["1.200", "5.000"]]
)
def test_cells_that_may_be_thousands_or_decimals_are_told(cells):
    cells = [*cells * 9, *["9,000" if "7" in cells else "3.000"] * 9]
    assert "no cell tells decimals from thousands" in column(cells).why
    assert "no cell tells" not in column([*cells, "0.5"]).why


@pytest.mark.parametrize(
    ("cells", "as_point", "as_comma"),
    [
        (["1.200", "300", "15", "2.500"], "1.2 to 300", "15 to 2,500"),
        (["€ 12.000", "950 €", "7"], "7 to 950", "7 to 12,000"),
        (["1.200", "1100", "0"], "0 to 1,100", "0 to 1,200"),
        (["3,500", "1500", "-2"], "-2 to 3,500", "-2 to 1,500"),
    ],
)
def test_where_the_reading_of_a_sign_decides_which_is_more_it_is_asked(cells, as_point, as_comma):
    with pytest.raises(Refusal, match=r"`decimal_point: \[Amount\]`.*`decimal_comma: \[Amount\]`"):
        column(cells * 9)
    assert column(cells * 9, decimal=".").holds == f"numbers from {as_point}"
    assert column(cells * 9, decimal=",").holds == f"numbers from {as_comma}"


@pytest.mark.parametrize("cell", ["0.125", ".125", "1234.500", "0,125"])
def test_a_zero_or_four_digits_before_the_sign_tell_that_decimals_follow(cell):
    sign = "," if "," in cell else "."
    found = column([cell, "1.200".replace(".", sign), "15", "300"] * 9)
    assert found.decimal == sign
    assert "no cell tells" not in found.why


def test_numbers_that_are_no_texts_are_never_in_doubt():
    assert column([1.234, 12, 3.125, 300] * 9).kind is Kind.NUMBER


def test_two_ways_to_write_decimals_are_told():
    assert "some after a comma" in column(["1.5", "2,25", "3", "4"] * 30).why


def test_numbers_that_cannot_be_read_are_told_apart_as_categories_with_a_word():
    found = column([f"{number} km" for number in MANY[:50]] * 4)
    assert found.kind is Kind.CATEGORY
    assert "look like numbers" in found.why


@pytest.mark.parametrize("form", ["1 Jan 2025", "31/12/2024", "Jan 3, 2025", "2025-03", "20250131"])
def test_dates_are_never_categories(form):
    found = column([form, "2 Feb 2025"] * 100)
    assert (found.kind, found.why) == (Kind.UNUSED, "holds dates")


def test_times_as_numbers_are_not_learned_from():
    cells = [1_700_000_000 + 86_400 * place for place in range(300)]
    CHANCE.shuffle(cells)
    assert column([*cells, *cells], "Created at").kind is Kind.UNUSED
    assert column([*cells, *cells], "Turnover").kind is Kind.NUMBER


def test_a_column_that_nobody_understands_is_asked_about_and_can_be_declared():
    cells = [*map(str, MANY), *(["ten or more"] * 40)]
    with pytest.raises(Refusal, match=r"40 of 440 cells are none.*training\.categories"):
        column(cells)
    assert column(cells, category=True).kind is Kind.CATEGORY


def test_numbers_that_are_names_can_be_declared_categories(learn_from):
    chance = random.Random(3)
    leads = [{**lead, "Region": chance.randint(1, 9)} for lead in rows(400)]
    for lead in leads:
        lead["Converted"] = int(chance.random() < (0.8 if lead["Region"] in {2, 5, 7} else 0.2))
    mapping = RawMapping.model_validate({"training": {"categories": ["region"]}})
    _, training = learn_from(csv_of(leads), mapping)
    table = next(one for one in training.scorecard.features if one.name == "Region")
    assert table.kind == "category"
    assert table.points["2"] > 0 > table.points["3"]


def test_triage_reads_a_decimal_comma_as_training_did(learn_from):
    chance = random.Random(4)
    leads = []
    for lead in rows(600):
        worth = chance.randint(1_000, 900_000)
        rate = 0.85 if worth > 450_000 else 0.15
        converted = int(chance.random() < rate)
        leads.append({**lead, "Worth": german(worth * 100)[:-3], "Converted": converted})
    leads[0]["Worth"] = "450.000,50"
    history, training = learn_from(csv_of(leads))
    scoring = Scoring(training.scorecard)
    table = next(one for one in training.scorecard.features if one.name == "Worth")
    assert isinstance(table, NumberTable)
    assert table.decimal == ","
    assert scoring.points({"worth": "800.000"}) > scoring.points({"worth": "100.000"})
    assert scoring.points({"worth": 800_000}) == scoring.points({"worth": "800.000"})
    yardstick = training.learned.model_rates(history.leads)
    for lead, rate in zip(history.leads, yardstick, strict=True):
        assert abs(scoring.expected_rate(scoring.points(lead)) - rate) < 1e-9


NUMBERS = st.lists(st.one_of(st.just(0.0), st.floats(-1e6, 1e6)), min_size=1, max_size=300)


@given(cells=NUMBERS, most=st.integers(2, 12))
def test_a_value_that_many_leads_have_is_alone_in_its_bin(cells, most):
    bins = bins_of(Column("a", "A", Kind.NUMBER), cells, Detail(most, 5, 5))
    codes = bins.codes(cells).tolist()
    assert bins.size <= most
    for value in set(cells):
        if cells.count(value) * most >= 2 * len(cells):
            assert {
                cells[place]
                for place, code in enumerate(codes)
                if code == codes[cells.index(value)]
            } == {value}


@given(cells=NUMBERS, most=st.integers(2, 12))
def test_bins_follow_the_numbers_and_what_is_missing_has_none(cells, most):
    bins = bins_of(Column("a", "A", Kind.NUMBER), [*cells, None, ""], Detail(most, 5, 5))
    codes = bins.codes([*sorted(cells), None, "", "n/a"]).tolist()
    assert codes[-3:] == [MISSING] * 3
    assert codes[:-3] == sorted(codes[:-3])
    assert all(0 <= code < bins.size for code in codes[:-3])


@pytest.mark.parametrize(
    "codes",
    [
        [f"{(number * 37) % 90:02}067" for number in range(60)],
        ["030", "0664", "01", "0221", "7"],
        ["0930", "1430", "1015", "0845"],
    ],
)
def test_digits_that_begin_with_zeros_are_codes_and_no_numbers(codes):
    found = column_of("zip", "Zip", [codes[at % len(codes)] for at in range(400)])
    assert found.kind is Kind.CATEGORY
    assert "are codes" in found.why


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        (["0", "7", "12", "30"], 0, 30),
        (["0.5", "00:30", "1:20"], 0.5, 80),
        (["1,2E+03", "3,5E+02"], 350, 1200),
        (["PT30M", "PT1H20M", "P1DT2H"], 1800, 93600),
    ],
)
def test_numbers_of_other_programs_are_numbers(cells, low, high):
    found = column_of("x", "X", [cells[at % len(cells)] for at in range(400)])
    assert (found.kind, found.holds) == (Kind.NUMBER, f"numbers from {low:,g} to {high:,g}")
