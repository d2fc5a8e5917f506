"""The stand-ins of People Data Labs and Hunter."""

from typing import Any

from infra.local.lead_sources.desk import KEYS, Desk, Reply, Request
from infra.local.lead_sources.world import COUNTRY_NAMES, Company, Person, by_domain, known_to

_LABS, _HUNTER = "people_data_labs", "hunter"


def people_data_labs(request: Request, desk: Desk) -> Reply:
    """Answers as ``api.peopledatalabs.com`` does."""
    if request.headers.get("x-api-key") != KEYS[_LABS]:
        return _labs(401, "authentication_error", "Request contained a missing or invalid key")
    if not desk.within_rate(_LABS):
        return _labs(
            429, "rate_limit_error", "requests hitting the API too quick", retry_after="30"
        )
    kind = {"/v5/company/search": "company", "/v5/person/search": "person"}.get(request.path)
    if kind is None or request.method != "POST":
        return _labs(404, "not_found", "no such endpoint")
    return _found(request.document(), _companies() if kind == "company" else _people(), desk)


def _found(asked: dict[str, Any], made: list[dict[str, Any]], desk: Desk) -> Reply:
    size, token = asked.get("size", 1), str(asked.get("scroll_token") or "0")
    if not isinstance(size, int) or not 1 <= size <= 100 or not token.isdigit():  # noqa: PLR2004
        return _labs(400, "invalid_request_error", "size must be from 1 to 100")
    found = [one for one in made if _holds(asked.get("query"), one)]
    page = found[int(token) : int(token) + size]
    if not page:
        return _labs(404, "not_found", "No records were found matching your search")
    if desk.charge(_LABS, len(page)):
        return _page_of(page, found, int(token), desk)
    return _labs(402, "payment_required", "You have reached your account maximum")


def _page_of(
    page: list[dict[str, Any]], found: list[dict[str, Any]], start: int, desk: Desk
) -> Reply:
    after = start + len(page)
    answer: dict[str, Any] = {"status": 200, "data": page, "total": len(found)}
    if after < len(found):
        answer["scroll_token"] = str(after)
    return Reply.of(
        200,
        answer,
        x_call_credits_spent=str(len(page)),
        x_call_credits_type="search",
        x_ratelimit_remaining=str({"minute": desk.remaining(_LABS)}),
        x_totallimit_remaining=str(desk.left(_LABS)),
    )


def _labs(status: int, kind: str, message: str, **headers: str) -> Reply:
    error = {"status": status, "error": {"type": kind, "message": message}}
    return Reply.of(status, error, **headers)


def _companies() -> list[dict[str, Any]]:
    return [
        {
            "id": f"pdl-{one.number}",
            "name": one.name.lower(),
            "display_name": one.name,
            "website": one.domain,
            "size": one.band,
            "employee_count": one.employees if one.number % 3 else None,
            "industry": one.industry,
            "summary": f"{one.name} is a company for {one.industry} in {one.city}".lower(),
            "location": {"country": COUNTRY_NAMES[one.country], "locality": one.city.lower()},
        }
        for one in known_to(_LABS)
    ]


def _people() -> list[dict[str, Any]]:
    return [
        {
            "id": f"pdl-{company.number}-{number}",
            "full_name": f"{person.first} {person.last}".lower(),
            "first_name": person.first.lower(),
            "last_name": person.last.lower(),
            "job_title": person.title,
            "job_company_name": company.name.lower(),
            "job_company_website": company.domain,
            "location_country": COUNTRY_NAMES[company.country],
            "work_email": person.email if number % 2 == 0 else True,
        }
        for company in known_to(_LABS)
        for number, person in enumerate(company.people)
        if not person.objects
    ]


