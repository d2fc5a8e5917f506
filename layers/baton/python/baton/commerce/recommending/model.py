"""What was learned, as it is kept and served: neighbours by item, popularity, and how they are mixed.

A score of an item for somebody is ``sum of w(j) · weight(j → item)`` over what they bought, have in the
basket or looked at, plus ``repeats`` times the share of their visits on which they bought it, plus
``popularity`` times how popular it is (the most popular is 1).
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from baton.commerce.ids import Sku
from baton.commerce.recommending.measures import Quality
from baton.core.contract import Contract, UtcDatetime

MOST_NEIGHBOURS = 100
"""Kept of an item: those with the greatest weights, either sign."""

Scores = dict[str, float]
Version = Annotated[str, Field(pattern=r"^[0-9A-Z]{26}$")]


class Method(StrEnum):
    """How weights between items are learned."""

    EASE = "ease"
    ITEM_KNN = "item_knn"
    NONE = "none"


class Mixture(Contract):
    """What a score is made of; chosen on purchases that were held back."""

    method: Method
    strength: float = Field(
        default=0, ge=0, description="EASE's penalty on weights, ItemKNN's shrinkage"
    )
    half_life_days: float | None = Field(
        default=None, gt=0, description="after which a purchase tells half as much; None: never"
    )
    repeats: float | None = Field(
        default=None, ge=0, description="None: what was bought is not offered again"
    )
    visit_half_life_days: float | None = Field(
        default=None, gt=0, description="after which a visit counts half for repeats; None: never"
    )
    popularity: float = Field(default=0, ge=0)
    popular_days: int | None = Field(default=None, ge=1, description="that count; None: all")

    def weight(self, age_days: float) -> float:
        """How much a purchase of so long ago tells, 0 to 1."""
        return decayed(age_days, self.half_life_days)


class Learned(Contract):
    """One version of the model, without its neighbours, which lie in ``shards`` files beside it."""

    version: Version
    learned_at: UtcDatetime
    mixture: Mixture
    measured: dict[str, Quality] = Field(description="by method, on what was held back")
    held_back: str = Field(description="how what was held back was cut off")
    purchases: int = Field(ge=0)
    customers: int = Field(ge=0)
    items: int = Field(ge=0)
    shards: int = Field(ge=1)
    popular: dict[Sku, float] = Field(description="the most popular, 0 to 1")
    popular_in: dict[str, dict[Sku, float]] = Field(
        default={}, description="by country, as country#AT, and category, as category#shirts"
    )
    fresh: tuple[Sku, ...] = Field(default=(), description="sold, but hardly bought yet")


class Bought(NamedTuple):
    """An item in somebody's history: how many days ago at last, and the share of their visits on which
    they bought it, 0 to 1, each visit counting less the longer ago it was.
    """

    age_days: float
    share: float


def decayed(age_days: float, half_life_days: float | None) -> float:
    """What counts for one now, and half after each half-life; without one always one."""
    if half_life_days is None:
        return 1.0
    return float(0.5 ** (max(age_days, 0.0) / half_life_days))


def history_of(visits: Mapping[float, Collection[str]], mixture: Mixture) -> dict[str, Bought]:
    """Somebody's history by item, from what they bought by the visit's age in days."""
    latest = min(visits, default=0.0)  # only how visits compare counts, and far ones would vanish
    counts = {age: decayed(age - latest, mixture.visit_half_life_days) for age in visits}
    all_visits = sum(counts.values()) or 1.0
    found: dict[str, Bought] = {}
    for age in sorted(visits):
        for item in set(visits[age]):
            last, share = found.get(item, (age, 0.0))
            found[item] = Bought(last, min(1.0, share + counts[age] / all_visits))
    return found


def scores_of(
    mixture: Mixture,
    history: Mapping[str, Bought],
    interest: Mapping[str, float],
    neighbours: Mapping[str, Mapping[str, float]],
    popular: Mapping[str, float],
) -> Scores:
    """Scores by item, of all that somebody's ``history`` and present ``interest`` (weights of what is in
    the basket or was looked at) lead to, and of what is popular. A history weighs no more than present
    interest, if there is some.
    """
    found: Scores = {}
    weights = {item: mixture.weight(one.age_days) for item, one in history.items()}
    now, before = sum(interest.values()), sum(weights.values())
    faded = min(1.0, now / before) if now and before else 1.0
    weights = {item: weight * faded for item, weight in weights.items()}
    for item, weight in interest.items():
        weights[item] = max(weight, weights.get(item, 0.0))
    for item, weight in weights.items():
        for other, value in neighbours.get(item, {}).items():
            found[other] = found.get(other, 0.0) + weight * value
    if mixture.popularity:
        for item, value in popular.items():
            found[item] = found.get(item, 0.0) + mixture.popularity * value
    for item, one in history.items():
        if mixture.repeats is None:
            found.pop(item, None)
        else:
            found[item] = found.get(item, 0.0) + faded * mixture.repeats * one.share
    return found
