"""How much of a budget to spend a day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.campaigns.spend_pace import SpendPace, paced


def pace(budget=30_000, spent=0, days=30, days_left=30):
    return paced(SpendPace(budget=budget, spent=spent, days=days, days_left=days_left))


def test_what_is_left_is_divided_evenly_over_the_days_left():
    assert pace().daily == 1_000
    assert pace(spent=20_000, days_left=15).daily == 666
    assert "33 % ahead" in pace(spent=20_000, days_left=15).text
    assert "behind" in pace(spent=10_000, days_left=15).text


def test_a_spend_that_is_even_but_for_a_rounding_is_at_the_pace_and_not_0_percent_behind_it():
    assert pace(spent=14_990, days_left=15).text.startswith("Spend is at an even pace;")


def test_a_day_catches_up_to_twice_the_even_day_and_what_stays_is_told():
    late = pace(spent=0, days_left=5)
    assert (late.daily, late.unspent) == (2_000, 20_000)
    assert "some stays unspent" in late.text


def test_a_spent_budget_and_a_past_end_spend_nothing():
    assert pace(spent=31_000, days_left=3).daily == 0
    assert pace(days_left=0).unspent == 30_000


@given(
    budget=st.integers(0, 10**15),
    spent=st.integers(0, 10**15),
    days=st.integers(1, 3_660),
    data=st.data(),
)
def test_no_pace_spends_more_than_is_left(budget, spent, days, data):
    left = data.draw(st.integers(0, days))
    found = pace(budget, spent, days, left)
    assert found.daily * left + found.unspent == max(0, budget - spent)


def test_more_days_left_than_there_are_is_refused():
    with pytest.raises(ValidationError, match="days_left"):
        pace(days=3, days_left=4)
