"""The report says what was taken for what, what became of every row, and what to look at."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.leads.training.duration import duration_text, expected_seconds, in_words
from functions.leads.training.promotion import judge
from functions.leads.training.report import report
from tests.unit.leads.training.invented import csv_of, rows

pytestmark = pytest.mark.usefixtures("few_rounds")


def test_a_training_report_names_the_outcome_the_rows_the_order_and_the_columns(learn_from):
    leads = rows(700)
    for lead in leads[:50]:
        lead["Converted"] = ""
    content = (
        csv_of(leads) + b"Lead Number,Source,Minutes on site,Employees,Newsletter,Converted\r\n"
    )
    _, training = learn_from(content)
    said = report(training)
    won = training.scorecard.converted
    assert "column Converted" in said
    assert f'  converted: "1" ({won} rows)' in said
    assert f'  not converted: "0" ({650 - won} rows)' in said
    assert "Rows of the file: 701" in said
    assert "650 learned from, ordered by Lead Number" in said
    assert "50 left out: no outcome in Converted" in said
    assert "1 left out: the header once more" in said
    assert "Employees: numbers from 5 to 400" in said
    assert "Source: 4 categories" in said
    assert "Lead Number: identifies the lead" in said
    assert "learn again once a week" in said or "Learn again" in said


def test_a_change_on_the_way_is_told_with_what_would_have_helped(learn_from):
    chance = random.Random(2)
    leads = rows(3_000)
    for lead in leads[2_300:]:
        if chance.random() < 0.7:
            lead["Converted"] = 0
    _, training = learn_from(csv_of(leads))
    said = report(training)
    assert not training.ageing.steady
    assert "Warnings\n" in said
    assert "What becomes of leads has changed" in said
    assert "its usual rate moved by recorded outcomes" in said
    assert "learned again every 300 leads" in said
    assert "Poor calibration" in said


def losses(candidate, current, allowance=0.0):
    chance = random.Random(4)
    rates = [chance.uniform(0.1, 0.6) for _ in range(2_000)]
    won = [chance.random() < rate for rate in rates]

    def blurred(by):
        return [min(0.99, max(0.01, rate + chance.gauss(0, by))) for rate in rates]

    return judge(blurred(candidate), blurred(current), won, usual=0.35, allowance=allowance)


def test_a_verdict_says_which_is_better_and_what_explains_the_difference():
    assert "It is better on the latest leads" in losses(0.0, 0.08).why
    worse = losses(0.08, 0.0)
    assert not worse.takes_over
    assert "It is worse than the scorecard in use" in worse.why
    assert "chance explains up to" in worse.why
    allowed = losses(0.05, 0.0, allowance=0.05)
    assert allowed.takes_over
    assert "as good as the scorecard in use" in allowed.why
    assert "0.0500 is what the one in use gains by having been learned from" in allowed.why
    assert "less is better" in allowed.why
    assert "no better than the usual rate for all" in losses(0.2, 0.0).why


def test_the_expected_time_grows_with_cells_and_values():
    values = 100_000
    assert expected_seconds(400_000, 20, values) > 1.8 * expected_seconds(200_000, 20, values)
    assert expected_seconds(1_000, 5, 900, mapped=True) > expected_seconds(1_000, 5, 900)
    assert expected_seconds(10_000, 36, 290_000) > 2 * expected_seconds(10_000, 36, 9_000)


@given(st.integers(1, 10**7), st.integers(1, 1_000), st.floats(0, 1), st.booleans())
def test_no_file_is_learned_from_for_longer_than_there_is_time(rows, columns, differ, mapped):
    values = int(rows * columns * differ)
    assert expected_seconds(rows, columns, values, mapped=mapped) < 900 / 2 / 1.6


def test_the_expected_time_is_told_in_a_round_figure():
    assert in_words(38.2) == "about 40 seconds"
    assert in_words(1.0) == "about 5 seconds"
    assert in_words(400) == "about 7 minutes"
    assert duration_text(200_000, 18, 400_000).startswith(
        "200,000 rows in 18 columns; to learn from them takes about "
    )
