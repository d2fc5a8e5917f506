"""The report over a platform in memory."""

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.settings import CampaignSettings
from baton.core.settings import Settings
from functions.campaigns.reporting.agent import CampaignReporter
from functions.campaigns.reporting.models import ReportTask
from tests.fakes.platform.container import FakePlatform


@pytest.fixture
def platform():
    platform = FakePlatform(
        Settings(
            intake_bucket="intake",
            default_timezone="Europe/Berlin",
            report_sender="baton@example.com",
            report_links="https://api.baton.example",
        )
    )
    platform.area_settings[Campaigns] = CampaignSettings(
        report_recipients="ada@example.com, grace@example.com"
    )
    return platform


@pytest.fixture
def report(platform):
    """Makes a report, under a new id unless one is given."""

    def make(report_id=None, failures=(), on=None):
        agent = CampaignReporter.assemble(on or platform)
        task = {
            "step": "report",
            "report_id": report_id or platform.new_id(),
            "failures": [{"campaign_id": one, "error": "States.Timeout"} for one in failures],
        }
        return agent.perform(ReportTask.model_validate(task))

    return make