def _holds(query: Any, item: dict[str, Any]) -> bool:
    """Whether an item is what an Elasticsearch query of the few kinds here asks for."""
    if not isinstance(query, dict) or len(query) != 1:
        return False
    ((kind, inner),) = query.items()
    if kind == "bool":
        must = all(_holds(one, item) for one in inner.get("must", ()))
        should = inner.get("should")
        return must and (not should or any(_holds(one, item) for one in should))
    ((place, wanted),) = inner.items()
    value: Any = item
    for name in place.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if kind == "terms":
        return value in wanted
    if kind == "term":
        return bool(value == wanted)
    words = str(value or "").lower().split()
    return kind == "match" and any(word in words for word in str(wanted).lower().split())


def hunter(request: Request, desk: Desk) -> Reply:
    """Answers as ``api.hunter.io`` does: 403 is the rate, 429 the quota."""
    if KEYS[_HUNTER] not in {request.headers.get("x-api-key"), request.first("api_key")}:
        return _refused(401, "authentication_failed", "No user found for the API key supplied")
    verifies = request.path == "/v2/email-verifier"
    if not desk.within_rate("hunter_verifier" if verifies else _HUNTER):
        return _refused(403, "too_many_requests", "You have reached the rate limit")
    if verifies:
        return _verified(request.first("email"), desk)
    if request.path != "/v2/domain-search":
        return _refused(404, "not_found", "There is no such endpoint")
    return _searched(request, desk)


def _searched(request: Request, desk: Desk) -> Reply:
    domain = request.first("domain")
    limit, offset = request.first("limit", "10"), request.first("offset", "0")
    if not domain or not limit.isdigit() or not offset.isdigit():
        return _refused(400, "wrong_params", "You are missing the domain parameter")
    company = by_domain(domain)
    known = company if company and _HUNTER in company.known_to else None
    emails = _emails(known) if known else []
    page = emails[int(offset) : int(offset) + int(limit)]
    if page and not desk.charge(_HUNTER, 1):
        return _refused(429, "usage_exceeded", "You have reached your usage limit")
    data = {
        "domain": domain,
        "disposable": False,
        "webmail": False,
        "accept_all": False,
        "organization": known.name if known else None,
        "industry": known.industry if known else None,
        "country": known.country if known else None,
        "headcount": known.band if known else None,
        "emails": page,
    }
    meta = {"results": len(emails), "limit": int(limit), "offset": int(offset)}
    return Reply.of(200, {"data": data, "meta": meta})


def _emails(company: Company) -> list[dict[str, Any]]:
    role = {"value": company.role, "type": "generic", "confidence": 90, "sources": []}
    people = [_email(company, one) for one in company.people if not one.objects]
    return [role, *people]


def _email(company: Company, person: Person) -> dict[str, Any]:
    page = {
        "domain": company.domain,
        "uri": f"https://{company.domain}/team",
        "still_on_page": True,
    }
    return {
        "value": person.email,
        "type": "personal",
        "confidence": 80,
        "sources": [page],
        "first_name": person.first,
        "last_name": person.last,
        "position": person.title.title(),
        "verification": {"date": "2026-01-02", "status": "valid"},
    }


def _verified(email: str, desk: Desk) -> Reply:
    local, _, domain = email.rpartition("@")
    company = by_domain(domain)
    if not local or "." not in domain:
        return _refused(400, "invalid_email", "The email is not valid")
    person = next((one for one in company.people if one.email == email), None) if company else None
    if person and person.objects:
        return _refused(451, "claimed_email", "The person asked us not to process their data")
    if company and company.number % 10 == 9:  # noqa: PLR2004 (some check is always under way)
        return Reply.of(202, {"data": {"status": "in_progress"}})
    if company and company.number % 10 == 8:  # noqa: PLR2004 (and some server does not answer)
        return Reply.of(222, {"errors": [{"id": "unexpected", "code": 222}]})
    if not desk.charge(_HUNTER, 1):
        return _refused(429, "usage_exceeded", "You have reached your usage limit")
    known = person is not None or (company is not None and company.role == email)
    status = "valid" if known else "accept_all" if company else "invalid"
    return Reply.of(200, {"data": {"email": email, "status": status, "score": 90 if known else 20}})


def _refused(status: int, error: str, details: str) -> Reply:
    return Reply.of(status, {"errors": [{"id": error, "code": status, "details": details}]})
