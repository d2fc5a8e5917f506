"""Time zones and their countries, from the IANA time zone database that ``tzdata`` carries."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MOST_POPULOUS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""Countries that ``zone.tab`` lists by geography, so that their first zone has few people."""


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
    for line in table_lines("zone.tab"):
        code, _, zone = line.split("\t")[:3]
        zones.setdefault(code, []).append(zone)
    for code, zone in _MOST_POPULOUS.items():
        zones[code] = [zone, *(other for other in zones[code] if other != zone)]
    return {code: tuple(names) for code, names in zones.items()}


def table_lines(name: str) -> list[str]:
    """The lines of a table that the database has beside its zones, as ``zone.tab``."""
    text = files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
