"""Makes ``baton/core/phone_zones.txt``: where who has a phone number may be.

libphonenumber's own table of zones calls a few countries by a neighbour whose clock is another one in
summer (Algeria by Paris, Nicaragua by Chicago, Morocco by the Canaries). So countries with one clock
have their own zones by the IANA database, and the prefixes tell apart only what has several. Mobile
numbers that are not tied to an area can be anywhere in their country, and so can all of a country of
which that table leaves a clock out.

    pip download phonenumbers==9.0.42 --no-deps -d full && unzip full/*.whl -d full
    python -m tools.phone_zones full > layers/baton/python/baton/core/phone_zones.txt

The full package has the table (``phonenumbers.tzdata``) that ``phonenumberslite`` leaves out.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from baton.core.places import country_with, zones_of

_HEADER = """\
# Where who has a phone number may be. Made by tools/phone_zones.py from the Python package phonenumbers
# {version} (libphonenumber's metadata, Apache License 2.0).
# First: calling code (ITU-T E.164), its countries (ISO 3166). Then: zones (IANA), the digits after the
# plus with which numbers begin whose owners may be in any of them, the longest that fits counts.
"""
_ALIASES = {"America/Godthab": "America/Nuuk", "Pacific/Truk": "Pacific/Chuuk",
            "Pacific/Ponape": "Pacific/Pohnpei", "Pacific/Enderbury": "Pacific/Kanton"}  # fmt: skip
"""libphonenumber's names that the IANA database has renamed, of countries with several clocks."""

_WEEKS = 53
_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_NO_COUNTRY = "001"
_TRIES = 300

Zones = tuple[str, ...]


def table(
    version: str,
    by_code: Mapping[int, tuple[str, ...]],
    by_prefix: Mapping[str, Zones],
    roams: Callable[[str], bool],
) -> Iterator[str]:
    """The lines of the file, from libphonenumber's countries by calling code and zones by prefix.
    ``roams`` says whether numbers with a prefix are not tied to an area.
    """
    yield _HEADER.format(version=version)
    codes = {str(code): regions for code, regions in by_code.items() if _NO_COUNTRY not in regions}
    yield from (f"{code}\t{' '.join(regions)}\n" for code, regions in sorted(codes.items()))
    yield "\n"
    prefixes: dict[Zones, list[str]] = {}
    for prefix, zones in _distinct(_known(codes, by_prefix, roams)).items():
        prefixes.setdefault(zones, []).append(prefix)
    yield from (f"{' '.join(zones)}\t{' '.join(found)}\n" for zones, found in prefixes.items())


def _known(
    codes: Mapping[str, Zones], by_prefix: Mapping[str, Zones], roams: Callable[[str], bool]
) -> dict[str, Zones]:
    """The prefixes of codes with several clocks, or with countries that the IANA database leaves out."""
    found: dict[str, Zones] = {}
    for code, regions in codes.items():
        own = {zone for region in regions for zone in zones_of(region)}
        if not own and code in by_prefix:
            found[code] = _renamed(by_prefix[code])
        if len(clocks := set(map(_clock, own))) == 1:
            continue
        of_code = {
            prefix: _renamed(zones)
            for prefix, zones in sorted(by_prefix.items())
            if prefix.startswith(code) and prefix != code
        }
        told = {prefix: zones for prefix, zones in of_code.items() if own.issuperset(zones)}
        missed = clocks - {_clock(zone) for zones in told.values() for zone in zones}
        if not missed or told != of_code:  # the rest is called by a neighbour, and left out
            found |= {one: zones for one, zones in told.items() if not _doubted(zones, one, roams)}
    return found


def _doubted(zones: Zones, prefix: str, roams: Callable[[str], bool]) -> bool:
    """Whether who has a number with the prefix may as well be in another zone of its country."""
    countries = {country_with(zone) or "" for zone in zones}
    clocks = {_clock(zone) for country in countries for zone in zones_of(country)}
    return not clocks <= set(map(_clock, zones)) and roams(prefix)


def _renamed(zones: Zones) -> Zones:
    return tuple(_ALIASES.get(zone, zone) for zone in zones)


def _roams(prefix: str) -> bool:
    """Whether numbers without an area begin so (mobile, toll-free), by trying some."""
    import phonenumbers

    chance = Random(prefix)  # noqa: S311 - no secret
    for _ in range(_TRIES):
        digits = prefix + "".join(chance.choices("0123456789", k=chance.randint(6, 9)))
        try:
            number = phonenumbers.parse(f"+{digits}")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not phonenumbers.is_number_geographical(number):
            return True
    return False


def _distinct(by_prefix: Mapping[str, Zones]) -> dict[str, Zones]:
    """Without prefixes that say what a shorter one says."""
    return {
        prefix: zones
        for prefix, zones in by_prefix.items()
        if zones != next((by_prefix[prefix[:end]] for end in range(len(prefix) - 1, 0, -1)
                          if prefix[:end] in by_prefix), ())
    }  # fmt: skip


@cache
def _clock(zone: str) -> tuple[timedelta | None, ...]:
    """What tells a zone's clock from others: its offset in each week of a year."""
    moments = (_FROM + timedelta(weeks=week) for week in range(_WEEKS))
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    import phonenumbers
    from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as REGIONS
    from phonenumbers.tzdata import TIMEZONE_DATA

    sys.stdout.writelines(table(phonenumbers.__version__, REGIONS, TIMEZONE_DATA, _roams))
