"""Public holidays on which people are left alone: those of every country in ISO 3166, with substitute
days, from the library ``holidays``. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

EVERYWHERE = ("01-01", "12-25")
"""For whoever's country is not known."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LEAP_YEAR = 2028


def is_holiday(day: date, country: str | None, own: Mapping[str, Iterable[str]]) -> bool:
    """Whether people are left alone on a day. ``own`` dates of a country go instead of its public
    holidays; those under ``*`` are added for every country. Raises ``LookupError`` for a country that is
    not in ISO 3166.
    """
    if any(falls_on(text, day) for text in own.get("*", ())):
        return True
    if country is None or country in own:
        return any(falls_on(text, day) for text in own.get(country or "", EVERYWHERE))
    return day in public_holidays(country, day.year)


@lru_cache(maxsize=1_024)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The holidays of a whole country, and those of at least half of its regions, since nobody knows in
    which of them a lead is, with days that no law names and everybody has off, as Midsummer Eve in
    Sweden; where there are none, those of ``EVERYWHERE``. Raises ``LookupError`` for a country that is
    not in ISO 3166.
    """
    import holidays  # takes 120 ms with the first country, and only who judges sends needs it
    from holidays.constants import DE_FACTO

    try:
        whole = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        raise LookupError(f"{country!r} is no country of ISO 3166: no holidays are known") from None
    regions = whole.subdivisions
    if DE_FACTO in whole.supported_categories:
        whole += holidays.country_holidays(country, years=year, categories=(DE_FACTO,))
    counted = Counter(
        day
        for region in regions
        for day in holidays.country_holidays(country, subdiv=region, years=year)
    )
    usual = {day for day, number in counted.items() if 2 * number >= len(regions)}
    found = frozenset(day for day in (*whole, *usual) if day.year == year)
    return found or frozenset(day for text in EVERYWHERE if (day := _day_of(text, year)))


def check(text: str) -> str:
    """``text`` if it names a day as ``falls_on`` takes it. Raises ``ValueError``."""
    try:
        _day_of(text, _LEAP_YEAR)
    except ValueError:
        raise ValueError(
            f"{text!r} is no day such as 2026-12-25, 12-25, easter+1 or 11-thu4"
        ) from None
    return text


def falls_on(text: str, day: date) -> bool:
    """Whether a date, as ``2026-12-25``, ``12-25``, ``easter+1`` or ``11-thu4``, is this day.

    Raises ``ValueError`` for any other text.
    """
    return _day_of(text, day.year) == day


@lru_cache(maxsize=2_048)
def _day_of(text: str, year: int) -> date | None:
    if text.startswith("easter"):
        sunday: date = easter(year)
        return sunday + timedelta(days=int(text.removeprefix("easter") or 0))
    month, _, rest = text.partition("-")
    if len(month) == 4:  # noqa: PLR2004 (a year)
        return date.fromisoformat(text)
    if rest[:3] in _WEEKDAYS:
        return _nth(year, int(month), _WEEKDAYS.index(rest[:3]), int(rest[3:]))
    try:
        return date(year, int(month), int(rest))
    except ValueError:
        if text == "02-29":
            return None
        raise


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    if number < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-number - 1))
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
