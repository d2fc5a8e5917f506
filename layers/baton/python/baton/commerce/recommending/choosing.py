"""Which method, with which settings, recommends best what was held back. Only the learner loads this."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from baton.commerce.recommending.matrices import Counts, Purchases, purchases_of
from baton.commerce.recommending.measures import RECALL_AT, Quality, quality
from baton.commerce.recommending.model import Method, Mixture
from baton.commerce.recommending.purchases import Split

PENALTIES = (10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0)
SHRINKAGES = (0.0, 10.0, 50.0)
WINDOWS = (None, 56, 28, 14)
REPEATS = (None, 0.0, 0.3, 1.0, 3.0, 10.0, 30.0)
HALF_LIVES = (None, 90.0, 30.0)
VISIT_HALF_LIVES = (None, 90.0, 30.0)
POPULARITIES = (0.0, 0.03, 0.1, 0.3, 1.0)
GAIN = 1.01
"""By which a setting must better NDCG@10 to be added: less may be chance, and plain is sturdier."""

MOST_CUSTOMERS = 2_000
"""On whom mixtures are compared, spread evenly over all."""

LAST_BASKET = Mixture(method=Method.NONE, repeats=1, visit_half_life_days=0.05, popularity=1e-6)
"""What was bought on the latest visit; then what was bought before, and what is popular."""

_Value = TypeVar("_Value")
_NEVER = -1e9
_CHUNK = 256


@dataclass
class MixtureEvaluator:
    """Measures mixtures on a split, and keeps what several of them need."""

    split: Split
    most_customers: int = MOST_CUSTOMERS
    purchases: Purchases = field(init=False)
    counts: Counts = field(init=False)
    _weights: dict[tuple[Method, float], Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.purchases = purchases_of(self.split.learned)
        self.counts = Counts(self.purchases)
        rows = {name: number for number, name in enumerate(self.purchases.customers)}
        columns = {name: number for number, name in enumerate(self.purchases.items)}
        step = -(-len(self.split.later) // self.most_customers) or 1
        asked = list(self.split.later.items())[::step]
        self._rows = np.array([rows[name] for name, _ in asked], dtype=np.int64)
        self._relevant = [{columns[item] for item in items} for _, items in asked]

    def weights(self, mixture: Mixture) -> Any:
        """The weights between items that a mixture has, worked out once."""
        key = (mixture.method, mixture.strength)
        if key not in self._weights:
            self._weights[key] = self.counts.weights(*key)
        return self._weights[key]

    def measure(self, mixture: Mixture) -> Quality:
        """How well a mixture ranks what was bought later, among all items."""
        ranked: list[list[int]] = []
        for start in range(0, len(self._rows), _CHUNK):
            rows = self._rows[start : start + _CHUNK]
            ranked += top(self.scores(mixture, rows), RECALL_AT).tolist()
        return quality(ranked, self._relevant)

    def scores(self, mixture: Mixture, rows: Any) -> Any:
        """Scores of all items (columns) for some customers, as ``model.scores_of`` has them."""
        seen = self._seen(mixture.half_life_days)[rows]
        scores = np.asarray((seen @ self.weights(mixture)).todense(), dtype=np.float64)
        if mixture.popularity:
            scores += mixture.popularity * self.purchases.popularity(mixture.popular_days)
        if mixture.repeats is None:
            scores[seen.nonzero()] = _NEVER
        elif mixture.repeats:
            shares = self._shares(mixture.visit_half_life_days)[rows]
            scores += mixture.repeats * np.asarray(shares.todense())
        return scores

    def _seen(self, half_life: float | None) -> Any:
        return self._once(("seen", half_life), lambda: self.purchases.seen(half_life))

    def _shares(self, half_life: float | None) -> Any:
        return self._once(("shares", half_life), lambda: self.purchases.shares(half_life))

    def _once(self, key: Any, make: Any) -> Any:
        if key not in self._weights:
            self._weights[key] = make()
        return self._weights[key]


def top(scores: Any, most: int) -> Any:
    """The columns of each row's greatest scores, the greatest first."""
    most = min(most, scores.shape[1])
    best = np.argpartition(-scores, most - 1, axis=1)[:, :most]
    best.sort(axis=1)  # of equal scores the item that comes first in the catalogue
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


