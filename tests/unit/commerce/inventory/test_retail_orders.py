"""On a real shop's orders the chosen forecasts serve 95 % for less than the baselines do."""

import pytest

from tests.benchmarks.inventory import ORDERS, articles, choices, serving

pytestmark = pytest.mark.skipif(
    not ORDERS.exists(),
    reason="needs ../shared/data/retail_orders.csv.gz, which is not ours to ship",
)


def test_the_chosen_forecasts_serve_as_much_for_less() -> None:
    known = articles(step=8)
    assert len(known) > 200
    ours = serving(known, choices(known))
    assert ours.fill == pytest.approx(0.95, abs=0.002)
    for name in ("seasonal naive", "moving average"):
        rival = serving(known, dict.fromkeys(known, name))
        assert rival.fill == pytest.approx(0.95, abs=0.002), name
        assert ours.cost < 0.9 * rival.cost, name
