"""The agent with its real parts."""

import json
from pathlib import Path

from hypothesis import given

from baton.leads.assessment import Category, Temperature
from baton.leads.lead import Activity, Lead, NewLead
from baton.runtime.task import TaskRequest
from functions.leads.triage.agent import LeadTriage
from functions.leads.triage.models import TriageResult, TriageTask
from tests.fakes.platform.container import FakePlatform
from tests.unit.leads.triage.new_leads import RECEIVED, new_leads

ROOT = Path(__file__).parents[4]
TRIAGE = LeadTriage.assemble(FakePlatform())


def lead(details):
    return Lead(
        lead_id="01JQ00000000000000000000AA",
        received_at=RECEIVED,
        updated_at=RECEIVED,
        correlation_id="c-1",
        details=details,
    )


def triage(details):
    return TRIAGE.perform(TriageTask(lead=lead(details)))


def test_a_decision_maker_who_asks_for_a_price_is_hot():
    result = triage(
        NewLead(
            email="ada@siemens.com",
            phone="+49301234567",
            job_title="VP Operations",
            company_size=250,
            source="Google",
            message="Please send us a quote for 200 seats.",
        )
    )
    assert result.temperature is Temperature.HOT
    assert result.category is Category.CAMPAIGN_QUALIFIED
    assert [route.target_agent for route in result.handoffs] == ["engagement"]
    assert result.assessment.scorecard == "starter-2026-12"


def test_a_consumer_who_was_recommended_and_looked_around_is_hot():
    result = triage(
        NewLead(
            external_id="p-7",
            source="Reference",
            interest="Finance",
            activity=Activity(visits=3, seconds_on_site=1_300, pages_per_visit=4),
            attributes={"occupation": "Working Professional"},
        )
    )
    assert result.temperature is Temperature.HOT


def test_somebody_of_whom_nothing_is_known_is_an_inquiry_and_cold():
    result = triage(NewLead(email="someone@gmail.com"))
    assert result.category is Category.GENERAL_INQUIRY
    targets = [route.target_agent for route in result.handoffs]
    assert targets == ["engagement", "campaign_optimizer"]


@given(details=new_leads())
def test_any_lead_gets_a_result_that_survives_its_json_and_is_the_same_again(details):
    result = triage(details)
    assert TriageResult.model_validate(result.to_json()) == result
    assert triage(details) == result


def test_the_sample_event_is_a_task_that_is_done():
    event = json.loads((ROOT / "events" / "leads" / "triage_task.json").read_text("utf-8"))
    task = TriageTask.model_validate(TaskRequest.model_validate(event).task)
    assert TRIAGE.perform(task).temperature is Temperature.HOT