@dataclass(frozen=True)
class Choice:
    """The mixture that did best, and what each kind of model came to."""

    mixture: Mixture
    by_method: Mapping[str, Mixture]
    measured: Mapping[str, Quality]


def choose(split: Split) -> Choice:
    """Compares popularity, last basket, ItemKNN and EASE, each with its settings. To the better of the
    first two and of the last two it adds what helps: purchases that fade, repeats, popularity. The best
    by NDCG@10 is shipped. What depends on time is only tried where time was cut: where nobody comes
    back, it tells nothing.
    """
    search = _Search(MixtureEvaluator(split), split.by_time)
    windows = search.over_time(WINDOWS)
    popular = search.best([_popular(days, repeats) for days in windows for repeats in (None, 0.0)])
    by_method = {
        "popularity": popular,
        "last_basket": search.best([_with(LAST_BASKET, popular_days=days) for days in windows]),
        "item_knn": search.best(list(_plain(Method.ITEM_KNN, SHRINKAGES))),
        "ease": search.best(list(_plain(Method.EASE, PENALTIES))),
    }
    plain, paired = list(by_method.values())[:2], list(by_method.values())[2:]
    refined = [search.refined(search.best(some), popular) for some in (plain, paired)]
    by_method["shipped"] = search.best([*by_method.values(), *refined])
    measured = {name: search.bench.measure(one) for name, one in by_method.items()}
    return Choice(by_method["shipped"], by_method, measured)


class _Search:
    """Looks for mixtures, and measures each once."""

    def __init__(self, bench: MixtureEvaluator, by_time: bool) -> None:
        self.bench = bench
        self._by_time = by_time
        self._tried: dict[Mixture, float] = {}

    def over_time(self, values: tuple[_Value, ...]) -> tuple[_Value, ...]:
        """The values of a setting that depends on time, or the one without time."""
        return values if self._by_time else values[:1]

    def best(self, mixtures: Sequence[Mixture]) -> Mixture:
        """The one with the greatest NDCG@10, the first of equal ones."""
        for one in mixtures:
            if one not in self._tried:
                self._tried[one] = self.bench.measure(one).ndcg
        return max(mixtures, key=lambda one: self._tried[one])

    def refined(self, start: Mixture, popular: Mixture) -> Mixture:
        """The best near a mixture: one setting after the other, twice, since each depends on others."""
        strengths = PENALTIES if start.method is Method.EASE else SHRINKAGES
        settings: dict[str, tuple[float | None, ...]] = {
            "repeats": REPEATS,
            "visit_half_life_days": self.over_time(VISIT_HALF_LIVES),
            "half_life_days": self.over_time(HALF_LIVES),
            "popularity": POPULARITIES,
            "strength": strengths if start.method is not Method.NONE else (0.0,),
        }
        now = start
        for _ in range(2):
            for name, values in settings.items():
                more: dict[str, Any] = (
                    {"popular_days": popular.popular_days} if name == "popularity" else {}
                )
                found = self.best([_with(now, **{name: value}, **more) for value in values])
                self.best([now])
                if self._tried[found] > GAIN * self._tried[now]:
                    now = found
        return now


def _popular(days: int | None, repeats: float | None) -> Mixture:
    return Mixture(method=Method.NONE, popularity=1, popular_days=days, repeats=repeats)


def _plain(method: Method, strengths: Iterable[float]) -> Iterator[Mixture]:
    for strength in strengths:
        for repeats in (None, 0.0):
            yield Mixture(method=method, strength=strength, repeats=repeats)


def _with(mixture: Mixture, **changes: Any) -> Mixture:
    return mixture.model_copy(update=changes)
