"""GLEIF: the legal entities of the world, by an open API without a key (``gleif_extract`` has them from
a file).

The API is JSON:API (``application/vnd.api+json``): filters as ``filter[entity.category]``, pages by
``page[number]`` up to 10,000 records, at most 200 a page; 60 requests a minute, then 429. Sole
proprietors are natural persons, whose names are personal data: they are left out, whatever the filter
gave. Source: https://api.gleif.org/docs
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baton.campaigns.prospects.names import name_key
from baton.campaigns.prospects.records import FoundCompany
from baton.campaigns.prospects.request_rate import Rate
from baton.campaigns.prospects.told import GLEIF, LegalBasis
from functions.campaigns.lead_generation.sources.calls import (
    Batch,
    SourceCalls,
    gathered,
    inner,
    objects,
)
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    NotOffered,
    Outcome,
    SourceAnswer,
)

HOST = "https://api.gleif.org"
RATE = Rate(requests=60, seconds=60, burst=10)
PAGE, LAST = 200, 10_000
COMPANY = "GENERAL"
"""The category of companies; the others are funds, branches, states and sole proprietors."""

_HEADERS = {"accept": "application/vnd.api+json"}


@dataclass(frozen=True, slots=True)
class Entity:
    """What GLEIF tells of a company, by the API or a file."""

    lei: str
    name: str
    country: str | None
    city: str | None
    registration: str | None

    def company(self, at: datetime) -> FoundCompany:
        """It as a record."""
        return FoundCompany.of(
            GLEIF,
            at,
            LegalBasis.NOT_PERSONAL,
            where=f"LEI {self.lei}",
            name=self.name,
            country=self.country,
            city=self.city,
            registration=self.registration,
        )


class Gleif(NotOffered):
    """See the module. It knows no industries, sizes or people: it finds by words in the name, and tells
    where a company is registered.
    """

    name = GLEIF

    def __init__(self, calls: SourceCalls) -> None:
        self._calls = calls

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``. Without a keyword every entity of a country would match."""
        if not search.keywords:
            return SourceAnswer(Outcome.NOT_OFFERED, why="it finds by keywords only")
        return gathered(self._of_countries(search), search.limit)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: the entity with just this name, if there is one."""
        asked = [("filter[entity.legalName]", company.name), *self._only(company.country)]
        same = name_key(company.name)

        def pages() -> Iterator[Batch[FoundCompany]]:
            found, _ = self._page(asked, 1, 10)
            named = [one for one in found if name_key(one.name) == same]
            yield Batch(tuple(named) if len(named) == 1 else ())

        return gathered(pages(), 1)

    def _of_countries(self, search: CompanySearch) -> Iterator[Batch[FoundCompany]]:
        left = search.limit
        for country in search.countries or (None,):
            for word in search.keywords:
                asked = [("filter[entity.legalName]", word), *self._only(country)]
                number, last = 1, 1
                while number <= last and left > 0 and number * PAGE <= LAST:
                    found, last = self._page(asked, number, min(PAGE, search.limit))
                    left -= len(found)
                    number += 1
                    yield Batch(found)

    def _only(self, country: str | None) -> list[tuple[str, object]]:
        only: list[tuple[str, object]] = [
            ("filter[entity.status]", "ACTIVE"),
            ("filter[entity.category]", COMPANY),
        ]
        return [*only, ("filter[entity.legalAddress.country]", country)] if country else only

    def _page(
        self, asked: list[tuple[str, object]], number: int, size: int
    ) -> tuple[tuple[FoundCompany, ...], int]:
        """A page, and the number of the last one. Raises ``Stopped``."""
        query = [*asked, ("page[number]", number), ("page[size]", size)]
        answer = self._calls.ask("GET", "/api/v1/lei-records", query=query, headers=_HEADERS)
        found = self._calls.found(answer)
        if found is None:
            return (), 0
        last = inner(found, "meta", "pagination", "lastPage")
        records = (self._company(one) for one in objects(found.get("data")))
        return tuple(one for one in records if one), last if isinstance(last, int) else 1

    def _company(self, record: dict[str, Any]) -> FoundCompany | None:
        entity = inner(record, "attributes", "entity")
        name = inner(entity, "legalName", "name")
        if not name or inner(entity, "category") != COMPANY:
            return None
        found = Entity(
            lei=str(inner(record, "attributes", "lei") or record.get("id")),
            name=name,
            country=inner(entity, "legalAddress", "country"),
            city=inner(entity, "legalAddress", "city"),
            registration=inner(entity, "registeredAs"),
        )
        return found.company(self._calls.clock())
