"""The time zone a person lives in."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from baton.core.packaged_yaml import packaged_yaml
from baton.core.phone_places import zones_of_phone
from baton.core.places import zones_of
from baton.leads.lead import NewLead

_WEEKS_AHEAD = 26
"""Longer than any sequence."""


@dataclass(frozen=True, slots=True)
class PersonZone:
    """An IANA zone, and how it is known (``source``: lead, profile, country, phone number, default).
    ``others`` are zones with other clocks in which the person may as well be.
    """

    name: str
    source: str
    others: tuple[str, ...] = ()

    @property
    def guessed(self) -> bool:
        """Whether the person may well live in another zone."""
        return self.source == "default" or bool(self.others)

    @property
    def clock(self) -> ZoneInfo:
        """The person's likeliest clock."""
        return ZoneInfo(self.name)

    @property
    def elsewhere(self) -> tuple[ZoneInfo, ...]:
        """The other clocks that may be the person's."""
        return tuple(map(ZoneInfo, self.others))


def zone_of(details: NewLead, default: str, now: datetime, known: str | None = None) -> PersonZone:
    """The zone the lead names, else the one that is ``known`` of the person if it is of the lead's
    country, else the country's (by city if it has several), narrowed by what the phone number tells,
    else the number's, else ``default``.
    """
    if details.timezone:
        return PersonZone(details.timezone, "lead")
    country = zones_of(details.country) if details.country else ()
    if known and (not country or known in country):
        return PersonZone(known, "profile")
    city = details.city if len(country) > 1 else None
    if city and (zone := _by_city(str(details.country), country, city)):
        return PersonZone(zone, "country and city")
    number = zones_of_phone(details.phone) if details.phone else ()
    both = tuple(zone for zone in country if zone in number)
    zones = both or tuple(dict.fromkeys((*country, *number)))
    if not zones:
        return PersonZone(default, "default")
    others = distinct_clocks(zones, now.date())[1:]
    source = "country" if country else "phone number"
    if both and len(both) < len(country):
        source = "country and phone number"
    if others:
        source += f", the likeliest of {len(zones)} zones"
    return PersonZone(zones[0], source, others)


@lru_cache(maxsize=256)
def distinct_clocks(zones: tuple[str, ...], day: date) -> tuple[str, ...]:
    """The first of each group of zones whose clocks show the same for half a year from a day on."""
    noon = datetime.combine(day, time(12), UTC)
    moments = [noon + timedelta(weeks=week) for week in range(_WEEKS_AHEAD)]
    clocks: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        offsets = tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments)
        clocks.setdefault(offsets, zone)
    return tuple(clocks.values())


def _by_city(country: str, zones: tuple[str, ...], city: str) -> str | None:
    wanted = _key(city.split(",", maxsplit=1)[0])
    named = {_key(zone.rsplit("/", 1)[-1]): zone for zone in zones}
    known = named | _cities().get(country, {})
    return known.get(wanted) or known.get(wanted.removesuffix("city"))


@cache
def _cities() -> dict[str, dict[str, str]]:
    return {
        country: {_key(city): zone for zone, cities in zones.items() for city in cities}
        for country, zones in packaged_yaml(__package__, "cities.yaml").items()
    }


def _key(name: str) -> str:
    """Letters only, so that ``São Paulo``, ``Sao_Paulo`` and ``sao paulo`` are one city."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in bare if letter.isalnum())
