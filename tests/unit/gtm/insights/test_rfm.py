"""Scores: equal customers are scored alike, and every pair of scores belongs to one segment."""

from collections import Counter
from datetime import date
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.gtm.insights.customers import Customers
from functions.gtm.insights.rfm import FIFTHS, Score, fifths, scores
from functions.gtm.insights.segment_specs import segment_of

Row = tuple[int, int, int]


def customers(rows: list[Row]) -> Customers:
    told = [
        (f"c{number}", purchases, last, last, purchases, last, float(spent), None, None)
        for number, (last, purchases, spent) in enumerate(rows)
    ]
    return Customers.of(told, date(2026, 3, 1), 90)


def test_distinct_values_are_cut_into_fifths() -> None:
    assert Counter(fifths(list(range(100))).values()) == {1: 20, 2: 20, 3: 20, 4: 20, 5: 20}


def test_a_score_counts_the_fifths_of_customers_who_did_strictly_worse() -> None:
    assert fifths([1, 1, 1, 1, 1, 1, 2, 2, 3, 9]) == {1: 1, 2: 4, 3: 5, 9: 5}
    assert fifths([7, 7, 7]) == {7: 1}


rows = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 9), st.integers(-50, 500)), min_size=1
)


@given(rows, st.randoms())
def test_scores_depend_on_no_order_and_better_is_never_scored_worse(
    all_: list[Row], rng: Random
) -> None:
    found = dict(zip(all_, scores(customers(all_)), strict=True))
    shuffled = rng.sample(all_, len(all_))
    assert dict(zip(shuffled, scores(customers(shuffled)), strict=True)) == found
    for (one, a), (other, b) in product(found.items(), repeat=2):
        assert one[0] < other[0] or a.recency <= b.recency
        assert one[1] > other[1] or a.frequency <= b.frequency
        assert one[2] > other[2] or a.monetary <= b.monetary


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ((5, 5, 5), "champions"),
        ((5, 5, 4), "champions"),
        ((5, 1, 1), "new"),
        ((3, 4, 3), "loyal"),
        ((1, 5, 5), "cannot_lose"),
        ((1, 1, 1), "hibernating"),
        ((2, 4, 2), "slipping"),
    ],
)
def test_scores_have_their_segment(score: tuple[int, int, int], name: str) -> None:
    assert segment_of(Score(*score)) == name


def test_every_score_has_a_segment() -> None:
    grades = range(1, FIFTHS + 1)
    assert len({segment_of(Score(*score)) for score in product(grades, repeat=3)}) == 10
