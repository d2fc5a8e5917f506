"""The figures of a real A/B test, 90,189 players; the data is not part of the project."""

import pytest

from baton.statistics.fixed_horizon import two_proportions
from baton.statistics.sample_ratio import sample_ratio
from tests.benchmarks.quality_experiments import CONTROL, PLAYERS, TREATED, counts, players, walk

pytestmark = pytest.mark.skipif(
    not PLAYERS.exists(), reason="the shared data (ab_test_cookie_cats.csv) is not here"
)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return players(PLAYERS)


def test_the_broken_split_is_flagged(rows: list[dict[str, str]]) -> None:
    units = {arm: units for arm, (_, units) in counts(rows, "retention_7").items()}
    found = sample_ratio(units, {CONTROL: 1, TREATED: 1})
    assert (round(found.chi_square, 4), round(found.p_value, 4)) == (6.9024, 0.0086)
    assert found.flagged


@pytest.mark.parametrize(
    ("metric", "effect", "z", "p"),
    [("retention_7", -0.008201, -3.1644, 0.001554), ("retention_1", -0.005905, -1.7841, 0.0744)],
)
def test_the_fixed_test_gives_the_known_figures(
    rows: list[dict[str, str]], metric: str, effect: float, z: float, p: float
) -> None:
    found = counts(rows, metric)
    test = two_proportions(*found[TREATED], *found[CONTROL])
    assert round(test.effect, 6) == effect
    assert round(test.statistic, 4) == z
    assert round(test.p_value, 6 if p < 0.01 else 4) == p


def test_the_sequential_test_read_after_every_player_gives_the_known_figures(
    rows: list[dict[str, str]],
) -> None:
    week = walk(rows, "retention_7")
    assert (round(week.log_ratio, 4), round(week.p_value, 4)) == (3.3079, 0.0292)
    assert week.first_below == 51_633
    assert walk(rows, "retention_1").first_below is None
