"""Which SKUs run out, by what is available and expected. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from baton.commerce.ids import Sku
from baton.commerce.inventory.stocking import StockWatch

USUAL_DAYS = 14
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A SKU that has so many pieces, and by what is expected for so many days."""

    sku: Sku
    available: int
    days: float

    @property
    def text(self) -> str:
        """In a sentence."""
        if not self.available:
            return f"{self.sku} is sold out."
        days = "less than a day" if self.days < 1 else f"about {self.days:.0f} days"
        return f"{self.sku}: {self.available} are available, which is enough for {days}."


def running_out(
    watches: Iterable[StockWatch], available: Mapping[Sku, int], today: date, last: date | None
) -> list[RunningOut]:
    """What runs out by the ``last`` day, in two weeks without one, the first to do so first."""
    until = last or today + timedelta(days=USUAL_DAYS)
    found = []
    for watch in watches:
        pieces = max(available.get(watch.sku, 0), 0)
        daily = watch.forecast.daily if watch.forecast else 0.0
        if pieces and not daily:
            continue
        days = pieces / daily if daily else 0.0
        if days <= (until - today).days + 1:
            found.append(RunningOut(watch.sku, pieces, days))
    return sorted(found, key=lambda one: (one.days, one.sku))
