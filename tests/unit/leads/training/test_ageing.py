"""Whether a scorecard held on the latest leads, what would have helped, and what is doubted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.leads.training.ageing import ageing_of, moving_rates
from functions.leads.training.findings import Ageing, Kept
from functions.leads.training.soundness import Band, doubts

CHANCE = random.Random(11)
LEADS = 4_000


def outcomes(rates, seed=1):
    chance = random.Random(seed)
    return [chance.random() < rate for rate in rates]


def aged(expected, actual, days=None, again=None, cells=100_000):
    """The ageing of a scorecard that expects ``expected`` of leads that convert at ``actual``."""
    won = outcomes(actual)

    def never(start, end):
        raise AssertionError("nothing is learned again of a scorecard that held")

    return ageing_of(
        expected,
        won,
        moved=(),
        usual=0.1,
        learned_from=10_000,
        cells=cells,
        days=days,
        again=again or never,
    )


def test_a_scorecard_that_held_is_left_alone():
    rates = [CHANCE.uniform(0.02, 0.3) for _ in range(LEADS)]
    found = aged(rates, rates)
    assert found.steady
    assert [one.how for one in found.kept] == ["left as it is"]
    assert "once a week" in found.advice


def test_a_usual_rate_that_moves_and_learning_again_are_told_beside_leaving_it_alone():
    rates = [CHANCE.uniform(0.02, 0.3) for _ in range(LEADS)]
    actual = [min(0.95, rate + 0.2) for rate in rates]
    found = aged(rates, actual, days=80, again=lambda start, end: actual[start:end])
    assert not found.steady
    alone, moved, *again = found.kept
    assert alone.ece > 0.15
    assert moved.ece < alone.ece / 2
    assert abs(moved.expected - found.converted) < abs(alone.expected - found.converted) / 3
    assert [one.every for one in again] == [2_000, 1_000, 500]
    assert max(one.ece for one in again) < 0.05
    assert "Learn again every 2,000 leads (about 40 days)" in found.advice


def test_learning_again_is_not_tried_for_longer_than_there_is_time():
    rates = [0.1] * LEADS
    found = aged(rates, [0.5] * LEADS, cells=100_000_000)
    assert [one.every for one in found.kept] == [None, None]
    assert "Learn again" not in found.advice


@pytest.mark.parametrize(
    ("alone", "moved", "again", "told"),
    [
        (
            0.30,
            0.20,
            (0.28, 0.27),
            "To learn again sooner helps less: every 100 leads brings it to 0.270",
        ),
        (0.08, 0.09, (0.10, 0.11), "does not help; it brings"),
        (
            0.25,
            0.20,
            (0.14, 0.08),
            "Learn again every 100 leads (then 0.080; sooner is better still)",
        ),
        (0.25, 0.20, (0.08, 0.14), "Learn again every 200 leads (then 0.080)"),
        (0.25, 0.20, (0.04, 0.03), "Learn again every 200 leads (then 0.040)"),
        (0.09, 0.04, (0.08, 0.07), "To learn again sooner helps less"),
    ],
)
def test_no_advice_makes_it_worse_than_what_is_done_anyway(alone, moved, again, told):
    ways = [("left as it is", alone), ("its usual rate moved by recorded outcomes", moved)]
    ways += [(f"every {every} leads", ece) for every, ece in zip((200, 100), again, strict=True)]
    kept = tuple(Kept(how=how, expected=0.3, ece=ece, auc=0.7) for how, ece in ways)
    advice = Ageing(leads=400, converted=0.2, steady=False, kept=kept).advice
    assert told in advice
    assert ("better still" in told) is ("better still" in advice)


def test_how_fast_to_learn_again_is_the_slowest_that_keeps_up():
    rates = [0.1] * LEADS
    actual = [0.1 + 0.5 * place / LEADS for place in range(LEADS)]

    def again(start, end):
        return [actual[start]] * (end - start)

    found = aged(rates, actual, again=again)
    slow, middle, fast = found.kept[2:]
    assert slow.ece > middle.ece > fast.ece
    chosen = next(one for one in found.kept[2:] if one.ece <= 0.05)
    assert f"Learn again {chosen.how}" in found.advice


@given(
    rates=st.lists(st.floats(0.001, 0.999), min_size=1, max_size=60),
    data=st.data(),
)
def test_moved_rates_are_rates_and_rise_when_more_convert(rates, data):
    nobody = moving_rates(rates, [False] * len(rates), 0.3, 1_000)
    everybody = moving_rates(rates, [True] * len(rates), 0.3, 1_000)
    some = moving_rates(
        rates,
        data.draw(st.lists(st.booleans(), min_size=len(rates), max_size=len(rates))),
        0.3,
        1_000,
    )
    for low, one, high in zip(nobody, some, everybody, strict=True):
        assert 0 < low <= one <= high < 1


STEADY = aged([0.3] * LEADS, [0.3] * LEADS)
RISING = (Band("40 to 50", 500, 0.2), Band("50 to 60", 500, 0.4))


def doubted(rates=(0.3,) * LEADS, won=None, bands=RISING, usual=0.3, ageing=STEADY):
    return doubts(rates, won or outcomes(rates), bands, usual, ageing)


def test_nothing_is_doubted_of_a_scorecard_that_is_right():
    assert doubted() == ()


def test_poor_calibration_is_said_with_what_chance_would_bring():
    said = doubted(won=outcomes([0.4] * LEADS))
    assert len(said) == 1
    assert said[0].startswith("Poor calibration")
    assert "usual by chance with 4,000 leads" in said[0]


@pytest.mark.parametrize(("leads", "chance"), [(500, False), (12, True)])
def test_bands_that_do_not_rise_are_said(leads, chance):
    bands = (*RISING, Band("60 to 70", leads, 0.25), Band("70 and more", 0, 0.0))
    said = doubted(bands=bands)
    assert len(said) == 1
    assert "60 to 70, 25.0% converted, of those 50 to 60 40.0%" in said[0]
    assert ("may be chance" in said[0]) is chance


def test_most_leads_converting_is_doubted_since_the_outcome_may_be_turned_round():
    assert "wrong way round" in doubted(usual=0.55)[0]
