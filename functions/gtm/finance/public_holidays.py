"""Public holidays, from the library ``holidays``. Pure."""

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Those of a whole country; none for one that the library does not know."""
    import holidays  # takes 120 ms with the first country, and only anomalies need it

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def holidays_of(countries: Collection[str]) -> Callable[[date], bool]:
    """Whether a day is a public holiday in any of some countries."""
    return lambda day: any(day in public_holidays(country, day.year) for country in countries)
