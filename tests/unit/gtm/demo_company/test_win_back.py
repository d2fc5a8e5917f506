"""The demo's company can win customers back: those at risk are people who can be written to."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import pytest

from baton.core.settings import Settings
from baton.gtm.customer_contact import CustomerContact
from baton.gtm.insights import Analysis, InsightsTask
from baton.gtm.marketing import MarketingTask, MarketingWork
from baton.gtm.periods import Period
from functions.gtm.insights.agent import Insights
from functions.gtm.marketing.agent import Marketing
from functions.gtm.marketing_triggers.agent import MarketingTriggers
from functions.gtm.marketing_triggers.models import TriggerOutcome, TriggersTask
from infra.local.company.contacts import DOMAIN, contacts
from infra.local.company.world import company
from tests.fakes.gtm.demo_facts import DemoFacts
from tests.fakes.platform.container import FakePlatform

LAST = date(2026, 11, 29)
QUARTER = Period.read("2026-11")


@pytest.fixture(scope="module")
def tidewater():
    return company(LAST)


def test_contacts_are_customers_of_the_company_at_addresses_of_nobody(tidewater):
    found = [CustomerContact.model_validate(one) for one in contacts(tidewater.customers, LAST)]
    assert {one.customer_id for one in found} <= {one.customer_id for one in tidewater.customers}
    assert len({one.email for one in found}) == len(found) > 50
    assert all((one.email or "").endswith(f"@{DOMAIN}") for one in found)
    assert DOMAIN.endswith(".example")


def test_a_win_back_reaches_some_of_those_at_risk(tidewater, tmp_path):
    platform = FakePlatform(Settings(intake_bucket="intake", bus_name="baton", company="Tidewater"))
    platform.clock.set(datetime.combine(LAST + timedelta(days=1), time(8), UTC))
    platform.facts = DemoFacts(tidewater, tmp_path)
    whole = cast("Any", platform)
    for one in contacts(tidewater.customers, LAST):
        kept = MarketingTriggers.assemble(whole).perform(TriggersTask.model_validate(dict(one)))
        assert kept.becomes is TriggerOutcome.KEPT
    asked = InsightsTask(request_id=platform.new_id(), analyses=(Analysis.AT_RISK,), period=QUARTER)
    segment = Insights.assemble(whole).perform(asked)
    assert segment.segments
    task = MarketingTask(request_id=platform.new_id(), work=MarketingWork.WIN_BACK, period=QUARTER)
    made = Marketing.assemble(whole).perform(task).messages
    assert made is not None
    assert made.recipients > 0
    assert {one.group.partition("_")[0] for one in made.drafts} == {"de", "en"}
    assert made.left_out, "who refused, and of whom nothing is known"
