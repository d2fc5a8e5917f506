"""Lead generation over a platform in memory."""

from collections.abc import Sequence
from typing import Any

from baton.campaigns.brief import Audience
from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.run import CampaignRun
from baton.campaigns.run_turns import NextTurn, StepTask
from functions.campaigns.lead_generation.agent import LeadGeneration
from functions.campaigns.lead_generation.choosing import Quality
from functions.campaigns.lead_generation.handing_over import HandingOver
from tests.fakes.campaigns.lead_source import FakeSource
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

GOOD, BAD, UNSURE = Quality(1, 1, ("fits",)), Quality(0.3, 0.3), Quality(0.3, 1)


def rate(company: FoundCompany, person: FoundPerson, audience: Audience) -> Quality:
    """By the title alone: executives are good, of others nobody knows."""
    del company, audience
    if person.title is None:
        return UNSURE
    return GOOD if "chief" in person.title.lower() else BAD


def check(email: str) -> tuple[str, bool]:
    """Addresses that begin with "gone" reach nobody, and "info" is a role."""
    return ("invalid" if email.startswith("gone") else "valid", email.startswith("info@"))


def agent(
    platform: FakePlatform, sources: Sequence[Any], check_email: Any = check
) -> LeadGeneration:
    """The agent with these sources."""
    real: Any = platform
    return LeadGeneration(
        LeadGeneration.writer_of(real),
        platform.clock,
        sources_of=lambda _: sources,
        handing_over=HandingOver.of(real),
        check_email=check_email,
        rate=rate,
    )


def begun(platform: FakePlatform, **changes: object) -> CampaignRun:
    """A run whose first turn it is."""
    run = a_run(**changes)
    with platform.transactions.begin() as unit:
        platform.area(Campaigns).runs.add(run, unit)
    return run


def task(run: CampaignRun) -> StepTask:
    """The run's turn."""
    return StepTask(
        campaign_id=run.campaign_id,
        run_id=run.run_id,
        execution=run.execution,
        step=run.step,
        visit=run.visit,
    )


def ran(platform: FakePlatform, *sources: FakeSource, **more: Any) -> tuple[CampaignRun, NextTurn]:
    """The run after its first step."""
    turn = agent(platform, sources, **more).perform(task(begun(platform)))
    return platform.area(Campaigns).runs.get(CAMPAIGN, RUN), turn


def announced(platform: FakePlatform) -> list[dict[str, Any]]:
    """The payloads of the leads that were announced."""
    return [
        entry.payload["message"]["payload"]
        for entry in platform.outbox.entries.values()
        if entry.payload.get("event") == "campaign.lead_found"
    ]
