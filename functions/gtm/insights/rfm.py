"""Recency, frequency and monetary scores, 1 to 5. Pure.

A. M. Hughes, Strategic Database Marketing (1994): customers are cut into fifths by each. Equal values
have the same score, whatever the order of the customers: a score is 1 and a fifth more for each fifth of
all customers who did strictly worse. So a company whose customers all bought once has no frequency above
1, and nobody is ranked above somebody just like them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from functions.gtm.insights.customers import Customers

FIFTHS = 5


class Score(NamedTuple):
    """A customer's three scores; 5 is best: the latest, the most often, the most."""

    recency: int
    frequency: int
    monetary: int

    @property
    def value(self) -> int:
        """Frequency and monetary score as one: their mean, halves up."""
        return (self.frequency + self.monetary + 1) // 2

    @property
    def text(self) -> str:
        """As ``543``."""
        return f"{self.recency}{self.frequency}{self.monetary}"


def scores(customers: Customers) -> list[Score]:
    """Each customer's scores, in their order."""
    recency = [-days for days in customers.since_last]
    columns: tuple[Sequence[float], ...] = (recency, customers.purchases, customers.spent)
    scored = [list(map(fifths(column).__getitem__, column)) for column in columns]
    return list(map(Score, *scored))


def fifths(values: Sequence[float]) -> Mapping[float, int]:
    """The score of each value."""
    total, worse, found = len(values), 0, dict[float, int]()
    for value, count in sorted(Counter(values).items()):
        found[value] = 1 + FIFTHS * worse // total
        worse += count
    return found
