"""Where who has a phone number may be (requirement A14), by calling codes and prefixes.

The table is made by ``tools/phone_zones.py`` from libphonenumber's metadata; reading it costs less than
importing that library, and a number of one country with one clock needs nothing more.
"""

from functools import cache

from baton.core.packaged_yaml import packaged_text
from baton.core.places import country_with, zones_of

_FEW = 7
"""Zones of a small country: Kazakhstan has seven that show the same."""
_LONGEST_CODE = 3
"""Digits of a calling code, at most (ITU-T E.164)."""


def countries_of(number: str) -> tuple[str, ...]:
    """The countries (ISO 3166 alpha-2) whose number an E.164 number may be: those of its prefix's zones,
    else those that share its calling code. Empty for a number of no country, as +800.
    """
    sharing = _sharing(number)
    placed = {country_with(zone) for zone in _zones_by_prefix(number)}
    return tuple(country for country in sharing if country in placed) or _without_prefix(sharing)


def zones_of_phone(number: str) -> tuple[str, ...]:
    """Every IANA time zone in which who has an E.164 number may be, the likeliest first."""
    if found := _zones_by_prefix(number):
        return found
    zones = (zone for country in countries_of(number) for zone in zones_of(country))
    return tuple(dict.fromkeys(zones))


def _sharing(number: str) -> tuple[str, ...]:
    codes, _ = _table()
    digits = number.removeprefix("+")
    return next((codes[digits[:end]] for end in range(1, _LONGEST_CODE + 1)
                 if digits[:end] in codes), ())  # fmt: skip


def _without_prefix(sharing: tuple[str, ...]) -> tuple[str, ...]:
    """Of countries that share a calling code, whose a number may be that is tied to no area (mobile,
    toll-free): not of one with a prefix of its own, as Guam, unless it is the first or is large.
    """
    _, prefixes = _table()
    apart = {country_with(zone) for zones in prefixes.values() for zone in zones}
    return tuple(
        country
        for place, country in enumerate(sharing)
        if not place or country not in apart or len(zones_of(country)) > _FEW
    )


def _zones_by_prefix(number: str) -> tuple[str, ...]:
    _, prefixes = _table()
    digits = number.removeprefix("+")
    ends = range(len(digits), 0, -1)
    return next((prefixes[digits[:end]] for end in ends if digits[:end] in prefixes), ())


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Countries by calling code, and zones by prefix."""
    text = packaged_text(__package__, "phone_zones.txt")
    codes, _, zones = text.partition("\n\n")
    by_code = (line.split("\t") for line in codes.splitlines() if not line.startswith("#"))
    by_zones = (line.split("\t") for line in zones.splitlines())
    return (
        {code: tuple(countries.split()) for code, countries in by_code},
        {prefix: tuple(names.split()) for names, found in by_zones for prefix in found.split()},
    )
