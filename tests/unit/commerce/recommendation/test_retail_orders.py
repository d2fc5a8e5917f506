"""A real shop's orders: what is shipped recommends best what customers buy next."""

import pytest

from baton.commerce.recommending.learning import compare
from tests.benchmarks.recommendation import ORDERS, retail_split

pytestmark = pytest.mark.skipif(
    not ORDERS.exists(),
    reason="needs ../shared/data/retail_orders.csv.gz, which is not ours to ship",
)


def test_what_is_shipped_is_the_best_of_all_methods_by_time_split() -> None:
    _, measured = compare(retail_split())
    shipped = measured["shipped"]
    assert shipped.customers > 900
    for name in ("popularity", "item_knn", "ease", "last_basket"):
        assert shipped.ndcg >= measured[name].ndcg
        assert shipped.recall >= measured[name].recall
    assert measured["ease"].ndcg > measured["item_knn"].ndcg > measured["popularity"].ndcg
