"""The stand-ins of Companies House and GLEIF."""

import base64
import binascii
import re

from infra.local.lead_sources.accounts import KEYS, Reply, Request, SourceAccounts
from infra.local.lead_sources.world import Company, known_to

_HOUSE = "companies_house"
_MOST = 5_000


def companies_house(request: Request, accounts: SourceAccounts) -> Reply:
    """Answers as ``api.company-information.service.gov.uk`` does."""
    if _user(request) != KEYS[_HOUSE]:
        return Reply.of(401, {"error": "Invalid Authorization", "type": "ch:service"})
    headers = {
        "x_ratelimit_limit": "600",
        "x_ratelimit_remain": str(accounts.remaining(_HOUSE)),
        "x_ratelimit_reset": str(int(accounts.seconds()) + 300),
        "x_ratelimit_window": "5m",
    }
    if not accounts.within_rate(_HOUSE):
        return Reply.of(429, {}, **headers)
    if request.path == "/advanced-search/companies":
        return _advanced(request, headers)
    found = re.fullmatch(r"/company/([0-9]{8})(/officers)?", request.path)
    company = next(
        (one for one in known_to(_HOUSE) if found and one.registration == found[1]), None
    )
    if found is None or company is None:
        return Reply.of(404, {"errors": [{"error": "not-found", "type": "ch:service"}]}, **headers)
    return Reply.of(200, _officers(company) if found[2] else _profile(company), **headers)


def _advanced(request: Request, headers: dict[str, str]) -> Reply:
    size, start = _number(request, "size", 20), _number(request, "start_index", 0)
    if size is None or start is None or not 1 <= size <= _MOST:
        return Reply.of(
            400, {"errors": [{"error": "invalid-size", "type": "ch:validation"}]}, **headers
        )
    codes = [code for code in request.first("sic_codes").split(",") if code]
    words = request.first("company_name_includes").lower().split()
    found = [
        one
        for one in known_to(_HOUSE)
        if (not codes or one.sic in codes) and all(word in one.name.lower() for word in words)
    ]
    page = found[start : start + size]
    if not page:
        return Reply.of(404, {"etag": "", "kind": "search#advanced-search"}, **headers)
    items = [{"kind": "search-results#company", **_profile(one)} for one in page]
    answer = {
        "kind": "search#advanced-search",
        "hits": len(found),
        "items": items,
        "top_hit": items[0],
    }
    return Reply.of(200, answer, **headers)


def _profile(company: Company) -> dict[str, object]:
    return {
        "company_name": company.full_name.upper(),
        "company_number": company.registration,
        "company_status": "active",
        "company_type": "ltd",
        "date_of_creation": "2011-03-04",
        "links": {"company_profile": f"/company/{company.registration}"},
        "registered_office_address": {"locality": company.city, "country": "England"},
        "sic_codes": [company.sic],
    }


def _officers(company: Company) -> dict[str, object]:
    items: list[dict[str, object]] = [
        {
            "name": f"{person.last.upper()}, {person.first} Quentin",
            "officer_role": "director",
            "appointed_on": "2015-05-01",
            "links": {"officer": {"appointments": f"/officers/{company.number}/appointments"}},
        }
        for person in company.people
    ]
    items.append({"name": "GONE, Al", "officer_role": "secretary", "resigned_on": "2019-01-01"})
    return {
        "kind": "officer-list",
        "items": items,
        "items_per_page": 35,
        "start_index": 0,
        "total_results": len(items),
        "active_count": len(items) - 1,
        "resigned_count": 1,
    }


def gleif(request: Request, accounts: SourceAccounts) -> Reply:
    """Answers as ``api.gleif.org`` does: JSON:API. Sole proprietors are among its records."""
    if not accounts.within_rate("gleif"):
        return _json_api(429, {"errors": [{"status": "429", "title": "Too Many Requests"}]})
    if request.path != "/api/v1/lei-records":
        return _json_api(404, {"errors": [{"status": "404", "title": "Not Found"}]})
    asked = dict(request.query)
    number, size = _number(request, "page[number]", 1), _number(request, "page[size]", 15)
    if number is None or size is None or not 1 <= size <= 200 or number < 1:  # noqa: PLR2004
        return _json_api(400, {"errors": [{"status": "400", "title": "Invalid page"}]})
    word = asked.get("filter[entity.legalName]", "").lower()
    country = asked.get("filter[entity.legalAddress.country]")
    found = [
        one
        for one in known_to("gleif")
        if word in one.full_name.lower() and country in {None, one.country}
    ]
    last = max(1, -(-len(found) // size))
    page = found[(number - 1) * size : number * size]
    pagination = {"currentPage": number, "perPage": size, "total": len(found), "lastPage": last}
    records = [_entity(one) for one in page]
    if records and not asked.get("filter[entity.category]"):
        records.append(_sole_proprietor(page[0]))
    return _json_api(200, {"meta": {"pagination": pagination}, "data": records})


def _entity(company: Company) -> dict[str, object]:
    address = {"city": company.city, "country": company.country, "addressLines": ["1 Example Way"]}
    entity = {
        "legalName": {"name": company.full_name, "language": "en"},
        "legalAddress": address,
        "headquartersAddress": address,
        "registeredAs": company.registration,
        "category": "GENERAL",
        "status": "ACTIVE",
    }
    return {
        "type": "lei-records",
        "id": company.lei,
        "attributes": {"lei": company.lei, "entity": entity},
    }


def _sole_proprietor(company: Company) -> dict[str, object]:
    person = company.people[0]
    entity = {
        "legalName": {"name": f"{person.first} {person.last} e.K.", "language": "de"},
        "legalAddress": {"city": company.city, "country": company.country},
        "category": "SOLE_PROPRIETOR",
        "status": "ACTIVE",
    }
    return {"type": "lei-records", "id": "BATN00TESTSOLE000000", "attributes": {"entity": entity}}


def _json_api(status: int, document: object) -> Reply:
    return Reply.of(status, document, content_type="application/vnd.api+json")


def _number(request: Request, name: str, default: int) -> int | None:
    text = request.first(name, str(default))
    return int(text) if text.isdigit() and len(text) < 9 else None  # noqa: PLR2004 (digits)


def _user(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return decoded.partition(":")[0] if scheme.lower() == "basic" else ""
