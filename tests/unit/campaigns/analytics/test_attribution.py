"""Conversions divided among channels."""

import math
import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.analytics.attribution import METHODS, attributions, note_on
from functions.campaigns.analytics.journeys import (
    MOST_CHANNELS,
    MOST_TOUCHES,
    Journey,
    conversions_in,
    grouped,
    last_touch,
    position_based,
)
from functions.campaigns.analytics.markov import (
    by_removal,
    chain_of,
    conversion_chance,
    removal_effect,
)
from functions.campaigns.analytics.shapley import by_shapley, shapley_values
from tests.growth import grows_in_proportion


def went(touches, converted=True, count=1.0):
    return Journey(tuple(touches), converted, count)


journeys = st.lists(
    st.builds(
        Journey,
        st.lists(st.sampled_from("ABCD"), min_size=1, max_size=5).map(tuple),
        st.booleans(),
        st.integers(1, 30).map(float),
    ),
    min_size=1,
    max_size=12,
)


def test_the_last_touch_gets_all_of_its_conversion():
    found = last_touch([went("AB", count=3), went("BA"), went("AB", converted=False)])
    assert found == {"A": 1, "B": 3}


@pytest.mark.parametrize(
    ("touches", "shares"),
    [
        ("A", {"A": 1}),
        ("AB", {"A": 0.5, "B": 0.5}),
        ("ABC", {"A": 0.4, "B": 0.2, "C": 0.4}),
        ("ABBA", {"A": 0.8, "B": 0.2}),
    ],
)
def test_by_position_first_and_last_get_most(touches, shares):
    assert position_based([went(touches)]) == pytest.approx(shares)


def test_a_chain_by_hand():
    """Start → A always. Of A's 4 steps: 2 to B, 1 converts, 1 is lost. Of B's 2: 1 converts, 1 is lost.

    P(convert) = 1/4 + 2/4 · 1/2 = 1/2; without A nothing, without B 1/4. Removal effects: 1 and 1/2,
    so of 2 conversions A gets 4/3 and B 2/3.
    """
    taken = [went("A"), went("A", converted=False), went("AB"), went("AB", converted=False)]
    chain = chain_of(taken)
    assert conversion_chance(chain) == pytest.approx(1 / 2)
    assert removal_effect(chain, "A") == pytest.approx(1)
    assert removal_effect(chain, "B") == pytest.approx(1 / 2)
    assert by_removal(taken) == pytest.approx({"A": 4 / 3, "B": 2 / 3})


def test_a_chain_with_a_loop_by_hand():
    """A → A → converted, and A → lost: A's 3 steps are 1 to itself, 1 converts, 1 is lost.

    x = x/3 + 1/3 gives 1/2.
    """
    taken = [went("AA"), went("A", converted=False)]
    assert conversion_chance(chain_of(taken)) == pytest.approx(1 / 2)
    assert by_removal(taken) == {"A": 1}


def test_two_ways_that_never_meet_share_by_their_conversions():
    taken = [went("A", count=3), went("B", count=1), went("B", converted=False, count=4)]
    for method in METHODS.values():
        assert method(taken) == pytest.approx({"A": 3, "B": 1})


def test_shapley_values_by_hand():
    """The glove game: A and B each have a left glove, C the right one; a pair is worth 1."""

    def pair(coalition):
        return float("C" in coalition and len(coalition) > 1)

    found = shapley_values(pair, frozenset("ABC"))
    assert found.values == pytest.approx({"A": 1 / 6, "B": 1 / 6, "C": 2 / 3})
    assert set(found.errors.values()) == {0}


@given(worths=st.lists(st.floats(-5, 5), min_size=16, max_size=16))
def test_exact_values_are_the_mean_over_all_orders(worths):
    players = "ABCD"
    worths[0] = 0.0

    def game(coalition):
        return worths[sum(1 << players.index(one) for one in coalition)]

    expected = dict.fromkeys(players, 0.0)
    for order in permutations(players):
        for place, player in enumerate(order):
            added = game(frozenset(order[: place + 1])) - game(frozenset(order[:place]))
            expected[player] += added / math.factorial(len(players))
    assert shapley_values(game, frozenset(players)).values == pytest.approx(expected, abs=1e-9)


def test_many_channels_are_sampled_with_an_error_that_holds():
    players = [f"c{number:02}" for number in range(16)]
    weights = {player: number for number, player in enumerate(players)}

    def game(coalition):
        return math.sqrt(sum(weights[one] for one in coalition))

    found = shapley_values(game, frozenset(players))
    assert math.fsum(found.values.values()) == pytest.approx(game(frozenset(players)))
    other = shapley_values(game, frozenset(players), seed="another")
    off = [
        abs(found.values[one] - other.values[one])
        / math.hypot(found.errors[one], other.errors[one])
        for one in players
        if found.errors[one]
    ]
    assert max(off) < 4
    assert 0 < max(found.errors.values()) < 0.05


def test_a_channel_that_only_comes_along_gets_little():
    taken = [
        went("A", count=100),
        went("A", converted=False, count=900),
        went("AB", count=100),
        went("AB", converted=False, count=900),
        went("B", converted=False, count=1_000),
    ]
    found = by_shapley(taken).credits
    assert found["B"] < 5
    assert last_touch(taken)["B"] == 100


