"""A whole step against the stand-ins: the real adapters, check and qualification, over loopback."""

import json
from typing import Any, cast

from baton.campaigns.brief import Audience
from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.prospect import ProspectStatus
from baton.campaigns.run import RunStepName
from baton.campaigns.settings import CampaignSettings
from functions.campaigns.lead_generation.agent import LeadGeneration
from functions.campaigns.lead_generation.sources.wiring import SourceParts
from tests.contract.campaigns.lead_sources import own_files, stand
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.lead_generation.given import announced, begun, task
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_brief


def test_a_brief_becomes_companies_people_and_leads_of_every_source_that_is_connected() -> None:
    with stand() as stands:
        platform = FakePlatform()
        platform.files = own_files()
        told = CampaignSettings(
            sources_base_url=stands.server.url,
            companies_house_secret=stands.keys["companies_house"],
            hunter_secret="",
            people_data_labs_secret=stands.keys["people_data_labs"],
            dns_server=f"127.0.0.1:{stands.server.server_port}",
        )
        platform.area_settings[Campaigns] = told
        platform.secrets = Keys(stands.keys)
        audience = Audience(
            industries=("software", "logistics"),
            countries=("GB", "DE"),
            company_size={"at_least": 51},
            limit=30,
        )
        run = begun(platform, brief=a_brief(audience=audience.model_dump()))
        turn = LeadGeneration.assemble(cast("Any", platform)).perform(task(run))
        kept = platform.area(Campaigns).runs.get(CAMPAIGN, RUN)
    part = kept.leads
    assert part is not None
    assert turn.step is RunStepName.CONTENT_CREATOR
    outcomes = {one.source: one.outcome for one in part.sources}
    assert outcomes["people_data_labs"] == outcomes["companies_house"] == "found"
    assert outcomes["hunter"] == "not_connected"
    assert 0 < part.found <= 30
    assert part.qualified
    assert kept.cost.source_credits > 0
    for prospect in platform.area(Campaigns).prospects.page(RUN, limit=100).items:
        assert prospect.company.country in {"GB", "DE", None}
        size = prospect.company.size
        assert size is None or size.above(50) is not False
        if prospect.status is ProspectStatus.HANDED_OVER:
            assert prospect.least >= 0.7
            assert prospect.person.email
    assert "Contractor" not in json.dumps([one.get("title") for one in announced(platform)])


class Keys:
    """Secrets, each under its text as a name."""

    def __init__(self, keys: dict[str, str]) -> None:
        self._keys = keys

    def named(self, name: str, *, variable: str | None = None) -> Any:
        from tests.fakes.platform.effects import FakeSecret

        del variable
        return FakeSecret(name)


def test_with_nothing_connected_each_source_says_so_and_the_run_ends_with_a_finding() -> None:
    platform = FakePlatform()
    platform.area_settings[Campaigns] = CampaignSettings(gleif=False)
    parts = SourceParts.of(cast("Any", platform))
    run = begun(platform)
    agent = LeadGeneration.assemble(cast("Any", platform))
    agent.perform(task(run))
    part = platform.area(Campaigns).runs.get(CAMPAIGN, RUN).leads
    assert part is not None
    outcomes = {one.source: one.outcome for one in part.sources}
    assert len(outcomes) == len(parts.sources_of(RUN))
    assert set(outcomes.values()) <= {"not_connected", "not_offered"}
    assert "No source of leads answered" in part.findings[0]
