"""A weekly report on the demo's company, made by the real agents over a platform in memory."""

from datetime import UTC, date, datetime, timedelta

import pytest

from baton.core.exchange import ExchangeRates
from baton.core.settings import Settings
from baton.gtm.container import Gtm
from baton.gtm.figures import FinanceTask
from baton.gtm.settings import GtmSettings
from baton.gtm.weekly_report import WeeklyReport
from functions.gtm.finance.agent import Finance
from functions.gtm.weekly_report.agent import WeeklyReporter
from functions.gtm.weekly_report.models import WeeklyTask
from infra.local.company.world import company
from tests.fakes.gtm.demo_facts import DemoFacts
from tests.fakes.platform.container import FakePlatform

MONDAY = datetime(2026, 11, 30, 6, 20, tzinfo=UTC)
RATES = ExchangeRates(
    source="a test", base="EUR", as_of=date(2026, 11, 1), valid_days=366, rates={"GBP": 0.8}
)


@pytest.fixture(scope="session")
def tidewater():
    return company(MONDAY.date() - timedelta(days=1))


@pytest.fixture(scope="session")
def demo_facts(tidewater, tmp_path_factory):
    return DemoFacts(tidewater, tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="session")
def answers(demo_facts):
    """What finance answers to everything that a report asks it, by the questions' names."""
    finance = Finance(demo_facts, lambda: MONDAY, GtmSettings(), RATES)
    asked = perform(a_platform(), step="begin").asked
    return {
        one.name: finance.perform(FinanceTask.model_validate(one.task)).to_json()
        for one in asked
        if one.agent == "finance"
    }


def a_platform():
    platform = FakePlatform(
        Settings(
            intake_bucket="intake",
            bus_name="baton",
            company="Tidewater",
            default_timezone="Europe/Berlin",
            report_sender="baton@example.com",
        )
    )
    platform.clock.set(MONDAY)
    platform.area_settings[Gtm] = GtmSettings(weekly_report_recipients="ada@example.com")
    return platform


def perform(platform, **task):
    return WeeklyReporter.assemble(platform).perform(WeeklyTask.model_validate(task))


@pytest.fixture
def platform():
    return a_platform()


@pytest.fixture
def made(platform, answers):
    """Makes a report from some answers, finance's own unless others are given; and gives it."""

    def make(given=None, failures=()):
        begun = perform(platform, step="begin")
        for name, answer in (answers if given is None else given).items():
            perform(platform, step="keep", report_id=begun.report_id, name=name, answer=answer)
        result = perform(
            platform, step="report", report_id=begun.report_id, failures=list(failures)
        )
        return result, WeeklyReport.model_validate_json(platform.files.kept[result.json_key])

    return make