@given(taken=journeys, source=st.randoms(use_true_random=False))
def test_shapley_knows_no_order_of_touches_or_journeys(taken, source):
    shuffled = [
        Journey(tuple(source.sample(one.touches, len(one.touches))), one.converted, one.count)
        for one in taken
    ]
    source.shuffle(shuffled)
    assert by_shapley(shuffled).credits == pytest.approx(by_shapley(taken).credits, abs=1e-6)


@given(taken=journeys)
def test_every_methods_credits_add_up_to_all_conversions(taken):
    for method in METHODS.values():
        assert math.fsum(method(taken).values()) == pytest.approx(conversions_in(taken), abs=1e-6)


RATES = {"search": 0.10, "feed": 0.04, "mail": 0.0}
"""What each channel adds to a lead's chance to convert; mail comes last and adds nothing."""


def simulated(seed, leads=40_000):
    """Leads that met channels by chance, mail always last, and converted by those alone."""
    chance = random.Random(seed)
    for _ in range(leads):
        met = [name for name in ("search", "feed", "mail") if chance.random() < 0.5]
        if met:
            stays_away = math.prod(1 - RATES[name] for name in met)
            yield Journey(tuple(met), chance.random() > stays_away)


def truth(taken):
    """The Shapley values of the true chances, over the leads that there were."""
    given = dict.fromkeys(RATES, 0.0)
    for one in taken:
        values = shapley_values(
            lambda coalition: 1 - math.prod(1 - RATES[name] for name in coalition),
            frozenset(one.touches),
        ).values
        for name, own in values.items():
            given[name] += one.count * own
    return given


def error(found, true):
    return sum(abs(found[name] - true[name]) for name in true) / sum(true.values())


def test_with_known_truth_shapley_comes_near_it_and_the_last_touch_does_not():
    taken = grouped(simulated(1))
    true = truth(taken)
    assert error(by_shapley(taken).credits, true) < 0.06
    assert error(last_touch(taken), true) > 0.5
    assert error(by_removal(taken), true) < error(last_touch(taken), true)


def test_a_simulated_chain_gives_back_its_removal_effects():
    true = {
        "(start)": {"A": 0.6, "B": 0.4},
        "A": {"B": 0.3, "(converted)": 0.1, "(lost)": 0.6},
        "B": {"A": 0.2, "(converted)": 0.05, "(lost)": 0.75},
    }
    chance = random.Random(2)
    taken = []
    for _ in range(30_000):
        state, touches = "(start)", []
        while state not in ("(converted)", "(lost)"):
            if state != "(start)":
                touches.append(state)
            (state,) = chance.choices(list(true[state]), weights=true[state].values())
        taken.append(Journey(tuple(touches), state == "(converted)"))
    chain = chain_of(grouped(taken))
    for channel in "AB":
        assert removal_effect(chain, channel) == pytest.approx(
            removal_effect(true, channel), abs=0.02
        )


def test_bounds_hold_the_credit_and_narrow_with_more_leads():
    few = [went("AB", count=4), went("A", converted=False, count=20), went("BA", count=3)]
    many = [Journey(one.touches, one.converted, one.count * 100) for one in few]
    for small, large in zip(attributions(few, seed="1"), attributions(many, seed="1"), strict=True):
        for one, other in zip(small.credits, large.credits, strict=True):
            assert one.conversions.low <= one.conversions.value <= one.conversions.high
            width = (one.conversions.high - one.conversions.low) / 7
            assert (other.conversions.high - other.conversions.low) / 700 <= width
    assert attributions(few, seed="1") == attributions(few, seed="1")


def test_without_journeys_there_is_no_attribution_and_long_ones_are_cut():
    assert attributions([], seed="1") == ()
    assert attributions([Journey((), True)], seed="1") == ()
    (cut,) = grouped([went("A" * 30 + "B" * MOST_TOUCHES)])
    assert cut.touches == ("B",) * MOST_TOUCHES


def test_the_time_is_in_proportion_to_the_journeys_whatever_they_are():
    chance = random.Random(3)
    channels = [f"c{number}" for number in range(3_000)]
    wild = [went(chance.choices(channels, k=10), chance.random() < 0.1) for _ in range(1_000)]
    wide = [went(chance.sample(channels[:14], 12), chance.random() < 0.1) for _ in range(1_000)]
    assert grows_in_proportion(lambda n: attributions([*wild[:n], *wide[:n]], seed="1"), 400)
    for one in attributions([*wild, *wide], seed="1"):
        assert len(one.credits) <= MOST_CHANNELS
        whole = conversions_in([*wild, *wide])
        assert math.fsum(own.conversions.value for own in one.credits) == pytest.approx(whole)


def test_without_conversions_nobody_gets_credit():
    for found in attributions([went("AB", converted=False)], seed="1"):
        assert {one.conversions.value for one in found.credits} == {0}


def test_the_note_says_what_is_not_observed():
    assert "not among them" in note_on([went("A")])
    assert "sampled" in note_on([went("ABCDEFGHIJKLM")])
