"""With several variants a winner is better than the control and than every other; none does harm that
nobody has looked at; and what is said has the digits it has.
"""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.experiments.analysis import analyse
from baton.experiments.decision import Rules, Trial
from baton.experiments.metric import Metric
from baton.experiments.report import ExperimentOutcome, ExperimentReport, Safety
from baton.experiments.unit import VariantCounts
from baton.experiments.variant_results import Guarded, PairwiseComparison, VariantResult, percent
from baton.statistics.intervals import Interval
from baton.statistics.sample_ratio import sample_ratio
from tests.fakes.platform.clock import NOON
from tests.unit.experiments.experiments import an_experiment, opt_out, tally, variants

VISITS = {
    "variants": variants("control", "mens", "womens"),
    "primary": Metric(name="visited"),
    "baseline": 0.1,
    "minimum_effect": 0.02,
}
CLICKS = {"variants": variants("present", "short", "emoji")}


def visits(control: int, mens: int, womens: int, units: int, **changes: object) -> ExperimentReport:
    experiment = an_experiment(**{**VISITS, **changes})
    counts = {"control": control, "mens": mens, "womens": womens}
    return analyse(
        experiment, [tally(name, units, visited=count) for name, count in counts.items()], NOON
    )


def clicks(*tallies: VariantCounts, **changes: object) -> ExperimentReport:
    return analyse(an_experiment(**{**CLICKS, **changes}), tallies, NOON)


def test_a_lead_of_one_in_twenty_thousand_is_no_winner_and_the_test_goes_on() -> None:
    found = visits(2_000, 2_600, 2_599, 20_000)
    assert (found.outcome, found.variant) == (ExperimentOutcome.CONTINUE, None)
    assert found.leaders == ("mens", "womens")
    assert "mens is better than control; it is not told apart from womens" in found.reason
    (pair,) = found.pairs
    assert (pair.variant, pair.other) == ("mens", "womens")
    assert pair.reading.sequential.adjusted_p == 1


def test_two_that_are_alike_end_once_the_difference_is_known_well_enough() -> None:
    found = visits(8_000, 10_400, 10_396, 80_000)
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_TIE, "mens")
    assert "known to within the 0.02 worth seeing: use mens or womens" in found.reason


def test_a_test_that_is_read_once_ends_with_a_tie() -> None:
    found = visits(2_000, 2_600, 2_599, 20_000, method="fixed")
    assert (found.outcome, found.leaders) == (ExperimentOutcome.STOP_TIE, ("mens", "womens"))
    assert "only a new experiment can tell them apart" in found.reason


def test_a_variant_that_beats_all_others_wins() -> None:
    found = visits(2_000, 2_900, 2_500, 20_000)
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "mens")
    assert "mens against womens: +0.02" in found.reason


def test_one_that_is_not_shown_to_be_better_still_stands_between_a_leader_and_winning() -> None:
    found = clicks(
        tally("present", 3_000, opened=600),
        tally("short", 3_000, opened=750),
        tally("emoji", 3_000, opened=680),
    )
    assert (found.outcome, found.leaders) == (ExperimentOutcome.CONTINUE, ("short",))
    assert "not told apart from emoji" in found.reason


def test_three_alike_and_better_are_all_named() -> None:
    names = ("present", "a", "b", "c")
    rows = [tally(name, 4_000, opened=800 if name == "present" else 1_100) for name in names]
    found = clicks(*rows, variants=variants(*names))
    assert found.outcome is ExperimentOutcome.CONTINUE
    assert set(found.leaders) == {"a", "b", "c"}
    assert len(found.pairs) == 3


def test_a_variant_that_does_harm_is_out_and_the_others_go_on() -> None:
    found = clicks(
        tally("present", 9_000, opened=1_800, opted_out=20),
        tally("short", 9_000, opened=2_300, opted_out=20),
        tally("emoji", 9_000, opened=2_700, opted_out=900),
        guardrails=(opt_out(),),
    )
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "short")
    assert "emoji harms opted_out" in found.reason


