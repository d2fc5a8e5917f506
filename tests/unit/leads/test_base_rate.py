"""The usual rate moves with recorded outcomes, and by no more than they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.base_rate import Day, base_rate

DAYS = st.lists(
    st.builds(Day, st.integers(0, 89), st.integers(0, 5_000), st.integers(0, 6_000)), max_size=90
)


def test_without_news_it_is_the_historys():
    assert base_rate(0.385, 6_467, []) == pytest.approx(0.385)


def test_a_conversion_raises_it_at_once_and_a_ripe_lead_without_one_lowers_it():
    before = base_rate(0.3, 400, [Day(2, 10, 0)])
    assert base_rate(0.3, 400, [Day(2, 10, 1)]) > before
    assert base_rate(0.3, 400, [Day(60, 10, 0)]) < 0.3


def test_leads_that_have_just_come_hardly_move_it():
    assert base_rate(0.3, 500, [Day(0, 100, 0)]) == pytest.approx(0.3, abs=0.002)


def test_enough_ripe_leads_outweigh_the_history():
    assert base_rate(0.3, 6_000, [Day(45, 20_000, 2_000)]) == pytest.approx(0.1, abs=0.01)


@given(rate=st.floats(0.001, 0.999), leads=st.integers(200, 10**6), days=DAYS)
def test_a_base_rate_stays_a_rate(rate, leads, days):
    assert 0 < base_rate(rate, leads, days) < 1


@given(rate=st.floats(0.001, 0.999), days=DAYS)
def test_one_more_conversion_never_lowers_it(rate, days):
    more = [*days, Day(3, 1, 1)]
    assert base_rate(rate, 300, more) >= base_rate(rate, 300, [*days, Day(3, 1, 0)])
