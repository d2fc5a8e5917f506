"""What the additive regression and its weighing beside boosting promise."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.leads.scoring.points import Scoring
from baton.leads.scoring.scorecard import OPEN_ANSWERS
from functions.leads.training.bins import MISSING, Bins
from functions.leads.training.boosting import calibration
from functions.leads.training.columns import Column, Kind
from functions.leads.training.history import RawMapping
from functions.leads.training.ridge import fit_ridge
from tests.unit.leads.training.invented import csv_of

NUMBER = Bins(Column("minutes", "Minutes", Kind.NUMBER), edges=(1.0, 2.0, 3.0))
CATEGORY = Bins(Column("source", "Source", Kind.CATEGORY), categories=("fair", "web"))
CODES = st.lists(
    st.tuples(st.integers(-1, 3), st.integers(-1, 2), st.booleans()), min_size=1, max_size=60
)


def encoded(leads):
    minutes, source, converted = zip(*leads, strict=True)
    codes = [np.array(column, dtype=np.int16) for column in (minutes, source)]
    return codes, np.array(converted, dtype=np.int64)


@given(leads=CODES, direction=st.sampled_from([1, -1]), strength=st.sampled_from([0.1, 1.0]))
@settings(max_examples=40, deadline=None)
def test_a_wished_direction_is_kept_whatever_the_leads_say(leads, direction, strength):
    codes, outcome = encoded(leads)
    ridge = fit_ridge([NUMBER, CATEGORY], codes, outcome, [direction, 0], strength)
    steps = [after - before for before, after in pairwise(ridge.tables[0][:-1])]
    assert all(step * direction >= 0 for step in steps)


@given(leads=CODES)
@settings(max_examples=40, deadline=None)
def test_what_no_lead_had_gets_no_points_of_its_own(leads):
    codes, outcome = encoded(leads)
    ridge = fit_ridge([NUMBER, CATEGORY], codes, outcome, [0, 0], 0.3)
    for place in {0, 1, 2} - {lead[1] for lead in leads}:
        assert ridge.tables[1][place] == pytest.approx(0, abs=1e-9)


def test_a_ridge_finds_the_odds_that_many_leads_show():
    chance = np.random.default_rng(1)
    source = chance.integers(0, 3, 20_000)
    truth = np.array([-1.0, 0.0, 1.0])
    outcome = (chance.random(20_000) < 1 / (1 + np.exp(-truth[source]))).astype(np.int64)
    codes = [np.full(20_000, MISSING, dtype=np.int16), source.astype(np.int16)]
    ridge = fit_ridge([NUMBER, CATEGORY], codes, outcome, [0, 0], 1.0)
    found = ridge.log_odds([np.full(3, MISSING, dtype=np.int16), np.arange(3, dtype=np.int16)])
    assert found == pytest.approx(truth, abs=0.1)


def test_a_source_that_counts_against_itself_gets_no_weight():
    chance = np.random.default_rng(2)
    good, turned_round = chance.normal(size=(2, 4_000))
    rate = 1 / (1 + np.exp(turned_round - good))
    outcome = (chance.random(4_000) < rate).astype(np.int64)
    weights, _ = calibration(np.column_stack([good, turned_round]), outcome)
    assert weights[0] > 0.5
    assert weights[1] == 0


def test_how_much_a_lead_leaves_open_counts_beyond_what_it_leaves_open(learn_from):
    chance = random.Random(3)
    leads = []
    for number in range(1_200):
        answers = [chance.choice(["", "a", "b"]) for _ in range(4)]
        rate = 0.9 if answers.count("") == 0 else 0.15
        leads.append(
            {
                "Lead Number": number,
                **{f"Question {place}": answer for place, answer in enumerate(answers)},
                "Converted": int(chance.random() < rate),
            }
        )
    _, training = learn_from(csv_of(leads), RawMapping())
    card = training.scorecard
    assert card.open_answers is not None
    scoring = Scoring(card)
    full = scoring.rate({f"question{place}": "a" for place in range(4)})
    assert OPEN_ANSWERS in [one.feature.name for one in full.contributions[:2]]
    assert full.base_points + sum(one.points for one in full.contributions) == full.points
