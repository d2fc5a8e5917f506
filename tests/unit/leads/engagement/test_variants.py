"""Which text a person gets."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.engagement import Channel
from baton.leads.responses import variant_names
from baton.statistics.bandit import Choice
from functions.leads.engagement.variants import FLOOR, chosen
from tests.benchmarks.off_policy import LoggedChoice, inverse_propensity

TEMPLATE = "nurture_welcome"
NAMES = ("a", "b")


def choice(whole: dict[str, int], lead_id: str = "lead", step: int = 1) -> Choice:
    found = chosen(NAMES, TEMPLATE, Channel.EMAIL, whole=whole, lead_id=lead_id, step=step)
    assert found
    return found


def counters(**by_variant: tuple[int, int]) -> dict[str, int]:
    whole: dict[str, int] = {}
    for name, (acted, shown) in by_variant.items():
        shown_name, acted_name = variant_names(TEMPLATE, Channel.EMAIL, name)
        whole |= {shown_name: shown, acted_name: acted}
    return whole


conversion_counts = st.integers(0, 2_000).flatmap(
    lambda shown: st.tuples(st.integers(0, shown), st.just(shown))
)


@given(conversion_counts, conversion_counts, st.text(max_size=26), st.integers(1, 5))
def test_every_variant_keeps_its_floor_and_the_chances_add_up(
    a: tuple[int, int], b: tuple[int, int], lead_id: str, step: int
) -> None:
    found = choice(counters(a=a, b=b), lead_id, step)
    assert min(found.propensities.values()) >= FLOOR - 1e-9
    assert sum(found.propensities.values()) == pytest.approx(1)
    assert found.propensity == found.propensities[found.variant]
    assert choice(counters(a=a, b=b), lead_id, step) == found


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_late_corrections_never_stop_a_plan(acted: int, shown: int) -> None:
    assert choice(counters(a=(acted, shown))).variant in NAMES


def test_a_text_that_stands_alone_is_no_choice() -> None:
    alone = chosen(("a",), TEMPLATE, Channel.EMAIL, whole={}, lead_id="lead", step=1)
    assert alone is None


def test_while_nothing_is_known_all_have_the_same_chance() -> None:
    assert choice({}).propensities == pytest.approx({"a": 0.5, "b": 0.5})


def test_the_better_text_is_shown_to_most_and_the_other_to_a_tenth() -> None:
    whole = counters(a=(30, 1_000), b=(90, 1_000))
    shown = Counter(choice(whole, f"lead-{number}").variant for number in range(4_000))
    assert shown["a"] / 4_000 == pytest.approx(FLOOR, abs=0.02)


def test_what_was_logged_tells_what_another_policy_would_have_earned() -> None:
    truth = {"a": 0.10, "b": 0.20}
    chance = Random(7)
    whole: Counter[str] = Counter()
    log = []
    for number in range(6_000):
        if number % 50 == 0:  # a container goes by the same counters for a while
            known = dict(whole)
        found = choice(known, f"lead-{number}")
        reward = chance.random() < truth[found.variant]
        shown, acted = variant_names(TEMPLATE, Channel.EMAIL, found.variant)
        whole.update({shown: 1, acted: int(reward)})
        log.append(LoggedChoice(reward, found.propensity, target=float(found.variant == "a")))
    always_a = inverse_propensity(log).interval
    assert always_a.low <= truth["a"] <= always_a.high
    earned = sum(one.reward for one in log) / len(log)
    assert earned > 0.17
