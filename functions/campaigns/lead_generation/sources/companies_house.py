"""Companies House: the register of companies of the United Kingdom.

Advanced search by name and SIC code, then officers. A key goes as the user name of HTTP's Basic scheme,
without a password; 600 requests in five minutes a key, then 429 with the end of the window in
``X-Ratelimit-Reset``. A search without results is answered with 404.
Source: https://developer-specs.company-information.service.gov.uk
"""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.request_rate import Rate
from baton.campaigns.prospects.told import COMPANIES_HOUSE, LegalBasis
from functions.campaigns.lead_generation.sources.calls import (
    Batch,
    Refusals,
    SourceCalls,
    gathered,
    inner,
    objects,
)
from functions.campaigns.lead_generation.sources.industry_codes import sic_codes
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)

HOST = "https://api.company-information.service.gov.uk"
RATE = Rate(requests=600, seconds=300, burst=100)
PAGE = 100
COUNTRIES = frozenset({"GB"})
REFUSALS = Refusals(rate=frozenset({403, 429}))


class CompaniesHouse:
    """See the module."""

    name = COMPANIES_HOUSE

    def __init__(self, calls: SourceCalls) -> None:
        self._calls = calls

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``. Without an industry or keyword the whole register would match."""
        if search.countries and not COUNTRIES & set(search.countries):
            return SourceAnswer(Outcome.NOT_OFFERED, why="it knows companies of GB only")
        codes = sic_codes(search.industries)
        if not codes and not search.keywords:
            why = "it has no code for these industries, and no keyword was given"
            return SourceAnswer(Outcome.NOT_OFFERED, why=why)
        return gathered(self._pages(codes, search), search.limit)

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``. Officers have no addresses: only their names and roles are told."""
        number = self._number(company)
        if number is None:
            return SourceAnswer(
                Outcome.NOT_OFFERED, why="the company has no number of its register"
            )
        return gathered(self._officers(company, number), search.limit)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``."""
        number = self._number(company)
        if number is None:
            return SourceAnswer(
                Outcome.NOT_OFFERED, why="the company has no number of its register"
            )
        return gathered(self._profile(number), 1)

    def _number(self, company: FoundCompany) -> str | None:
        word = next((one for one in company.words("registration") if one.source == self.name), None)
        return word.value if word else None

    def _pages(
        self, codes: tuple[str, ...], search: CompanySearch
    ) -> Iterator[Batch[FoundCompany]]:
        given: list[tuple[str, object]] = [("company_status", "active")]
        if codes:
            given.append(("sic_codes", ",".join(codes)))
        if not codes:
            given.append(("company_name_includes", " ".join(search.keywords)))
        start = 0
        while True:
            page = min(PAGE, search.limit - start)
            query = [*given, ("size", page), ("start_index", start)]
            found = self._got("/advanced-search/companies", query)
            items = objects(found.get("items")) if found else ()
            yield Batch(tuple(self._company(one) for one in items if one.get("company_name")))
            start += len(items)
            hits = found.get("hits") if found else 0
            if not items or start >= search.limit or (isinstance(hits, int) and start >= hits):
                return

    def _officers(self, company: FoundCompany, number: str) -> Iterator[Batch[FoundPerson]]:
        query: list[tuple[str, object]] = [("items_per_page", 35), ("start_index", 0)]
        found = self._got(f"/company/{quote(number, safe='')}/officers", query)
        items = objects(found.get("items")) if found else ()
        serving = [one for one in items if not one.get("resigned_on") and one.get("name")]
        yield Batch(tuple(self._officer(company, number, one) for one in serving))

    def _profile(self, number: str) -> Iterator[Batch[FoundCompany]]:
        found = self._got(f"/company/{quote(number, safe='')}", [])
        yield Batch((self._company(found),) if found and found.get("company_name") else ())

    def _company(self, item: dict[str, Any]) -> FoundCompany:
        address = item.get("registered_office_address")
        codes = item.get("sic_codes")
        return FoundCompany.of(
            self.name,
            self._calls.clock(),
            LegalBasis.NOT_PERSONAL,
            where=f"company {item.get('company_number', '')}",
            name=item.get("company_name"),
            registration=item.get("company_number"),
            country="GB",
            city=inner(address, "locality"),
            industry=_industry(codes),
        )

    def _officer(self, company: FoundCompany, number: str, item: dict[str, Any]) -> FoundPerson:
        last, _, first = str(item["name"]).partition(",")
        role = str(item.get("officer_role") or "").replace("-", " ")
        return FoundPerson.of(
            self.name,
            self._calls.clock(),
            LegalBasis.LEGITIMATE_INTEREST,
            where=f"officers of company {number}",
            first_name=first.split()[0] if first.split() else None,
            last_name=last.title(),
            title=role or None,
            company=company.name,
            company_domain=company.domain,
        )

    def _got(self, path: str, query: list[tuple[str, object]]) -> dict[str, Any] | None:
        """The document; ``None`` if there is nothing. Raises ``Stopped``."""
        basic = base64.b64encode(f"{self._calls.key()}:".encode()).decode()
        answer = self._calls.ask(
            "GET", path, query=query, headers={"authorization": f"Basic {basic}"}
        )
        return self._calls.found(answer)


def _industry(codes: object) -> str | None:
    from functions.campaigns.lead_generation.sources.industry_codes import industry_of

    given = codes if isinstance(codes, list) else []
    return next((found for code in given if (found := industry_of(str(code)))), None)
