"""Every lead source, ready to be asked: the adapters against the stand-ins, and the fake."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from baton.campaigns.prospects.told import LegalBasis
from functions.campaigns.lead_generation.sources.apollo import Apollo
from functions.campaigns.lead_generation.sources.calls import Account, SourceCalls
from functions.campaigns.lead_generation.sources.companies_house import CompaniesHouse
from functions.campaigns.lead_generation.sources.gleif import Gleif
from functions.campaigns.lead_generation.sources.gleif_extract import GleifExtract
from functions.campaigns.lead_generation.sources.hunter import Hunter
from functions.campaigns.lead_generation.sources.own_files import OwnFiles
from functions.campaigns.lead_generation.sources.people_data_labs import PeopleDataLabs
from functions.campaigns.lead_generation.sources.source import LeadSource
from functions.campaigns.lead_generation.sources.wiring import RATES, REFUSALS
from functions.campaigns.lead_generation.websites.source import Websites, manners
from infra.local.lead_sources import world
from infra.local.lead_sources.accounts import KEYS, SourceAccounts
from infra.local.lead_sources.names import NameServer
from infra.local.lead_sources.server import Server
from tests.fakes.campaigns.lead_source import FakeSource
from tests.fakes.campaigns.source_limits import FakeRequestRates, FakeRunCredits
from tests.fakes.platform.clock import SteerableClock
from tests.fakes.platform.dns import FakeDns
from tests.fakes.platform.effects import FakeSecret
from tests.fakes.platform.files import FakeFiles
from tests.fakes.platform.transaction import Ground

RUN = "01K00000000000000000000RUN"
REAL = ("companies_house", "gleif", "people_data_labs", "apollo", "hunter")


class Straight:
    """A guard that lets everything through."""

    def call(self, ask: Any) -> Any:
        return ask()


@dataclass
class Stand:
    """The stand-ins, and what adapters need to ask them."""

    server: Server
    clock: SteerableClock = field(default_factory=SteerableClock)
    credits: FakeRunCredits = field(default_factory=FakeRunCredits)
    cap: int = 1_000
    keys: dict[str, str] = field(default_factory=lambda: dict(KEYS))
    seconds: float = 1.0
    naps: list[float] = field(default_factory=list)

    @property
    def accounts(self) -> SourceAccounts:
        return self.server.accounts

    def calls(self, source: str) -> SourceCalls:
        key = self.keys.get(source, "")
        return SourceCalls(
            source=source,
            base=f"{self.server.url}/{source}",
            rates=FakeRequestRates(),
            rate=RATES[source],
            guard=Straight(),
            clock=self.clock,
            sleep=self._sleep,
            secret=FakeSecret(*filter(None, (key,))) if source in KEYS else None,
            seconds=self.seconds,
            refusals=REFUSALS[source],
        )

    def account(self, source: str) -> Account:
        return Account(RUN, source, self.credits, self.cap, self.clock)

    def source(self, name: str) -> LeadSource:
        made: dict[str, Callable[[], LeadSource]] = {
            "companies_house": lambda: CompaniesHouse(self.calls(name)),
            "gleif": lambda: GleifExtract(FakeFiles(Ground()), self.clock, Gleif(self.calls(name))),
            "gleif_extract": lambda: GleifExtract(gleif_files(), self.clock, None),
            "people_data_labs": lambda: PeopleDataLabs(self.calls(name), self.account(name)),
            "apollo": lambda: Apollo(self.calls(name), self.account(name)),
            "hunter": lambda: Hunter(self.calls(name), self.account(name)),
            "websites": lambda: Websites(manners("", self.server.url), FakeDns({}), self.clock),
            "own_files": lambda: OwnFiles(own_files(), self.clock),
        }
        return made.get(name, lambda: fake_source(self.clock))()

    def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.clock.advance(seconds)


@contextmanager
def stand() -> Iterator[Stand]:
    """The stand-ins, while they run."""
    server = Server(SourceAccounts())
    names = NameServer(server.server_port)
    for one in (server, names):
        threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield Stand(server)
    finally:
        for one in (server, names):
            one.shutdown()
            one.server_close()


def own_files() -> FakeFiles:
    """The lists of a company that knows the first forty companies and their people."""
    files = FakeFiles(Ground())
    some = world.companies()[:40]
    companies = ["name;website;country;employees;industry"]
    companies += [f"{c.full_name};{c.domain};{c.country};{c.band};{c.industry}" for c in some]
    people = ["company;website;first name;last name;title;email;consent"]
    people += [
        f"{c.full_name};{c.domain};{p.first};{p.last};{p.title};{p.email};"
        for c in some
        for p in c.people
    ]
    for key, lines in (("companies/a.csv", companies), ("contacts/a.csv", people)):
        files.write(key, ["\n".join(lines).encode()], content_type="text/csv")
    return files


def gleif_files() -> FakeFiles:
    """An extract of GLEIF's golden copy: what its API knows, and who is no company or not active."""
    columns = (
        "LEI,Entity.LegalName,Entity.LegalAddress.City,Entity.LegalAddress.Country,"
        "Entity.RegistrationAuthority.RegistrationAuthorityEntityID,"
        "Entity.EntityCategory,Entity.EntityStatus"
    )
    lines = [columns]
    lines += [
        f"{one.lei},{one.full_name},{one.city},{one.country},{one.registration},GENERAL,ACTIVE"
        for one in world.known_to("gleif")
    ]
    lines += [
        "BATN00TESTSOLE000000,Ada Amsel e.K.,Graz,AT,1,SOLE_PROPRIETOR,ACTIVE",
        "BATN00TESTFUND000000,Aldersoft Fund,Graz,AT,2,FUND,ACTIVE",
        "BATN00TESTOVER000000,Aldersoft Over GmbH,Graz,AT,3,GENERAL,INACTIVE",
    ]
    files = FakeFiles(Ground())
    files.write("gleif/extract.csv", ["\n".join(lines).encode()], content_type="text/csv")
    return files


def fake_source(clock: SteerableClock) -> FakeSource:
    """The fake with the same companies as the lists."""
    from baton.campaigns.prospects.records import FoundCompany, FoundPerson

    some = world.companies()[:40]
    known = tuple(
        FoundCompany.of(
            "own_files",
            clock(),
            LegalBasis.NOT_PERSONAL,
            name=c.full_name,
            domain=c.domain,
            country=c.country,
        )
        for c in some
    )
    staff = tuple(
        FoundPerson.of(
            "own_files",
            clock(),
            LegalBasis.LEGITIMATE_INTEREST,
            email=p.email,
            title=p.title,
            company_domain=c.domain,
        )
        for c in some
        for p in c.people
    )
    return FakeSource(known=known, staff=staff)
