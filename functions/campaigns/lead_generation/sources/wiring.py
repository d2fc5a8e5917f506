"""The sources of a deployment, as far as they are connected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from baton.aws.files import Files
from baton.aws.secrets import Secret
from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.request_rate import Rate, RequestRates
from baton.campaigns.prospects.run_credits import RunCredits
from baton.campaigns.prospects.told import (
    APOLLO,
    COMPANIES_HOUSE,
    GLEIF,
    HUNTER,
    PEOPLE_DATA_LABS,
)
from baton.core.clock import Clock, Sleep
from baton.resilience.breaker import Breaker
from baton.resilience.guarding import Guard
from baton.web.dns_lookup import DnsLookup, dns_of
from baton.web.dns_port import Dns
from baton.web.fetch import CrawlerSettings
from functions.campaigns.lead_generation.sources import (
    apollo,
    companies_house,
    gleif,
    gleif_extract,
    hunter,
    people_data_labs,
)
from functions.campaigns.lead_generation.sources.calls import (
    Account,
    Guarded,
    Refusals,
    SourceCalls,
)
from functions.campaigns.lead_generation.sources.own_files import OwnFiles
from functions.campaigns.lead_generation.sources.source import LeadSource
from functions.campaigns.lead_generation.websites.source import Websites, manners

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

HOSTS: Mapping[str, str] = {
    COMPANIES_HOUSE: companies_house.HOST,
    GLEIF: gleif.HOST,
    PEOPLE_DATA_LABS: people_data_labs.HOST,
    APOLLO: apollo.HOST,
    HUNTER: hunter.HOST,
}
RATES: Mapping[str, Rate] = {
    COMPANIES_HOUSE: companies_house.RATE,
    GLEIF: gleif.RATE,
    PEOPLE_DATA_LABS: people_data_labs.RATE,
    APOLLO: apollo.RATE,
    HUNTER: hunter.RATE,
}
REFUSALS: Mapping[str, Refusals] = {
    COMPANIES_HOUSE: companies_house.REFUSALS,
    GLEIF: Refusals(),
    PEOPLE_DATA_LABS: people_data_labs.REFUSALS,
    APOLLO: apollo.REFUSALS,
    HUNTER: hunter.REFUSALS,
}
INSTEAD = "the run goes on without this source"


@dataclass(frozen=True, slots=True)
class SourceParts:
    """What sources need. ``secrets`` are by source, those that are set; ``base`` stands for the vendors'
    hosts where it is not empty; ``cap`` is how many credits a run may take of each source.
    """

    base: str
    secrets: Mapping[str, Secret]
    rates: RequestRates
    credits: RunCredits
    guard_of: Callable[[str], Guarded]
    files: Files | None
    clock: Clock
    sleep: Sleep
    cap: int
    open_register: bool = True
    manners: CrawlerSettings | None = None
    dns: Dns = field(default_factory=DnsLookup)

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The parts of a platform."""
        area = platform.area(Campaigns)
        settings = area.settings
        named = {
            COMPANIES_HOUSE: settings.companies_house_secret,
            PEOPLE_DATA_LABS: settings.people_data_labs_secret,
            APOLLO: settings.apollo_secret,
            HUNTER: settings.hunter_secret,
        }

        def guard_of(source: str) -> Guarded:
            breaker = Breaker(
                f"lead source {source}", platform.breakers, platform.clock, platform.sleep
            )
            return Guard(breaker, INSTEAD)

        return cls(
            base=settings.sources_base_url.rstrip("/"),
            secrets={
                source: platform.secrets.named(name) for source, name in named.items() if name
            },
            rates=area.request_rates,
            credits=area.run_credits,
            guard_of=guard_of,
            files=platform.files if platform.settings.intake_bucket else None,
            clock=platform.clock,
            sleep=platform.sleep,
            cap=settings.source_credits_per_run,
            open_register=settings.gleif,
            manners=manners(platform.settings.crawler_contact, settings.sources_base_url),
            dns=dns_of(settings.dns_server),
        )

    def calls(self, source: str) -> SourceCalls:
        """Calls of one source."""
        return SourceCalls(
            source=source,
            base=f"{self.base}/{source}" if self.base else HOSTS[source],
            rates=self.rates,
            rate=RATES[source],
            guard=self.guard_of(source),
            clock=self.clock,
            sleep=self.sleep,
            secret=self.secrets.get(source),
            refusals=REFUSALS[source],
        )

    def sources_of(self, run_id: str) -> tuple[LeadSource, ...]:
        """The sources that a run asks, in the order in which it does."""

        def account(source: str) -> Account:
            return Account(run_id, source, self.credits, self.cap, self.clock)

        open_register = gleif.Gleif(self.calls(GLEIF)) if self.open_register else None
        return (
            OwnFiles(self.files, self.clock),
            companies_house.CompaniesHouse(self.calls(COMPANIES_HOUSE)),
            gleif_extract.GleifExtract(self.files, self.clock, open_register),
            people_data_labs.PeopleDataLabs(
                self.calls(PEOPLE_DATA_LABS), account(PEOPLE_DATA_LABS)
            ),
            apollo.Apollo(self.calls(APOLLO), account(APOLLO)),
            hunter.Hunter(self.calls(HUNTER), account(HUNTER)),
            Websites(self.manners, self.dns, self.clock),
        )
