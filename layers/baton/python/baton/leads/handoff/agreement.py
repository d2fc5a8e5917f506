"""Whether what is known of a lead's person fits together.

Facts that are not there contradict nothing. People move and keep their number, and companies use other
names for their domains, so that one mismatch alone is common; several at once are the mark of a made-up
or mixed-up record. What a person said at an earlier enquiry is held against what they say now, as far
as it is not too long ago.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from baton.core.packaged_yaml import packaged_yaml
from baton.core.phone_places import countries_of
from baton.core.places import zones_of
from baton.core.text import folded
from baton.leads.lead import NewLead
from baton.memory.handoff_subject import Contradiction
from baton.memory.person import Fact

_PLACE_COST = 0.5
_NAME_COST = 0.25
_SHORTEST_WORD = 3
_STILL_TRUE = timedelta(days=365)
_STAYING = ("country", "company")


@dataclass(frozen=True, slots=True)
class _Known:
    providers: frozenset[str]
    legal_forms: frozenset[str]


def contradictions_in(details: NewLead, now: datetime) -> tuple[Contradiction, ...]:
    """What does not fit together in a lead. ``now`` says which of a zone's offsets counts."""
    return tuple(_found(details, now))


def differences(
    details: NewLead, profile: Mapping[str, Fact], now: datetime
) -> tuple[Contradiction, ...]:
    """What a lead says of itself that was otherwise at an earlier enquiry within a year. It costs as
    much as what is known is sure.
    """
    said = {"country": details.country, "company": details.company}
    return tuple(
        Contradiction(f"the {name} was another one at an earlier enquiry", _NAME_COST * sure)
        for name in _STAYING
        if (value := said[name])
        and (fact := profile.get(name))
        and now - fact.at <= _STILL_TRUE
        and _words(str(fact.value)) != _words(value)
        and (sure := fact.confidence)
    )


def _found(details: NewLead, now: datetime) -> Iterator[Contradiction]:
    country, zone = details.country, details.timezone
    callers = countries_of(details.phone) if details.phone else ()
    if country and callers and country not in callers:
        yield Contradiction("the phone number is of another country", _PLACE_COST)
    if country and zone and not _may_live_in((country,), zone, now):
        yield Contradiction("the time zone is not one of the country", _PLACE_COST)
    if not country and zone and callers and not _may_live_in(callers, zone, now):
        yield Contradiction("the time zone does not fit the phone number", _PLACE_COST)
    if details.email and details.company and not _may_be_of(details.email, details.company):
        yield Contradiction("the e-mail address is not of the company", _NAME_COST)


def _may_live_in(countries: tuple[str, ...], zone: str, now: datetime) -> bool:
    """Whether clocks somewhere in the countries show what the zone's show. A zone that is none of a
    place (``UTC``) fits everywhere, and so does a country without zones.
    """
    zones = [name for country in countries for name in zones_of(country)]
    if not zones or zone in zones or "/" not in zone or zone.startswith("Etc/"):
        return True
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    return any(now.astimezone(ZoneInfo(name)).utcoffset() == offset for name in zones)


def _may_be_of(email: str, company: str) -> bool:
    """Whether a domain may be the company's: a word of its name or its initials are in it. Private
    addresses, and names in other scripts than the domain's, say nothing against it.
    """
    domain = email.rpartition("@")[2].lower()
    labels = domain.split(".")[:-1]
    words = [word for word in _words(company) if word not in _known().legal_forms]
    if not words or not labels or _known().providers.intersection(labels):
        return True
    name = "".join(_words(" ".join(labels)))
    initials = "".join(word[0] for word in _words(company))
    own_initials = "".join(word[0] for word in words)
    return (
        any(word in name for word in words if len(word) >= _SHORTEST_WORD)
        or "".join(words) in name
        or any(len(_squeezed(label)) > 1 and _squeezed(label) in "".join(words) for label in labels)
        or any(part in labels for part in (initials, own_initials))
    )


def _squeezed(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", folded(text))


@cache
def _known() -> _Known:
    source = packaged_yaml(__package__, "agreement.yaml")
    return _Known(
        providers=frozenset(source["mail_providers"]),
        legal_forms=frozenset(source["legal_forms"]),
    )
