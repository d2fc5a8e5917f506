"""The stand-in of Apollo: what it does and what it charges, as its documentation says."""

from typing import Any

from infra.local.lead_sources.desk import KEYS, Desk, Reply, Request
from infra.local.lead_sources.world import COUNTRY_NAMES, Company, Person, by_domain, known_to

_NAME = "apollo"
_MOST_AT_ONCE, _MOST_A_PAGE = 10, 100


def apollo(request: Request, desk: Desk) -> Reply:
    """Answers as ``api.apollo.io`` does."""
    if request.headers.get("x-api-key") != KEYS[_NAME]:
        return Reply.of(401, {"error": "Invalid access credentials."})
    if not desk.within_rate(_NAME):
        message = "The maximum number of api calls allowed is 50 times per minute."
        return Reply.of(429, {"message": message}, retry_after="60")
    if request.method == "GET" and request.path == "/api/v1/organizations/enrich":
        return _enriched(request.first("domain"), desk)
    asked = {
        "/api/v1/mixed_companies/search": _companies,
        "/api/v1/mixed_people/api_search": _people,
        "/api/v1/people/bulk_match": _matched,
    }.get(request.path)
    if asked is None or request.method != "POST":
        return Reply.of(404, {"error": "Not Found"})
    return asked(request.document(), desk)


def _companies(asked: dict[str, Any], desk: Desk) -> Reply:
    found = [one for one in known_to(_NAME) if _is_meant(one, asked)]
    page = _page(asked, found)
    if page is None:
        return Reply.of(422, {"error": "page and per_page are out of range"})
    if page and not desk.charge(_NAME, 1):
        return _no_credits()
    shown = [_organization(one) for one in page]
    return Reply.of(200, {"organizations": shown, "accounts": [], **_pagination(asked, found)})


def _people(asked: dict[str, Any], desk: Desk) -> Reply:
    del desk  # a search costs nothing
    domains = asked.get("q_organization_domains_list") or ()
    titles = [str(one).lower() for one in asked.get("person_titles") or ()]
    found = [
        (company, number, person)
        for company in known_to(_NAME)
        if company.domain in domains
        for number, person in enumerate(company.people)
        if not person.objects and (not titles or any(one in person.title for one in titles))
    ]
    page = _page(asked, found)
    if page is None:
        return Reply.of(422, {"error": "page and per_page are out of range"})
    shown = [
        {
            "id": _id(company, number),
            "first_name": person.first,
            "last_name_obfuscated": f"{person.last[:2]}***{person.last[-1]}",
            "title": person.title.title(),
            "has_email": number != 1,
            "organization": {"name": company.name, "has_industry": True},
        }
        for company, number, person in page
    ]
    return Reply.of(200, {"total_entries": len(found), "people": shown})


def _matched(asked: dict[str, Any], desk: Desk) -> Reply:
    details = asked.get("details")
    if not isinstance(details, list) or not 1 <= len(details) <= _MOST_AT_ONCE:
        return Reply.of(422, {"error": "details must have 1 to 10 people"})
    known = {
        _id(company, number): (company, person)
        for company in known_to(_NAME)
        for number, person in enumerate(company.people)
        if not person.objects
    }
    found = [known.get(str(one.get("id"))) for one in details]
    charged = sum(one is not None for one in found)
    if not desk.charge(_NAME, charged):
        return _no_credits()
    matches = [
        one and _person(*one, str(asked["id"])) for one, asked in zip(found, details, strict=True)
    ]
    missing = len(found) - charged
    return Reply.of(
        200,
        {
            "status": "success",
            "total_requested_enrichments": len(details),
            "missing_records": missing,
            "credits_consumed": charged,
            "matches": matches,
        },
    )


def _enriched(domain: str, desk: Desk) -> Reply:
    company = by_domain(domain)
    if company is None or _NAME not in company.known_to:
        return Reply.of(200, {"organization": None})
    if not desk.charge(_NAME, 1):
        return _no_credits()
    return Reply.of(200, {"organization": _organization(company)})


def _is_meant(company: Company, asked: dict[str, Any]) -> bool:
    places = asked.get("organization_locations")
    tags = [str(one).lower() for one in asked.get("q_organization_keyword_tags") or ()]
    bands = [str(one).split(",") for one in asked.get("organization_num_employees_ranges") or ()]
    return (
        (not places or COUNTRY_NAMES[company.country] in places)
        and (not tags or any(one in (company.industry, company.name.lower()) for one in tags))
        and (not bands or any(int(low) <= company.employees <= int(high) for low, high in bands))
    )


def _page(asked: dict[str, Any], found: list[Any]) -> list[Any] | None:
    number, size = asked.get("page", 1), asked.get("per_page", 10)
    if not isinstance(number, int) or not isinstance(size, int):
        return None
    if number < 1 or not 1 <= size <= _MOST_A_PAGE:
        return None
    return found[(number - 1) * size : number * size]


def _pagination(asked: dict[str, Any], found: list[Any]) -> dict[str, Any]:
    size = asked.get("per_page", 10)
    pages = -(-len(found) // size)
    told = {"page": asked.get("page", 1), "per_page": size}
    return {"pagination": {**told, "total_entries": len(found), "total_pages": pages}}


def _organization(company: Company) -> dict[str, Any]:
    return {
        "id": f"apollo-{company.number}",
        "name": company.name,
        "website_url": f"http://www.{company.domain}",
        "primary_domain": company.domain,
        "industry": company.industry,
        "estimated_num_employees": company.employees if company.number % 3 else None,
        "city": company.city,
        "country": COUNTRY_NAMES[company.country].title(),
    }


def _person(company: Company, person: Person, number: str) -> dict[str, Any]:
    return {
        "id": number,
        "first_name": person.first,
        "last_name": person.last,
        "name": f"{person.first} {person.last}",
        "title": person.title.title(),
        "email": person.email,
        "email_status": "verified",
        "country": COUNTRY_NAMES[company.country].title(),
        "organization": _organization(company),
    }


def _id(company: Company, number: int) -> str:
    return f"apollo-{company.number}-{number}"


def _no_credits() -> Reply:
    return Reply.of(402, {"error": "You have insufficient credits to perform this action."})
