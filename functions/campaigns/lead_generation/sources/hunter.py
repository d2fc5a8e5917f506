"""Hunter: the e-mail addresses that stand on the web for a domain, and whether one takes mail.

``GET /v2/domain-search`` and ``/v2/email-verifier``; the key goes in the header ``X-API-KEY``. **403 is
the rate** (15 a second and 500 a minute; the verifier 10 and 300) and **429 the quota** of the month;
451 is an address whose person asked Hunter not to be processed; 202 is a check under way, 222 one that
failed. A search that finds addresses takes a credit for each ten. Source:
https://hunter.io/api-documentation/v2
"""

from collections.abc import Iterator
from typing import Any

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.request_rate import Rate
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import HUNTER, LegalBasis
from functions.campaigns.lead_generation.sources.calls import (
    Account,
    Batch,
    Refusals,
    SourceCalls,
    Stopped,
    document,
    gathered,
    inner,
    objects,
)
from functions.campaigns.lead_generation.sources.country_names import code_of
from functions.campaigns.lead_generation.sources.source import (
    NotOffered,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)

HOST = "https://api.hunter.io"
RATE = Rate(requests=300, seconds=60, burst=10)
"""The verifier's, for all: no call waits longer for it, and none is refused."""

PAGE = 10
REFUSALS = Refusals(rate=frozenset({403}), quota=frozenset({429}))
_OK, _ACCEPTED, _UNDONE = 200, 202, 222
_BAD, _MISSING, _LEGAL = 400, 404, 451
ATTEMPTS, PAUSE = 3, 2.0
"""How often, and with how many seconds between, a check that is under way is asked for again."""


class Hunter(NotOffered):
    """See the module."""

    name = HUNTER

    def __init__(self, calls: SourceCalls, account: Account) -> None:
        self._calls = calls
        self._account = account

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``: addresses of persons, and of roles as ``sales@``."""
        domain = company.domain
        if not domain:
            return SourceAnswer(Outcome.NOT_OFFERED, why="the company has no domain")

        def pages() -> Iterator[Batch[FoundPerson]]:
            offset = 0
            while offset < search.limit:
                data, charged = self._searched(domain, min(PAGE, search.limit - offset), offset)
                emails = objects(data.get("emails"))
                made = (self._person(one, company) for one in emails)
                yield Batch(tuple(one for one in made if one), charged)
                offset += len(emails)
                if len(emails) < PAGE:
                    return

        return gathered(pages(), search.limit)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: what a domain search says of the company itself."""
        domain = company.domain
        if not domain:
            return SourceAnswer(Outcome.NOT_OFFERED, why="the company has no domain")

        def pages() -> Iterator[Batch[FoundCompany]]:
            data, charged = self._searched(domain, 1, 0)
            made = self._company(data, domain)
            yield Batch((made,) if made else (), charged)

        return gathered(pages(), 1)

    def verdict(self, email: str) -> tuple[Outcome, str]:
        """Whether an address takes mail, in Hunter's words (``valid``, ``accept_all``, ``invalid`` …),
        or why it did not say. A check that does not end is unknown, and never invalid.
        """
        try:
            return self._verified(email)
        except Stopped as end:
            return end.outcome, end.why

    def _verified(self, email: str) -> tuple[Outcome, str]:
        with self._account.taking(1) as bill:
            for _ in range(ATTEMPTS):
                answer = self._answer("/v2/email-verifier", [("email", email)])
                if answer.status == _OK:
                    bill.used = 1
                    status = inner(document(answer), "data", "status")
                    return Outcome.FOUND, str(status or "unknown")
                if answer.status == _LEGAL:
                    return Outcome.BLOCKED, "the person asked not to be processed"
                if answer.status != _ACCEPTED:
                    break
                self._calls.sleep(PAUSE)
        return Outcome.NOTHING, "unknown"

    def _searched(self, domain: str, limit: int, offset: int) -> tuple[dict[str, Any], int]:
        """The data of a search, and what it cost. Raises ``Stopped``."""
        query: list[tuple[str, object]] = [
            ("domain", domain),
            ("limit", limit),
            ("offset", offset),
        ]
        with self._account.taking(1) as bill:
            answer = self._answer("/v2/domain-search", query)
            data = inner(document(answer), "data") if answer.status == _OK else None
            found = data if isinstance(data, dict) else {}
            bill.used = 1 if objects(found.get("emails")) else 0
        return found, bill.used

    def _answer(self, path: str, query: list[tuple[str, object]]) -> Any:
        headers = {"x-api-key": self._calls.key()}
        answer = self._calls.ask("GET", path, query=query, headers=headers)
        self._calls.check(answer)
        if answer.status not in {_OK, _ACCEPTED, _UNDONE, _BAD, _MISSING, _LEGAL}:
            raise Stopped(Outcome.UNAVAILABLE, f"it refuses the request ({answer.status})")
        return answer

    def _person(self, item: dict[str, Any], company: FoundCompany) -> FoundPerson | None:
        email = item.get("value")
        if not isinstance(email, str) or "@" not in email:
            return None
        role = item.get("type") == "generic"
        page = next((one.get("uri") for one in objects(item.get("sources"))), None)
        return FoundPerson.of(
            self.name,
            self._calls.clock(),
            LegalBasis.NOT_PERSONAL if role else LegalBasis.LEGITIMATE_INTEREST,
            where=page if isinstance(page, str) else None,
            email=email,
            first_name=None if role else item.get("first_name"),
            last_name=None if role else item.get("last_name"),
            title=None if role else item.get("position"),
            phone=item.get("phone_number"),
            country=company.country,
            company=company.name,
            company_domain=company.domain,
        )

    def _company(self, data: dict[str, Any], domain: str) -> FoundCompany | None:
        name = data.get("organization")
        if not isinstance(name, str):
            return None
        size = SizeRange.read(data.get("headcount"))
        return FoundCompany.of(
            self.name,
            self._calls.clock(),
            LegalBasis.NOT_PERSONAL,
            where=f"domain {domain}",
            name=name,
            domain=domain,
            industry=data.get("industry"),
            country=code_of(data.get("country")),
            city=data.get("city"),
            size=size.text if size else None,
        )
