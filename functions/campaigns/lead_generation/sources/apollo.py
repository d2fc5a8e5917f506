"""Apollo: companies and people by search, and their addresses for a credit each.

``POST /api/v1/mixed_companies/search`` takes a credit a page. ``POST /api/v1/mixed_people/api_search``
costs nothing and gives neither addresses nor last names: who has a business address (``has_email``) is
asked for by id with ``POST /api/v1/people/bulk_match``, ten at once, a credit for each that is told.
Personal addresses and phone numbers are not asked for. ``GET /api/v1/organizations/enrich`` by domain
takes a credit if it knows the company. The key goes in the header ``X-Api-Key``; 401 and 403 are a key
that may not (only a master key may search people), 402 the credits, 429 the rate, 422 what it does not
understand. Source: https://docs.apollo.io
"""

from collections.abc import Iterator
from typing import Any

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.request_rate import Rate
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import APOLLO, LegalBasis
from functions.campaigns.lead_generation.sources.calls import (
    Account,
    Batch,
    Refusals,
    SourceCalls,
    gathered,
    inner,
    objects,
)
from functions.campaigns.lead_generation.sources.country_names import ENGLISH, code_of
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)

HOST = "https://api.apollo.io"
RATE = Rate(requests=50, seconds=60, burst=10)
"""That of a small plan; what a larger one allows besides is not needed."""

REFUSALS = Refusals(key=frozenset({401, 403}), quota=frozenset({402}))
PAGE, AT_ONCE = 100, 10
"""Records of a page, and people that are asked for together."""

LAST_PAGE = 500
MOST_EMPLOYEES = 1_000_000


class Apollo:
    """See the module."""

    name = APOLLO

    def __init__(self, calls: SourceCalls, account: Account) -> None:
        self._calls = calls
        self._account = account

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``."""
        asked = _about_companies(search)
        if not asked:
            return SourceAnswer(Outcome.NOT_OFFERED, why="a search of everything is not made")
        return gathered(self._pages(asked, search.limit), search.limit)

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``: those of whom it says that it has a business address."""
        if not company.domain:
            return SourceAnswer(Outcome.NOT_OFFERED, why="the company has no domain")
        asked = {
            "q_organization_domains_list": [company.domain],
            **({"person_titles": list(search.titles)} if search.titles else {}),
            "page": 1,
            "per_page": min(PAGE, search.limit * 2),
        }

        def batches() -> Iterator[Batch[FoundPerson]]:
            found = self._calls.posted("/api/v1/mixed_people/api_search", asked)
            known = [one for one in objects(inner(found, "people")) if one.get("has_email") is True]
            ids = [str(one["id"]) for one in known if one.get("id")][: search.limit]
            while ids:
                size = min(AT_ONCE, self._account.room() or 1)
                yield self._matched(ids[:size], company)
                ids = ids[size:]

        return gathered(batches(), search.limit)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: the company of this domain."""
        domain = company.domain
        if not domain:
            return SourceAnswer(Outcome.NOT_OFFERED, why="the company has no domain")

        def batches() -> Iterator[Batch[FoundCompany]]:
            with self._account.taking(1) as bill:
                answer = self._calls.ask(
                    "GET",
                    "/api/v1/organizations/enrich",
                    query=[("domain", domain)],
                    headers={"x-api-key": self._calls.key()},
                )
                found = inner(self._calls.found(answer), "organization")
                bill.used = 1 if isinstance(found, dict) and found else 0
            made = self._company(found) if bill.used else None
            yield Batch((made,) if made else (), bill.used)

        return gathered(batches(), 1)

    def _pages(self, asked: dict[str, Any], limit: int) -> Iterator[Batch[FoundCompany]]:
        page, last, left = 1, 1, limit
        while page <= min(last, LAST_PAGE) and left > 0:
            body = {**asked, "page": page, "per_page": min(PAGE, limit)}
            with self._account.taking(1) as bill:
                found = self._calls.posted("/api/v1/mixed_companies/search", body)
                items = (
                    *objects(inner(found, "organizations")),
                    *objects(inner(found, "accounts")),
                )
                bill.used = 1 if items else 0
            yield Batch(tuple(one for item in items if (one := self._company(item))), bill.used)
            total = inner(found, "pagination", "total_pages")
            last = total if isinstance(total, int) else 1
            page, left = page + 1, left - len(items)

    def _matched(self, ids: list[str], company: FoundCompany) -> Batch[FoundPerson]:
        with self._account.taking(len(ids)) as bill:
            body = {"details": [{"id": one} for one in ids], "reveal_personal_emails": False}
            found = self._calls.posted("/api/v1/people/bulk_match", body)
            told = objects(inner(found, "matches"))
            charged = inner(found, "credits_consumed")
            is_told = isinstance(charged, int) and not isinstance(charged, bool)
            bill.used = min(len(ids), max(0, charged)) if is_told else len(told)
        return Batch(tuple(one for item in told if (one := self._person(item, company))), bill.used)

    def _company(self, item: dict[str, Any]) -> FoundCompany | None:
        if not isinstance(item.get("name"), str) or not item["name"].strip():
            return None
        count = item.get("estimated_num_employees")
        counted = isinstance(count, int) and not isinstance(count, bool) and count > 0
        return FoundCompany.of(
            self.name,
            self._calls.clock(),
            LegalBasis.NOT_PERSONAL,
            where=f"organization {item.get('id', '')}",
            name=item["name"],
            domain=item.get("primary_domain"),
            country=code_of(item.get("country")),
            city=item.get("city"),
            industry=item.get("industry"),
            size=str(count) if counted else None,
        )

    def _person(self, item: dict[str, Any], company: FoundCompany) -> FoundPerson | None:
        email = item.get("email")
        has_email = isinstance(email, str) and "@" in email and not email.startswith(_LOCKED)
        if not has_email and not isinstance(item.get("name"), str):
            return None
        return FoundPerson.of(
            self.name,
            self._calls.clock(),
            LegalBasis.LEGITIMATE_INTEREST,
            where=f"person {item.get('id', '')}",
            full_name=item.get("name"),
            first_name=item.get("first_name"),
            last_name=item.get("last_name"),
            title=item.get("title"),
            email=email if has_email else None,
            country=code_of(item.get("country")),
            company=company.name,
            company_domain=company.domain,
        )


_LOCKED = "email_not_unlocked@"
"""What stands for an address that was not paid for."""


def _about_companies(search: CompanySearch) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    countries = [ENGLISH[one] for one in search.countries if one in ENGLISH]
    if search.countries and len(countries) == len(search.countries):
        asked["organization_locations"] = countries
    if search.size:
        asked["organization_num_employees_ranges"] = [_band(search.size)]
    if words := [*search.industries, *search.keywords]:
        asked["q_organization_keyword_tags"] = words
    return asked


def _band(size: SizeRange) -> str:
    return f"{size.least},{size.most or MOST_EMPLOYEES}"
