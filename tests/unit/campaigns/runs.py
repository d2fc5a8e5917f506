"""Runs of campaigns for tests."""

from datetime import date

from baton.campaigns.brief import ApprovalMode, Audience, Brief, ContentKind, Platform
from baton.campaigns.run import CampaignRun
from baton.campaigns.run_changes import new_run
from baton.core.money import Money
from tests.fakes.platform.clock import NOON

CAMPAIGN, RUN = "01JNB3V5QZ8W2Y4X6T7R9P0K1M", "01JNB3V5QZ8W2Y4X6T7R9P0K1N"


def a_brief(**changes: object) -> Brief:
    """A brief for all three platforms, with ads to be written."""
    brief = Brief(
        goal="Leads among logistics companies",
        audience=Audience(industries=("logistics",), countries=("AT", "DE"), limit=50),
        offer="A free pilot of four weeks",
        landing_url="https://acme.example",
        budget=Money(amount=300_000, currency="EUR"),
        platforms=tuple(Platform),
        content=(ContentKind.AD,),
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 30),
        approval=ApprovalMode.NONE,
    )
    return Brief.model_validate({**brief.model_dump(), **changes})


def a_run(**changes: object) -> CampaignRun:
    """A run that has just begun."""
    run = new_run(RUN, CAMPAIGN, a_brief(), started_by="client", correlation_id="run-1", now=NOON)
    return run.model_copy(update=changes)
