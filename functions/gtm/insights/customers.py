"""A company's customers, each summed up: when they bought, how often, and for how much. Pure.

They are kept by columns: a hundred thousand customers are 10 MB.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any


def _whole() -> "array[int]":
    return array("l")


@dataclass(slots=True)
class Customers:
    """Customers in the order of their ids. Days count back from ``as_of``, those of ``before`` from the
    day ``check_days`` earlier, up to which they tell. A purchase is a day with one.
    """

    as_of: date
    check_days: int
    ids: list[str] = field(default_factory=list)
    purchases: "array[int]" = field(default_factory=_whole)
    since_last: "array[int]" = field(default_factory=_whole)
    since_first: "array[int]" = field(default_factory=_whole)
    before: "array[int]" = field(default_factory=_whole)
    since_last_before: "array[int]" = field(default_factory=_whole)
    spent: "array[float]" = field(default_factory=lambda: array("d"))
    others: set[str] = field(default_factory=set)
    """currencies beside the one that is told in"""
    without_rate: set[str] = field(default_factory=set)
    """currencies of amounts that are in no one's ``spent``"""

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]], as_of: date, check_days: int) -> "Customers":
        """From rows of ``customer_queries.customers``."""
        made = cls(as_of, check_days)
        for name, purchases, last, first, before, last_before, spent, other, unknown in rows:
            made.ids.append(name)
            made.purchases.append(int(purchases))
            made.since_last.append(last)
            made.since_first.append(first)
            made.before.append(int(before))
            made.since_last_before.append(last_before or 0)
            made.spent.append(spent)
            if other is not None:
                made.others.add(other)
            if unknown is not None:
                made.without_rate.add(unknown)
        return made

    @property
    def repeats(self) -> int:
        """Purchases after each customer's first."""
        return sum(self.purchases) - len(self)

    @property
    def revenue(self) -> float:
        """What all of them spent."""
        return sum(self.spent)

    @property
    def longest(self) -> int:
        """Days since the first purchase of all."""
        return max(self.since_first, default=0)

    def last_purchases(self) -> dict[int, str]:
        """The days of all last purchases in ISO 8601, by how many days ago they were."""
        return {ago: str(self.as_of - timedelta(days=ago)) for ago in set(self.since_last)}

    def histories(self) -> Iterator[tuple[int, int, int]]:
        """Of each: purchases after the first, days from the first to the last, and to ``as_of``."""
        for count, last, first in zip(
            self.purchases, self.since_last, self.since_first, strict=True
        ):
            yield count - 1, first - last, first

    def histories_before(self) -> Iterator[tuple[tuple[int, int, int], bool]]:
        """The same of those known ``check_days`` earlier, as of then, and whether they bought since."""
        for count, first, before, last in zip(
            self.purchases, self.since_first, self.before, self.since_last_before, strict=True
        ):
            if before:
                age = first - self.check_days
                yield (before - 1, age - last, age), count > before
