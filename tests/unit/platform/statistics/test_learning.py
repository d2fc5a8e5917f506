"""Beliefs, choices, their evaluation from the log, and shrinkage: what each promises."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.statistics.bandit import choose, propensities
from baton.statistics.bayes import NormalPosterior, beliefs, rate_posterior
from baton.statistics.shrinkage import (
    BetaPrior,
    NormalPrior,
    fit_beta_prior,
    shrink_means,
    shrink_rates,
)
from tests.benchmarks.off_policy import (
    LoggedChoice,
    doubly_robust,
    inverse_propensity,
    self_normalized,
)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(st.integers(0, 10**6))
    return draw(st.integers(0, trials)), trials


arms = st.dictionaries(st.sampled_from("abcde"), counts(), min_size=1)


@settings(max_examples=30, deadline=None)
@given(arms)
def test_chances_of_being_best_add_up_and_losses_are_not_negative(
    given_arms: dict[str, tuple[int, int]],
) -> None:
    found = beliefs({name: rate_posterior(*own) for name, own in given_arms.items()})
    assert math.fsum(one.probability_best for one in found.values()) == pytest.approx(1)
    assert all(0 <= one.probability_best <= 1 for one in found.values())
    assert all(0 <= one.expected_loss <= 1 for one in found.values())


def test_beliefs_agree_with_closed_forms_and_with_draws() -> None:
    equal = beliefs({"a": rate_posterior(0, 0), "b": rate_posterior(0, 0)})
    assert equal["a"].probability_best == pytest.approx(0.5, abs=1e-12)
    assert equal["a"].expected_loss == pytest.approx(1 / 6, abs=1e-12)  # E max of two uniforms
    normal = beliefs({"a": NormalPosterior(1.0, 3.0), "b": NormalPosterior(0.0, 4.0)})
    assert normal["a"].probability_best == pytest.approx(0.579259709439103, abs=1e-8)  # Φ(1/5)
    numpy = pytest.importorskip("numpy")
    draw = numpy.random.default_rng(4)
    three = {"a": (3, 40), "b": (5, 41), "c": (1, 5)}
    found = beliefs({name: rate_posterior(*own) for name, own in three.items()})
    drawn = numpy.array([draw.beta(1 + s, 1 + n - s, 400_000) for s, n in three.values()])
    for place, name in enumerate(three):
        share = (drawn.argmax(axis=0) == place).mean()
        loss = (drawn.max(axis=0) - drawn[place]).mean()
        assert found[name].probability_best == pytest.approx(share, abs=0.004)
        assert found[name].expected_loss == pytest.approx(loss, abs=0.002)


def test_the_lowest_is_best_where_less_is_better() -> None:
    pair = {"a": rate_posterior(10, 100), "b": rate_posterior(30, 100)}
    most, least = beliefs(pair), beliefs(pair, lowest=True)
    assert least["a"].probability_best == pytest.approx(most["b"].probability_best)
    assert least["b"].expected_loss - least["a"].expected_loss == pytest.approx(20 / 102)


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        rate_posterior(2, 1)
    with pytest.raises(ValueError, match="at least 1"):
        rate_posterior(0, 0, prior=(0.5, 1))


@settings(max_examples=30, deadline=None)
@given(arms, st.floats(0, 1))
def test_every_arm_keeps_its_floor_and_chances_add_up(
    given_arms: dict[str, tuple[int, int]], part: float
) -> None:
    floor = part / len(given_arms)
    found = propensities(given_arms, floor=floor)
    assert found.keys() == given_arms.keys()
    assert all(chance >= floor - 1e-12 for chance in found.values())
    assert math.fsum(found.values()) == pytest.approx(1)


def test_a_request_gets_the_same_arm_again_and_arms_come_as_often_as_logged() -> None:
    known = {"a": (30, 100), "b": (36, 100), "c": (20, 100)}
    chosen = [
        choose(known, purpose="subject", request_id=f"request-{number}", floor=0.1)
        for number in range(5_000)
    ]
    again = choose(
        dict(reversed(known.items())), purpose="subject", request_id="request-7", floor=0.1
    )
    assert (again.variant, again.propensity) == (chosen[7].variant, chosen[7].propensity)
    for arm, chance in chosen[0].propensities.items():
        share = sum(one.variant == arm for one in chosen) / len(chosen)
        assert share == pytest.approx(chance, abs=0.025)
        assert chance >= 0.1
    for wrong, floor in (({}, 0.0), (known, 0.4), (known, -0.1)):
        with pytest.raises(ValueError, match="variant"):
            choose(wrong, purpose="subject", request_id="x", floor=floor)


def test_sampling_finds_the_best_arm() -> None:
    rates = {"a": 0.05, "b": 0.15, "c": 0.08}
    draw, known = random.Random(1), dict.fromkeys(rates, (0, 0))
    taken = []
    for number in range(3_000):
        if number % 50 == 0:
            seen = dict(known)
        one = choose(seen, purpose="p", request_id=str(number), floor=0.02)
        successes, trials = known[one.variant]
        known[one.variant] = successes + (draw.random() < rates[one.variant]), trials + 1
        taken.append(one.variant)
    assert taken[-1_000:].count("b") > 850
    assert min(trials for _, trials in known.values()) > 30


def simulated_log(seed: int, size: int, *, wrong_model: bool = False) -> list[LoggedChoice]:
    """Two segments, two actions; the other policy always shows b. Its value is .5 (.3 + .6) = .45."""
    rates = {("x", "a"): 0.5, ("x", "b"): 0.3, ("y", "a"): 0.2, ("y", "b"): 0.6}
    draw, log = random.Random(seed), []
    for _ in range(size):
        segment = draw.choice("xy")
        chance_of_a = 0.8 if segment == "x" else 0.4
        action = "a" if draw.random() < chance_of_a else "b"
        reward = float(draw.random() < rates[segment, action])
        model = {key: 0.1 if wrong_model else value for key, value in rates.items()}
        log.append(
            LoggedChoice(
                reward,
                chance_of_a if action == "a" else 1 - chance_of_a,
                float(action == "b"),
                model[segment, action],
                model[segment, "b"],
            )
        )
    return log


@pytest.mark.parametrize("wrong_model", [False, True])
def test_estimates_from_the_log_are_unbiased_and_cover_the_truth(wrong_model: bool) -> None:
    logs = [simulated_log(seed, 300, wrong_model=wrong_model) for seed in range(250)]
    for estimate in (inverse_propensity, self_normalized, doubly_robust):
        found = [estimate(log).interval for log in logs]
        mean = sum(one.estimate for one in found) / len(found)
        assert mean == pytest.approx(0.45, abs=0.012)
        covered = sum(not one.excludes(0.45) for one in found) / len(found)
        assert covered == pytest.approx(0.95, abs=0.04)


def test_a_good_model_narrows_the_interval_and_the_log_says_what_it_is_worth() -> None:
    log = simulated_log(1, 2_000)
    plain, better = inverse_propensity(log), doubly_robust(log)
    assert better.interval.high - better.interval.low < plain.interval.high - plain.interval.low
    assert 1 < plain.effective_units < len(log)
    assert plain.greatest_weight == pytest.approx(5)
    same = [LoggedChoice(1.0, 0.5, 0.5), LoggedChoice(0.0, 0.5, 0.5)]
    assert inverse_propensity(same).effective_units == 2


def test_a_log_that_cannot_be_judged_by_is_refused() -> None:
    for log in (
        [LoggedChoice(1, 0.5, 1)],
        [LoggedChoice(1, 0, 1)] * 2,
        [LoggedChoice(1, 1, 2)] * 2,
    ):
        with pytest.raises(ValueError, match=r"log needs|propensity"):
            inverse_propensity(log)
    with pytest.raises(ValueError, match="nothing"):
        self_normalized([LoggedChoice(1, 0.5, 0)] * 2)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.text(), counts(), min_size=1, max_size=8))
def test_a_shrunken_rate_lies_between_its_own_and_the_whole(
    given_counts: dict[str, tuple[int, int]],
) -> None:
    prior = fit_beta_prior(given_counts)
    for name, shrunken in shrink_rates(given_counts).items():
        successes, trials = given_counts[name]
        own = successes / trials if trials else prior.mean
        low, high = sorted((own, prior.mean))
        assert low - 1e-9 <= shrunken.interval.estimate <= high + 1e-9
        assert shrunken.interval.low <= shrunken.interval.estimate <= shrunken.interval.high
        assert 0 <= shrunken.own_weight <= 1


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(), st.tuples(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3)), min_size=1, max_size=8
    )
)
def test_a_shrunken_mean_lies_between_its_own_and_the_whole(
    given_means: dict[str, tuple[float, float]],
) -> None:
    means = [mean for mean, _ in given_means.values()]
    for name, shrunken in shrink_means(given_means).items():
        assert min(means) - 1e-6 <= shrunken.interval.estimate <= max(means) + 1e-6
        assert shrunken.interval.low <= shrunken.interval.estimate <= shrunken.interval.high
        assert name in given_means


def test_shrinkage_finds_the_prior_that_the_units_came_from() -> None:
    draw = random.Random(5)
    drawn = {}
    for unit in range(3_000):
        rate = draw.betavariate(8, 32)
        drawn[str(unit)] = (sum(draw.random() < rate for _ in range(60)), 60)
    prior = fit_beta_prior(drawn)
    assert prior.mean == pytest.approx(0.2, abs=0.01)
    assert prior.strength == pytest.approx(40, rel=0.15)


def test_units_that_differ_by_chance_only_are_all_the_whole() -> None:
    same = {str(unit): (10, 100) for unit in range(20)}
    assert fit_beta_prior(same).strength == math.inf
    assert shrink_rates(same)["3"].interval.estimate == pytest.approx(0.1)
    assert fit_beta_prior({}) == BetaPrior(0.5, 2.0)
    assert fit_beta_prior({"a": (0, 5), "b": (0, 9)}).updated(0, 5).interval.estimate == 0


def test_a_chain_of_pools_ends_at_the_person() -> None:
    whole = BetaPrior(0.2, 50)
    segment = whole.updated(60, 150)
    person = BetaPrior(segment.interval.estimate, 20)
    assert 0.2 < segment.interval.estimate < 0.4
    assert person.updated(0, 0).interval.estimate == pytest.approx(segment.interval.estimate)
    assert person.updated(400, 500).interval.estimate == pytest.approx(0.8, abs=0.03)
    with pytest.raises(ValueError, match="cannot be"):
        person.updated(2, 1)
    with pytest.raises(ValueError, match="above 0"):
        NormalPrior(0, 1).updated(1, 0)
