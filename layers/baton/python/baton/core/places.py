"""Countries and time zones, from the IANA time zone database that ``tzdata`` carries."""

from functools import cache
from importlib.resources import files
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator

_COMMON_NAMES = {
    "USA": "US",
    "UNITED STATES OF AMERICA": "US",
    "UK": "GB",
    "UNITED KINGDOM": "GB",
    "GREAT BRITAIN": "GB",
    "SOUTH KOREA": "KR",
    "NORTH KOREA": "KP",
    "CZECHIA": "CZ",
    "UAE": "AE",
    "HOLLAND": "NL",
    "HONG KONG SAR": "HK",
    "RUSSIAN FEDERATION": "RU",
    "VIET NAM": "VN",
}

_MOST_POPULOUS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""Countries that ``zone.tab`` lists by geography, so that their first zone has few people."""


def country_code(text: object) -> object:
    """The ISO 3166 alpha-2 code for a code or English name.

    Raises ``ValueError`` for a country nobody knows; anything but text is left to the field's type.
    """
    if not isinstance(text, str):
        return text
    wanted = text.strip().upper()
    codes = _countries()
    found = codes.get(wanted) or _COMMON_NAMES.get(wanted)
    if found is None:
        raise ValueError("is neither an ISO 3166 country code nor an English country name")
    return found


Country = Annotated[str, BeforeValidator(country_code)]
"""A country by its ISO 3166 alpha-2 code, read from a code or an English name."""


def time_zone(name: str) -> str:
    """``name`` if the IANA database has it. Raises ``ValueError`` if not."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not an IANA time zone such as Europe/Vienna") from None
    return name


def zones_of(country: str) -> tuple[str, ...]:
    """The IANA zones of a country by ISO code, the most populous first; empty if there are none."""
    return _zones().get(country, ())


def country_with(zone: str) -> str | None:
    """The country (ISO 3166 alpha-2) that has an IANA zone; ``None`` for one of no country."""
    return _owners().get(zone)


@cache
def _owners() -> dict[str, str]:
    return {zone: country for country, zones in _zones().items() for zone in zones}


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    zones: dict[str, list[str]] = {}
    for line in _table("zone.tab"):
        code, _, zone = line.split("\t")[:3]
        zones.setdefault(code, []).append(zone)
    for code, zone in _MOST_POPULOUS.items():
        zones[code] = [zone, *(other for other in zones[code] if other != zone)]
    return {code: tuple(names) for code, names in zones.items()}


@cache
def _countries() -> dict[str, str]:
    codes: dict[str, str] = {}
    for line in _table("iso3166.tab"):
        code, name = line.split("\t")[:2]
        codes[code] = code
        codes[name.upper()] = code
    return codes


def _table(name: str) -> list[str]:
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
