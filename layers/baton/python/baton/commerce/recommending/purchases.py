"""Purchases, and how they are cut in time so that what is learned can be measured. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

INNER_SHARE = 0.2
"""Of all purchases, the latest, on which models are compared."""

FEWEST_CUSTOMERS = 50
"""Came back after the cut of time; with fewer, each customer's own history is cut."""

RETURNING = 0.5
"""Of the customers after the cut, the least share that was there before. Where fewer come back, as where
people rate films on one evening, who comes back is not like the others, and no shop has such a future.
"""


MOST_PURCHASES = 2_000_000
"""Learned from at once, the latest: some 400 MB."""

FOLDER = "purchases/"
"""Of the intake bucket: a file of purchases that is put there is learned from."""

HEADER = ("customer_id", "product_id", "day", "country")
"""The columns of such a file; countries may be missing."""


class Purchase(NamedTuple):
    """A customer bought, or rated well, an item. ``day`` counts days, from any beginning; all purchases
    of a customer on a day are one visit.
    """

    customer: str
    item: str
    day: int


@dataclass(frozen=True, slots=True)
class Split:
    """Purchases to learn from, and what each customer of them bought ``later``. ``returning`` is the
    share of the customers of what was held back who were there before.
    """

    learned: Sequence[Purchase]
    later: Mapping[str, frozenset[str]]
    by_time: bool = False
    returning: float = 1.0

    @property
    def how(self) -> str:
        """What is held back, in words."""
        whose = "all" if self.by_time else "each customer's"
        return f"the latest of {whose} purchases"

    def inner(self) -> "Split":
        """What is learned from, split once more in the same way: to choose a model by."""
        cut = _latest(self.learned) if self.by_time else None
        return cut or by_customer(self.learned)


def split_at(purchases: Sequence[Purchase], day: int) -> Split:
    """Cut before a day. Only customers from before count, and only items that were there before: no
    model can name others.
    """
    learned = [one for one in purchases if one.day < day]
    held = [one for one in purchases if one.day >= day]
    customers = {one.customer for one in held}
    known = len(customers & {one.customer for one in learned})
    returning = known / len(customers) if customers else 0.0
    return Split(learned, _kept(learned, held), by_time=True, returning=returning)


def inner_split(purchases: Sequence[Purchase]) -> Split:
    """The latest fifth held back: of all purchases where customers come back, else of each customer's
    own.
    """
    cut = _latest(purchases)
    return cut if cut and cut.returning >= RETURNING else by_customer(purchases)


def _latest(purchases: Sequence[Purchase]) -> Split | None:
    """The latest fifth of all held back, if enough customers came back in it."""
    days = sorted(one.day for one in purchases)
    if not days:
        return None
    cut = split_at(purchases, days[int(len(days) * (1 - INNER_SHARE))])
    return cut if len(cut.later) >= FEWEST_CUSTOMERS else None


def by_customer(purchases: Iterable[Purchase]) -> Split:
    """The latest fifth of each customer's purchases held back, and one at least of who has two. Of one
    day, those that are named last are taken for the latest.
    """
    theirs: defaultdict[str, list[Purchase]] = defaultdict(list)
    for one in purchases:
        theirs[one.customer].append(one)
    learned: list[Purchase] = []
    held: list[Purchase] = []
    for of_one in theirs.values():
        of_one.sort(key=lambda one: one.day)
        held_back = max(round(len(of_one) * INNER_SHARE), 1) if len(of_one) > 1 else 0
        kept = len(of_one) - held_back
        learned += of_one[:kept]
        held += of_one[kept:]
    return Split(learned, _kept(learned, held))


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
