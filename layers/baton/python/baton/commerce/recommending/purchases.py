"""Purchases, and how they are cut in time so that what is learned can be measured. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

INNER_SHARE = 0.2
"""Of all purchases, the latest, on which models are compared."""

FEWEST_CUSTOMERS = 50
"""Came back after the cut of time; with fewer, each customer's own history is cut."""


class Purchase(NamedTuple):
    """A customer bought, or rated well, an item. ``day`` counts days, from any beginning; all purchases
    of a customer on a day are one visit.
    """

    customer: str
    item: str
    day: int


@dataclass(frozen=True, slots=True)
class Split:
    """Purchases to learn from, and what each customer of them bought ``later``. ``how`` it was cut."""

    learned: Sequence[Purchase]
    later: Mapping[str, frozenset[str]]
    how: str


def split_at(purchases: Sequence[Purchase], day: int) -> Split:
    """Cut before a day. Only customers from before count, and only items that were there before: no
    model can name others.
    """
    learned = [one for one in purchases if one.day < day]
    later = _kept(learned, (one for one in purchases if one.day >= day))
    return Split(learned, later, "the latest of all purchases")


def inner_split(purchases: Sequence[Purchase]) -> Split:
    """The latest fifth held back: of all purchases if enough customers came back after it, else of each
    customer's own, as in ratings, where most people come once.
    """
    days = sorted(one.day for one in purchases)
    if days:
        cut = split_at(purchases, days[int(len(days) * (1 - INNER_SHARE))])
        if len(cut.later) >= FEWEST_CUSTOMERS:
            return cut
    return _by_customer(purchases)


def _by_customer(purchases: Iterable[Purchase]) -> Split:
    theirs: defaultdict[str, list[Purchase]] = defaultdict(list)
    for one in purchases:
        theirs[one.customer].append(one)
    learned: list[Purchase] = []
    held: list[Purchase] = []
    for of_one in theirs.values():
        of_one.sort(key=lambda one: one.day)
        kept = len(of_one) - int(len(of_one) * INNER_SHARE)
        learned += of_one[:kept]
        held += of_one[kept:]
    return Split(learned, _kept(learned, held), "the latest of each customer's purchases")


def _kept(learned: Iterable[Purchase], held: Iterable[Purchase]) -> dict[str, frozenset[str]]:
    customers, items = set(), set()
    for one in learned:
        customers.add(one.customer)
        items.add(one.item)
    later: defaultdict[str, set[str]] = defaultdict(set)
    for one in held:
        if one.customer in customers and one.item in items:
            later[one.customer].add(one.item)
    return {customer: frozenset(found) for customer, found in sorted(later.items())}
