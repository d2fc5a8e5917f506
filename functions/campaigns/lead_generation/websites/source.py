"""Websites as a lead source: what a company says on its own pages of how to reach it.

Addresses of roles come first. An address that may be a person's is of that person, who did not give it
to us: it is told with its page and its legal basis. Names of people are not read from pages at all.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import urlsplit

from baton.campaigns.prospects.names import domain_of
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.told import WEBSITES, LegalBasis
from baton.core.clock import Clock
from baton.web.dns_port import Dns
from baton.web.fetch import CrawlerSettings, Fetcher
from baton.web.finding import Ending
from functions.campaigns.lead_generation.email_check.mail_domains import mail_domains
from functions.campaigns.lead_generation.sources.source import (
    NotOffered,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)
from functions.campaigns.lead_generation.websites.crawl import Crawler
from functions.campaigns.lead_generation.websites.findings import FieldName, Found, SiteContacts

_Kind = TypeVar("_Kind", FoundCompany, FoundPerson)

_MOST_KEPT = 500
"""Sites that are kept for a run, so that none is visited twice."""

_PAGES, _SITE_SECONDS = 6, 30.0
_IN_DEVELOPMENT = "crawler@baton.example"
_CLOSED = frozenset({Ending.BLOCKED, Ending.ROBOTS_CLOSED, Ending.FORBIDDEN})
_NOT_CONNECTED = "set crawler_contact: whoever is visited must be able to say that they mind"


def manners(contact: str, base: str = "") -> CrawlerSettings | None:
    """How sites are visited; ``None`` without the contact of whoever runs the crawler. ``base`` is where
    sources are asked in place of their own hosts: if that is on this machine, it stands in for every
    site, and nobody minds how fast it is asked.
    """
    parts = urlsplit(base)
    if parts.hostname in {"127.0.0.1", "localhost"}:
        stand_ins = {"*": f"127.0.0.1:{parts.port or 80}"}
        return CrawlerSettings(
            contact or _IN_DEVELOPMENT, pages=_PAGES, delay=0.0, stand_ins=stand_ins
        )
    return CrawlerSettings(contact, pages=_PAGES, site_seconds=_SITE_SECONDS) if contact else None


class Websites(NotOffered):
    """Visits the websites of companies that others found. Without manners it is not connected."""

    def __init__(self, manners: CrawlerSettings | None, dns: Dns, clock: Clock) -> None:
        self._crawler = Crawler(lambda: Fetcher(manners, dns)) if manners else None
        self._clock = clock
        self._visits: dict[str, SiteContacts] = {}

    @property
    def name(self) -> str:
        """See ``LeadSource``."""
        return WEBSITES

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``: its name, country, phone and a role's address, as its site has them."""

        def of(contacts: SiteContacts) -> list[FoundCompany]:
            roles = [one for one in _emails(contacts, company) if _is_role(one)]
            chosen = {
                "name": _first(contacts, "name"),
                "country": _first(contacts, "country"),
                "phone": _phone(contacts),
                "email": next(iter(roles), None),
            }
            records = [self._company(name, one) for name, one in chosen.items() if one]
            return [FoundCompany.merged(records)] if records else []

        return self._answer(company, of)

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``: the addresses of its site, those of roles first."""

        def of(contacts: SiteContacts) -> list[FoundPerson]:
            ordered = sorted(_emails(contacts, company), key=lambda one: not _is_role(one))
            return [self._person(company, one) for one in ordered[: search.limit]]

        return self._answer(company, of)

    def _answer(
        self, company: FoundCompany, of: Callable[[SiteContacts], list[_Kind]]
    ) -> SourceAnswer[_Kind]:
        if self._crawler is None:
            return SourceAnswer(Outcome.NOT_CONNECTED, why=_NOT_CONNECTED)
        if company.domain is None:
            return SourceAnswer(Outcome.NOTHING, why="nobody knows the company's website")
        contacts = self._visit(self._crawler, company, company.domain)
        records = tuple(of(contacts))
        ended = next(iter(contacts.findings), None)
        why = ended.why if ended else ""
        notes = tuple(f"{one.url}: {one.why}" for one in contacts.findings)
        if records:
            return SourceAnswer(Outcome.FOUND, records, why=why, notes=notes)
        if contacts.pages or ended is None:
            return SourceAnswer(Outcome.NOTHING, why=why, notes=notes)
        closed = ended.ending in _CLOSED
        return SourceAnswer(
            Outcome.BLOCKED if closed else Outcome.UNAVAILABLE, why=why, notes=notes
        )

    def _visit(self, crawler: Crawler, company: FoundCompany, domain: str) -> SiteContacts:
        found = self._visits.get(domain)
        if found is None:
            found = crawler.visit(company.value("website") or domain, company.country)
            if len(self._visits) < _MOST_KEPT:
                self._visits[domain] = found
        return found

    def _company(self, name: str, one: Found) -> FoundCompany:
        return FoundCompany.of(
            WEBSITES,
            self._clock(),
            LegalBasis.NOT_PERSONAL,
            where=one.url,
            **{name: one.value},
        )

    def _person(self, company: FoundCompany, one: Found) -> FoundPerson:
        is_role = _is_role(one)
        return FoundPerson.of(
            WEBSITES,
            self._clock(),
            LegalBasis.NOT_PERSONAL if is_role else LegalBasis.LEGITIMATE_INTEREST,
            where=one.url,
            email=one.value,
            country=company.country,
            company=company.name,
            company_domain=company.domain,
        )


def _own(contacts: SiteContacts, field: FieldName) -> Iterable[Found]:
    return (one for one in contacts.found if one.field == field and not one.of)


def _first(contacts: SiteContacts, field: FieldName) -> Found | None:
    return next(iter(_own(contacts, field)), None)


def _phone(contacts: SiteContacts) -> Found | None:
    return next((one for one in _own(contacts, "phone") if one.value.startswith("+")), None)


def _emails(contacts: SiteContacts, company: FoundCompany) -> list[Found]:
    """The site's addresses at its own domain, or of a free provider: others are of those who made it."""
    return [one for one in _own(contacts, "email") if _is_own(one.value, company.domain or "")]


def _is_own(email: str, site: str) -> bool:
    domain = domain_of(email.rpartition("@")[2]) or ""
    within = domain == site or domain.endswith(f".{site}") or site.endswith(f".{domain}")
    return bool(domain) and (within or mail_domains().is_free(domain))


def _is_role(one: Found) -> bool:
    return mail_domains().is_role(one.value.partition("@")[0])
