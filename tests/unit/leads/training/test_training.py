"""What the learned scorecard promises, on invented leads."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from baton.leads.scoring.points import Scoring
from baton.leads.scoring.scorecard import MAX_BYTES, TrainedScorecard
from functions.leads.training.drift import State, drift_of
from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.promotion import judge
from functions.leads.training.table import read_table
from tests.unit.leads.training.invented import csv_of, rows

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "Google", " google ", "REFERRAL", "Fair", "never seen", "Yes", "nan", "12"]
    ),
    st.floats(),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.text(max_size=20),
)
LEADS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("source", "minutesonsite", "employees", "newsletter"), CELLS),
)


def test_a_learned_scorecard_tells_who_converts_and_says_how_well(trained):
    history, training = trained
    card = training.scorecard
    assert card.out_of_fold.auc > 0.7
    assert card.latest.leads == 180
    assert card.latest.auc > 0.65
    assert history.ordered_by == "Lead Number"
    assert training.verdict.takes_over


def test_its_json_is_short_and_reads_back_as_the_same(trained):
    card = trained[1].scorecard
    assert len(card.text().encode()) <= MAX_BYTES
    assert TrainedScorecard.model_validate_json(card.text()) == card


def test_plain_python_equals_scikit_learn(trained):
    history, training = trained
    scoring = Scoring(training.scorecard)
    for lead, rate in zip(history.leads, training.learned.model_rates(history.leads), strict=True):
        assert abs(scoring.expected_rate(scoring.points(lead)) - rate) < 1e-9


@given(lead=LEADS)
@settings(max_examples=60, deadline=None)
def test_plain_python_equals_scikit_learn_for_any_cells(trained, lead):
    scoring = Scoring(trained[1].scorecard)
    expected = trained[1].learned.model_rates([lead])[0]
    assert abs(scoring.expected_rate(scoring.points(lead)) - expected) < 1e-9


@given(lead=LEADS)
@settings(deadline=None)
def test_contributions_add_up_to_the_points_exactly_in_any_order(trained, lead):
    scoring = Scoring(trained[1].scorecard)
    scored = scoring.rate(lead)
    points = [one.points for one in scored.contributions]
    assert scored.base_points + sum(points) == scored.points == scoring.points(lead)
    random.Random(1).shuffle(points)
    assert sum(points, scored.base_points) == scored.points
    assert 0 <= scored.rate <= 1
    assert 0 <= scored.confidence <= 1
    assert 0 <= scored.score <= 100


@given(lead=LEADS, minutes=st.lists(st.floats(-100, 1e6), min_size=2, max_size=2).map(sorted))
@settings(deadline=None)
def test_a_rising_feature_never_costs_points(trained, lead, minutes):
    scoring = Scoring(trained[1].scorecard)
    less, more = (scoring.points({**lead, "minutesonsite": each}) for each in minutes)
    assert less <= more


def test_seventy_points_are_four_times_the_usual_odds(trained):
    scoring = Scoring(trained[1].scorecard)
    usual = scoring.base_rate / (1 - scoring.base_rate)
    rate = scoring.expected_rate(70)
    assert abs(rate / (1 - rate) - 4 * usual) < 1e-9
    assert abs(scoring.expected_rate(50) - scoring.base_rate) < 1e-12


def test_another_base_rate_moves_rates_and_leaves_scores(trained):
    card = trained[1].scorecard
    before, after = Scoring(card), Scoring(card, base_rate=card.base_rate / 2)
    lead = {"source": "Fair"}
    assert before.points(lead) == after.points(lead)
    assert after.rate(lead).rate < before.rate(lead).rate


def test_the_same_history_gives_the_same_version(trained, learn_from):
    mapping = RawMapping.model_validate({"training": {"rising": ["Minutes on site"]}})
    again = learn_from(csv_of(rows()), mapping)[1].scorecard
    assert again == trained[1].scorecard


def test_learning_again_from_the_same_leads_is_not_called_worse(trained, learn_from):
    mapping = RawMapping.model_validate({"training": {"rising": ["Minutes on site"]}})
    again = learn_from(csv_of(rows()), mapping, current=trained[1].scorecard)[1]
    assert again.verdict.takes_over


def test_a_worse_model_does_not_take_over(trained, learn_from):
    good = trained[1].scorecard
    blind = [{**lead, "Minutes on site": ""} for lead in rows(900, seed=2)]
    latest = rows(900, seed=2)[720:]
    content = csv_of([*blind[:720], *latest])
    training = learn_from(content, current=good)[1]
    assert not training.verdict.takes_over
    assert "worse than the scorecard in use" in training.verdict.why


def test_a_model_that_tells_nothing_does_not_take_over():
    converted = [number % 3 == 0 for number in range(300)]
    chance = random.Random(3)
    rates = [chance.uniform(0.2, 0.5) for _ in converted]
    verdict = judge(rates, None, converted, usual=1 / 3)
    assert not verdict.takes_over
    assert "no better than guessing" in verdict.why


def test_outcomes_turned_round_do_not_take_over(trained, learn_from):
    turned = [{**lead, "Converted": 1 - lead["Converted"]} for lead in rows(900, seed=4)]
    training = learn_from(csv_of(turned), current=trained[1].scorecard)[1]
    assert not training.verdict.takes_over
    assert "turned round" in training.verdict.why


def test_the_score_bands_rise(trained):
    rates = [rate for _, leads, rate in trained[1].bands if leads >= 40]
    assert all(low < high for low, high in itertools.pairwise(rates))


def test_a_shifted_feature_raises_the_alarm_and_others_do_not(trained):
    table = read_table(csv_of(rows(400, seed=5, shift=8.0)))
    history = history_of(table, RawMapping())
    drift = drift_of(trained[1].scorecard, history.leads, history.converted)
    states = {one.feature: one.state for one in drift.features}
    assert states["Minutes on site"] is State.ALARM
    assert states["Source"] is State.STEADY
    assert drift.features[0].feature == "Minutes on site"
    assert any("Minutes on site" in alarm for alarm in drift.alarms)


def test_leads_of_the_same_kind_raise_no_alarm(trained):
    history = history_of(read_table(csv_of(rows(400, seed=6))), RawMapping())
    assert drift_of(trained[1].scorecard, history.leads, history.converted).alarms == ()


def test_outcomes_far_from_the_expected_raise_the_alarm(trained):
    leads = history_of(read_table(csv_of(rows(400, seed=6))), RawMapping()).leads
    drift = drift_of(trained[1].scorecard, leads, [False] * len(leads))
    assert drift.calibration.state is State.ALARM


def test_a_few_leads_say_nothing_of_drift(trained):
    leads = history_of(read_table(csv_of(rows(400, seed=6))), RawMapping()).leads[:20]
    assert {one.state for one in drift_of(trained[1].scorecard, leads).features} == {State.UNKNOWN}
