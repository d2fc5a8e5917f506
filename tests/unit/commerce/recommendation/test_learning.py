"""What is learned is what the formulas say, is chosen by what it does, and is served as measured."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from baton.commerce.recommending.choosing import LAST_BASKET, MixtureEvaluator, choose
from baton.commerce.recommending.learning import compare, learn
from baton.commerce.recommending.matrices import Counts, ease, purchases_of
from baton.commerce.recommending.measures import ndcg, quality, recall
from baton.commerce.recommending.model import Method, Mixture, history_of, scores_of
from baton.commerce.recommending.purchases import Purchase, by_customer, inner_split, split_at
from tests.fakes.platform.clock import NOON
from tests.unit.commerce.recommendation.shop import VERSION


def in_pairs(customers: int, seed: int = 7, visits: int = 3) -> list[Purchase]:
    """Who bought one of a pair buys the other on the next visit; which pairs is by chance."""
    draw, found = Random(seed), []
    for customer in range(customers):
        for visit, pair in enumerate(draw.sample(range(15), visits)):
            day = visit * 10 + draw.randrange(3)
            found.append(Purchase(f"c{customer}", f"a{pair}", day))
            found.append(Purchase(f"c{customer}", f"b{pair}", day + 10))
    return found


def again_and_again(customers: int) -> list[Purchase]:
    """Everybody buys their own two things on every visit."""
    draw = Random(3)
    own = {customer: draw.sample(range(30), 2) for customer in range(customers)}
    return [
        Purchase(f"c{customer}", f"i{item}", visit * 7)
        for customer, items in own.items()
        for visit in range(6)
        for item in items
    ]


def test_ndcg_and_recall_are_those_worked_out_by_hand() -> None:
    assert ndcg("xayb", "ab") == pytest.approx(0.6509, abs=1e-4)
    assert recall("xay", "ab") == 0.5
    assert ndcg("ab", "ab") == 1
    assert quality(["ab", "xy"], ["ab", "ab"]).ndcg == 0.5


def test_ease_solves_the_constrained_regression() -> None:
    seen = np.random.default_rng(5).integers(0, 2, (40, 6)).astype(float)
    weights = ease(seen.T @ seen, 2.0).toarray()
    # each column is the ridge regression of an item on all others (Steck 2019, eq. 5 and 8)
    for item in range(6):
        others = [one for one in range(6) if one != item]
        gram = seen[:, others].T @ seen[:, others] + 2.0 * np.eye(5)
        expected = np.linalg.solve(gram, seen[:, others].T @ seen[:, item])
        assert weights[others, item] == pytest.approx(expected, abs=1e-5)
        assert weights[item, item] == 0


def test_item_knn_is_the_shrunk_cosine() -> None:
    bought = {"ann": "xy", "bob": "xy", "cid": "xz"}
    purchases = purchases_of([Purchase(who, it, 0) for who, its in bought.items() for it in its])
    similar = Counts(purchases).weights(Method.ITEM_KNN, 1.0).toarray()
    assert similar[0] == pytest.approx([0, 2 / (6**0.5 + 1), 1 / (3**0.5 + 1)])
    assert similar[1, 2] == 0


def test_outside_the_greatest_support_the_weights_are_item_knns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("baton.commerce.recommending.matrices.MOST_ITEMS", 10)
    counts = Counts(purchases_of(in_pairs(200)))
    mixed = counts.weights(Method.EASE, 10.0)
    assert len(counts.core) == 10
    assert (np.diff(mixed.indptr) > 0).all()
    similar, outside = counts.item_knn(10.0).toarray(), np.setdiff1d(np.arange(30), counts.core)
    ratios = mixed.toarray()[outside][similar[outside] > 0] / similar[outside][similar[outside] > 0]
    assert ratios == pytest.approx(np.full(len(ratios), ratios[0]), rel=1e-4)


def test_a_split_holds_back_the_latest_and_only_what_could_be_known() -> None:
    split = split_at(
        [Purchase("ann", "x", 1), Purchase("bob", "y", 1), Purchase("ann", "y", 5),
         Purchase("ann", "new", 5), Purchase("new", "x", 5)], 5
    )  # fmt: skip
    assert split.later == {"ann": {"y"}}
    assert len(split.learned) == 2
    own = [("ann", "x", 1), ("bob", "x", 1), ("bob", "z", 1), ("ann", "y", 2), ("cid", "z", 1)]
    assert by_customer(Purchase(*one) for one in own).later == {"bob": {"z"}}


def test_time_is_cut_only_where_customers_come_back() -> None:
    once = [Purchase(f"u{user}", f"i{item}", user) for user in range(60) for item in range(10)]
    assert inner_split(once).how == "the latest of each customer's purchases"
    assert inner_split(again_and_again(80)).how == "the latest of all purchases"


def test_where_things_go_together_that_is_learned_and_where_people_repeat_repeats_are() -> None:
    pairs = choose(inner_split(in_pairs(120)))
    assert pairs.mixture.method is not Method.NONE
    assert pairs.mixture.repeats is None or pairs.mixture.repeats == 0
    same = choose(inner_split(again_and_again(80)))
    assert same.mixture.repeats
    assert same.measured["shipped"].ndcg > 0.99
    assert by_customer(in_pairs(120)).inner().how == "the latest of each customer's purchases"
    rated = choose(by_customer(in_pairs(120)))
    assert (rated.mixture.half_life_days, rated.mixture.popular_days) == (None, None)
    for choice in (pairs, same, rated):
        best = max(one.ndcg for one in choice.measured.values())
        assert choice.measured["shipped"].ndcg == best


def test_nothing_of_what_came_later_is_seen_when_a_model_is_chosen() -> None:
    purchases = in_pairs(90)
    split = split_at(purchases, 20)
    other = split_at([*purchases, *(Purchase("c1", f"b{at}", 25) for at in range(15))], 20)
    assert compare(split)[0].mixture == compare(other)[0].mixture


def _served(mixture: Mixture, purchases: Sequence[Purchase], customer: str) -> list[str]:
    """What ``scores_of`` ranks first for a customer, with neighbours as they are kept."""
    known = purchases_of(purchases)
    weights = Counts(known).weights(mixture.method, mixture.strength).tocsr()
    neighbours: dict[str, dict[str, float]] = {}
    for row, column in zip(*weights.nonzero(), strict=True):
        of_item = neighbours.setdefault(known.items[row], {})
        of_item[known.items[column]] = float(weights[row, column])
    visits: dict[float, set[str]] = {}
    for one in purchases:
        if one.customer == customer:
            visits.setdefault(float(known.today - one.day), set()).add(one.item)
    popularity = known.popularity(mixture.popular_days).tolist()
    popular = dict(zip(known.items, popularity, strict=True))
    found = scores_of(mixture, history_of(visits, mixture), {}, neighbours, popular)
    return sorted(found, key=lambda item: (-round(found[item], 6), item))[:5]


@pytest.mark.parametrize(
    "mixture",
    [
        Mixture(method=Method.EASE, strength=10),
        Mixture(method=Method.EASE, strength=10, half_life_days=9, repeats=0.4, popularity=0.3),
        Mixture(method=Method.ITEM_KNN, strength=5, repeats=2, visit_half_life_days=4),
        LAST_BASKET.model_copy(update={"popular_days": 14}),
    ],
)
def test_what_is_served_is_what_was_measured(mixture: Mixture) -> None:
    purchases = in_pairs(120)
    bench = MixtureEvaluator(split_at([*purchases, Purchase("c5", "a1", 60)], 60))
    row = bench.purchases.customers.index("c5")
    scores = bench.scores(mixture, np.array([row]))[0]
    order = sorted(range(len(scores)), key=lambda at: (-round(float(scores[at]), 6), at))[:5]
    measured = [bench.purchases.items[at] for at in order]
    assert _served(mixture, purchases, "c5") == measured


def test_a_lesson_has_popularity_by_country_and_category_too() -> None:
    purchases = in_pairs(60)
    lesson = learn(
        purchases,
        version=VERSION,
        now=NOON,
        country_of={one.customer: "AT" for one in purchases},
        categories_of={"a1": ("home/lamps",), "a2": ("home",)},
    )
    learned, neighbours = lesson.learned, dict(lesson.neighbours())
    assert set(learned.popular_in) == {"country#AT", "category#home", "category#home/lamps"}
    assert set(learned.popular_in["category#home"]) == {"a1", "a2"}
    assert max(learned.popular.values()) == 1
    assert "b3" in sorted(neighbours["a3"], key=lambda one: -neighbours["a3"][one])[:3]
