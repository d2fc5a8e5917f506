"""The time zone a person lives in."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from baton.core.places import zones_of
from baton.leads.lead import NewLead

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class PersonZone:
    """An IANA zone, and how it is known. ``source`` begins with lead, profile, country or default."""

    name: str
    source: str

    @property
    def guessed(self) -> bool:
        """Whether the person may well live in another zone."""
        return self.source == "default" or self.source.startswith("country, the most populous")


def zone_of(details: NewLead, default: str, known: str | None = None) -> PersonZone:
    """The zone the lead names, else the one that is ``known`` of the person if it is of the lead's
    country, else the country's (by city if it has several), else ``default``.
    """
    if details.timezone:
        return PersonZone(details.timezone, "lead")
    zones = zones_of(details.country) if details.country else ()
    if known and (not zones or known in zones):
        return PersonZone(known, "profile")
    if not zones:
        return PersonZone(default, "default")
    if len(zones) == 1:
        return PersonZone(zones[0], "country")
    if details.city and (zone := _by_city(str(details.country), zones, details.city)):
        return PersonZone(zone, "country and city")
    return PersonZone(zones[0], f"country, the most populous of its {len(zones)} zones")


def _by_city(country: str, zones: tuple[str, ...], city: str) -> str | None:
    wanted = _key(city.split(",", maxsplit=1)[0])
    named = {_key(zone.rsplit("/", 1)[-1]): zone for zone in zones}
    known = named | _cities().get(country, {})
    return known.get(wanted) or known.get(wanted.removesuffix("city"))


@cache
def _cities() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("cities.yaml").read_text(encoding="utf-8")
    return {
        country: {_key(city): zone for zone, cities in zones.items() for city in cities}
        for country, zones in yaml.load(text, Loader=_Loader).items()  # noqa: S506
    }


def _key(name: str) -> str:
    """Letters only, so that ``São Paulo``, ``Sao_Paulo`` and ``sao paulo`` are one city."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in bare if letter.isalnum())
