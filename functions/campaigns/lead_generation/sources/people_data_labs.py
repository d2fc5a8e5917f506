"""People Data Labs: companies and people by search, a credit a record.

``POST /v5/company/search`` and ``/v5/person/search`` with an Elasticsearch query; more pages by
``scroll_token``. A size is a band *and* a count. 402: the account's credits are used up; 404: nothing
was found, and nothing is charged; 429: over the rate of a minute, told by ``x-ratelimit-remaining`` and
``x-ratelimit-reset``. A field may be ``true`` instead of a value where the plan does not include it.
Source: https://docs.peopledatalabs.com
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.request_rate import Rate
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import PEOPLE_DATA_LABS, LegalBasis, SourcedRecord
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

HOST = "https://api.peopledatalabs.com"
RATE = Rate(requests=100, seconds=60, burst=50)
"""That of a paying account; what a smaller one refuses is told as blocked."""

REFUSALS = Refusals(key=frozenset({401, 403}), quota=frozenset({402}))
PAGE = 100
BANDS = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+")

Found = TypeVar("Found", bound=SourcedRecord)


class PeopleDataLabs:
    """See the module."""

    name = PEOPLE_DATA_LABS

    def __init__(self, calls: SourceCalls, account: Account) -> None:
        self._calls = calls
        self._account = account

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``."""
        must = _about_companies(search)
        if not must:
            return SourceAnswer(Outcome.NOT_OFFERED, why="a search of everything is not made")
        batches = self._pages("/v5/company/search", must, search.limit, self._company)
        return gathered(batches, search.limit)

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``."""
        if not company.domain:
            return SourceAnswer(Outcome.NOT_OFFERED, why="the company has no domain")
        must: list[dict[str, Any]] = [{"term": {"job_company_website": company.domain}}]
        if search.titles:
            titles = [{"match": {"job_title": title}} for title in search.titles]
            must.append({"bool": {"should": titles}})

        def person(item: dict[str, Any]) -> FoundPerson | None:
            return self._person(item, company)

        return gathered(self._pages("/v5/person/search", must, search.limit, person), search.limit)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: the company of this domain."""
        if not company.domain:
            return SourceAnswer(Outcome.NOT_OFFERED, why="the company has no domain")
        must: list[dict[str, Any]] = [{"term": {"website": company.domain}}]
        return gathered(self._pages("/v5/company/search", must, 1, self._company), 1)

    def _pages(
        self,
        path: str,
        must: list[dict[str, Any]],
        limit: int,
        make: Callable[[dict[str, Any]], Found | None],
    ) -> Iterator[Batch[Found]]:
        """The records of each page. No more are asked for than the run has credits for."""
        token, left = None, limit
        while left > 0:
            size = min(PAGE, left, self._account.room() or 1)
            body: dict[str, Any] = {"query": {"bool": {"must": must}}, "size": size}
            if token:
                body["scroll_token"] = token
            with self._account.taking(size) as bill:
                found = self._calls.posted(path, body)
                items = objects(found.get("data")) if found else ()
                bill.used = len(items)
            yield Batch(tuple(one for item in items if (one := make(item))), bill.used)
            token, left = found.get("scroll_token") if found else None, left - len(items)
            if not items or not isinstance(token, str):
                return

    def _company(self, item: dict[str, Any]) -> FoundCompany | None:
        name = _text(item.get("display_name")) or _text(item.get("name"))
        if not name:
            return None
        return FoundCompany.of(
            self.name,
            self._calls.clock(),
            LegalBasis.NOT_PERSONAL,
            where=f"company {item.get('id', '')}",
            name=name,
            domain=_text(item.get("website")),
            country=code_of(inner(item, "location", "country")),
            city=_text(inner(item, "location", "locality")),
            industry=_text(item.get("industry")),
            size=_size(item.get("employee_count"), item.get("size")),
        )

    def _person(self, item: dict[str, Any], company: FoundCompany) -> FoundPerson | None:
        email = _text(item.get("work_email")) or _text(item.get("recommended_personal_email"))
        name = _text(item.get("full_name"))
        if not name and not email:
            return None
        return FoundPerson.of(
            self.name,
            self._calls.clock(),
            LegalBasis.LEGITIMATE_INTEREST,
            where=f"person {item.get('id', '')}",
            full_name=name and name.title(),
            first_name=_titled(item.get("first_name")),
            last_name=_titled(item.get("last_name")),
            title=_text(item.get("job_title")),
            email=email,
            country=code_of(item.get("location_country")),
            company=company.name,
            company_domain=company.domain,
        )


def _about_companies(search: CompanySearch) -> list[dict[str, Any]]:
    must: list[dict[str, Any]] = []
    countries = [ENGLISH[one] for one in search.countries if one in ENGLISH]
    if search.countries and len(countries) == len(search.countries):
        must.append({"terms": {"location.country": countries}})
    if search.industries:
        industries = [{"match": {"industry": one.lower()}} for one in search.industries]
        must.append({"bool": {"should": industries}})
    if search.size:
        bands = [band for band in BANDS if _in(band, search.size)]
        must.append({"terms": {"size": bands}})
    if search.keywords:
        words = [{"match": {"summary": word}} for word in search.keywords]
        must.append({"bool": {"should": words}})
    return must


def _in(band: str, wanted: SizeRange) -> bool:
    found = SizeRange.read(band)
    return found is not None and found.overlaps(wanted)


def _size(count: object, band: object) -> str | None:
    """The count if there is one, as it says more than its band."""
    if isinstance(count, int) and not isinstance(count, bool) and count > 0:
        return str(count)
    found = SizeRange.read(band) if isinstance(band, str) else None
    return found.text if found else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _titled(value: object) -> str | None:
    text = _text(value)
    return text.title() if text else None
