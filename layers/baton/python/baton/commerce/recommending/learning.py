"""A model learned from purchases. Only the learner loads this."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from baton.commerce.recommending.choosing import Choice, MixtureEvaluator, choose
from baton.commerce.recommending.matrices import Counts, Purchases, purchases_of
from baton.commerce.recommending.measures import Quality
from baton.commerce.recommending.model import Learned
from baton.commerce.recommending.model_files import shards_for
from baton.commerce.recommending.purchases import Purchase, Split, inner_split

MOST_POPULAR = 1_000
MOST_POPULAR_IN = 30
FEWEST_IN = 20
"""Customers who bought in a country or category: from fewer nothing is told of it."""


@dataclass(frozen=True)
class Lesson:
    """What was learned: the model, and its neighbours to be kept beside it."""

    learned: Learned
    weights: Any
    items: tuple[str, ...]

    def neighbours(self) -> Iterator[tuple[str, dict[str, float]]]:
        """Every item's neighbours with their weights."""
        weights = self.weights
        for row, item in enumerate(self.items):
            at = slice(weights.indptr[row], weights.indptr[row + 1])
            columns, values = weights.indices[at].tolist(), weights.data[at].tolist()
            those = {self.items[to]: value for to, value in zip(columns, values, strict=True)}
            if those:
                yield item, those


def learn(
    purchases: Sequence[Purchase],
    *,
    version: str,
    now: datetime,
    country_of: Mapping[str, str] | None = None,
    categories_of: Mapping[str, Sequence[str]] | None = None,
    fresh: Sequence[str] = (),
) -> Lesson:
    """Chooses a mixture on what it holds back, and learns it from all purchases, of which there must be
    one. Countries are by customer, categories by item.
    """
    split = inner_split(purchases)
    choice = choose(split)
    known = purchases_of(purchases)
    weights = Counts(known).weights(choice.mixture.method, choice.mixture.strength)
    popularity = known.popularity(choice.mixture.popular_days)
    learned = Learned(
        version=version,
        learned_at=now,
        mixture=choice.mixture,
        measured=dict(choice.measured),
        held_back=split.how,
        purchases=len(known.row),
        customers=len(known.customers),
        items=len(known.items),
        shards=shards_for(len(known.items)),
        popular=_first(dict(zip(known.items, popularity.tolist(), strict=True)), MOST_POPULAR),
        popular_in={
            **_by_country(known, country_of or {}, choice),
            **_by_category(known, categories_of or {}, popularity),
        },
        fresh=tuple(fresh),
    )
    return Lesson(learned, weights, known.items)


def compare(split: Split, choice: Choice | None = None) -> tuple[Choice, Mapping[str, Quality]]:
    """How popularity, last basket, ItemKNN, EASE and what would be shipped do on a split of one's own.
    Everything is chosen within ``split.learned``: what came later is only measured on.
    """
    chosen = choice or choose(split.inner())
    bench = MixtureEvaluator(split, most_customers=max(len(split.later), 1))
    return chosen, {name: bench.measure(one) for name, one in chosen.by_method.items()}


def _by_country(
    known: Purchases, country_of: Mapping[str, str], choice: Choice
) -> dict[str, dict[str, float]]:
    days = choice.mixture.popular_days
    of_row = [country_of.get(one) for one in known.customers]
    counts: dict[str, Counter[str]] = {}
    people = Counter(one for one in of_row if one)
    recent = np.ones(len(known.day), bool) if days is None else known.today - known.day <= days
    pairs = zip(known.row[recent].tolist(), known.column[recent].tolist(), strict=True)
    for row, column in pairs:
        country = of_row[row]
        if country and people[country] >= FEWEST_IN:
            counts.setdefault(country, Counter())[known.items[column]] += 1
    return {f"country#{name}": _shares(found) for name, found in sorted(counts.items())}


def _by_category(
    known: Purchases, categories_of: Mapping[str, Sequence[str]], popularity: Any
) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for item, value in zip(known.items, popularity.tolist(), strict=True):
        for category in categories_of.get(item, ()):
            parts = category.split("/")
            for depth in range(1, len(parts) + 1):
                found.setdefault("/".join(parts[:depth]), {})[item] = value
    return {f"category#{name}": _first(those, MOST_POPULAR_IN) for name, those in found.items()}


def _shares(counts: Counter[str]) -> dict[str, float]:
    most = max(counts.values())
    return _first({item: count / most for item, count in counts.items()}, MOST_POPULAR_IN)


def _first(values: Mapping[str, float], most: int) -> dict[str, float]:
    ranked = sorted(values.items(), key=lambda one: (-one[1], one[0]))[:most]
    return {item: round(value, 5) for item, value in ranked if value > 0}