def test_at_the_end_one_whose_guardrails_are_clear_goes_before_one_whose_are_not() -> None:
    units = an_experiment(**CLICKS).plan.units_per_variant
    found = clicks(
        tally("present", units, opened=units // 5, opted_out=units // 100),
        tally("short", units, opened=units // 4, opted_out=units // 100),
        tally("emoji", units, opened=units * 3 // 10, opted_out=units // 60),
        guardrails=(opt_out(0.006),),
    )
    safety = {one.variant: one.against_control[1].safety for one in found.variants[1:]}
    assert safety == {"short": Safety.SAFE, "emoji": Safety.UNCLEAR}
    assert (found.outcome, found.variant) == (ExperimentOutcome.STOP_WINNER, "short")
    assert "emoji leads by" in found.reason


@pytest.mark.parametrize(
    ("significance", "arms", "said"),
    [
        (0.05, 1, "at 95 %"),
        (0.05, 2, "at 97.5 %"),
        (0.05, 3, "at 98.33 %"),
        (0.001, 3, "at 99.9667 %"),
    ],
)
def test_a_level_is_not_rounded_up(significance: float, arms: int, said: str) -> None:
    names = ("present", "a", "b", "c")[: arms + 1]
    rows = [tally(name, 2_000, opened=400) for name in names]
    found = clicks(*rows, variants=variants(*names), significance=significance)
    assert said in found.reason


@pytest.mark.parametrize(
    ("level", "said"),
    [(0.5, "50 %"), (0.9, "90 %"), (0.725, "72.5 %"), (1 - 1e-4 / 9, "99.99889 %")],
)
def test_percent_has_the_digits_of_what_is_left_to_100(level: float, said: str) -> None:
    assert percent(level) == said


FIGURES = st.floats(-1, 1)
GUARDED = st.builds(
    Guarded,
    metric=st.just("opted_out"),
    safety=st.sampled_from(list(Safety)),
    harm=st.just(Interval(0.0, -0.1, 0.1, 0.95)),
    margin=st.just(0.01),
)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    names = [f"v{number}" for number in range(draw(st.integers(1, 4)))]

    def gain() -> Interval:
        estimate, reach = draw(FIGURES), draw(st.floats(0.001, 1))
        return Interval(estimate, estimate - reach, estimate + reach, 0.95)

    p_values = st.sampled_from([0.0001, 0.04, 0.5, 1.0])
    results = []
    for name in names:
        unread = draw(st.sampled_from([None, None, "nobody came"]))
        p_value = 1.0 if unread else draw(p_values)
        guardrails = tuple(draw(st.lists(GUARDED, max_size=2)))
        results.append(VariantResult(name, gain(), p_value, guardrails, unread))
    duels = [
        PairwiseComparison(one, other, gain(), draw(p_values))
        for one, other in combinations(names, 2)
    ]
    rules = Rules(0.05, 1_000, draw(st.floats(0.01, 1)), only_at_the_end=draw(st.booleans()))
    ratio = sample_ratio({"control": 9, "treated": 9}, {"control": 1, "treated": 1})
    return Trial(ratio, results, draw(st.integers(0, 2_000)), "control", rules, duels)


def beats(trial: Trial, one: str, other: str) -> bool:
    return any(
        duel.p_value <= 0.05
        and (duel.gain.estimate if duel.variant == one else -duel.gain.estimate) > 0
        for duel in trial.duels
        if {duel.variant, duel.other} == {one, other}
    )


@settings(deadline=None)
@given(trials())
def test_whatever_is_seen_nothing_is_concluded_that_was_not_shown(trial: Trial) -> None:
    found, results = trial.decide(), {one.variant: one for one in trial.results}
    shown = [results[name] for name in found.leaders]
    for one in shown:
        assert one.gain.estimate > 0
        assert one.p_value <= 0.05
        assert {guarded.safety for guarded in one.guardrails} <= {Safety.SAFE}
    if found.outcome in (ExperimentOutcome.STOP_WINNER, ExperimentOutcome.STOP_TIE):
        assert found.variant == found.leaders[0]
    if found.outcome is ExperimentOutcome.STOP_WINNER:
        for other in trial.results:
            if other.variant != found.variant and all(
                one.safety is Safety.SAFE for one in other.guardrails
            ):
                assert beats(trial, found.variant or "", other.variant)
    if found.outcome is ExperimentOutcome.STOP_NO_DIFFERENCE:
        assert trial.complete
        assert all(
            one.unread is None for one in trial.results if not one.with_safety(Safety.HARMED)
        )
    if trial.rules.only_at_the_end and not trial.complete:
        assert found.outcome in (ExperimentOutcome.CONTINUE, ExperimentOutcome.STOP_HARM)
