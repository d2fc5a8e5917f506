"""What is said about a lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.campaign import Change, ReviewOutcome
from baton.leads.lead import Activity, NewLead
from functions.campaigns.optimizer.advice import LeadSignals, advise
from functions.campaigns.optimizer.judgement import judge
from functions.campaigns.optimizer.models import LeadTraits
from tests.unit.campaigns.optimizer.campaigns import (
    CAMPAIGN,
    DEAR,
    TODAY,
    campaign,
    spread,
)

COLD = LeadSignals(score=24, temperature="cold", potential=15)
PROMISING = LeadSignals(score=88, temperature="hot", potential=91)


def advice(signals, looked_at=None, **fields):
    lead = NewLead(**{"external_id": "p-1", **fields})
    traits = LeadTraits.model_validate(lead.to_json())
    return advise(traits, signals, looked_at, promising_above=75)


def test_a_cold_lead_asks_about_its_source():
    text = advice(COLD, source="Facebook").text
    assert "cold with score 24 and came from Facebook" in text
    assert "send campaign_id" in text


def test_a_cold_lead_without_a_source_asks_to_record_it():
    assert "record where leads come from" in advice(COLD).text


def test_a_glance_at_the_site_questions_what_the_advertisement_promises():
    assert "hardly looked" in advice(COLD, activity=Activity(seconds_on_site=5)).text
    assert "hardly looked" not in advice(COLD, activity=Activity(seconds_on_site=500)).text
    assert "hardly looked" not in advice(COLD).text


def test_a_promising_lead_shows_whom_to_look_for_and_not_who_it_is():
    found = advice(
        PROMISING,
        email="ada@example.com",
        first_name="Ada",
        phone="+4315550142",
        job_title="Head of Operations",
        country="AT",
        company_size=180,
    )
    (look_alike,) = found.proposals
    assert look_alike.change is Change.AB_TEST
    assert look_alike.parameters == {
        "country": "AT",
        "job_title": "Head of Operations",
        "company_size": 180,
    }
    assert not look_alike.within_limits
    shown = found.model_dump_json()
    assert not any(secret in shown for secret in ("ada@", "Ada", "5550142"))


def test_the_border_of_promising_is_not_promising():
    assert advice(LeadSignals(80, "hot", 75)).proposals == ()


def test_a_lead_with_a_campaign_gets_its_findings_and_proposals(rules):
    kept = campaign()
    found = advice(
        COLD, (kept, judge(kept, spread(DEAR), rules, TODAY)), campaign_id=CAMPAIGN, source="Google"
    )
    assert found.outcome is ReviewOutcome.PROPOSE_CHANGE
    assert found.campaign_id == CAMPAIGN
    assert found.proposals[0].change is Change.BID_OPTIMIZATION
    assert "The campaign Spring should be changed. CPL is USD 66.67" in found.text


def test_a_campaign_that_nobody_registered_is_said_to_be_missing():
    assert "not registered" in advice(COLD, campaign_id=CAMPAIGN).text


def test_nothing_to_say_is_said():
    assert advice(LeadSignals(60, "warm", 50)).text == "There is nothing to change for this lead."


@given(
    context=st.dictionaries(
        st.sampled_from(["score", "temperature", "conversion_potential", "reasons"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(0, 100)
        | st.text()
        | st.lists(st.none()),
    )
)
def test_any_context_is_read_without_trust(context):
    signals = LeadSignals.in_context(context)
    assert isinstance(signals.score, float | None)
    assert isinstance(signals.temperature, str | None)


@pytest.mark.parametrize("value", [True, "90", None, [90]])
def test_a_potential_that_is_no_number_is_not_known(value):
    assert LeadSignals.in_context({"conversion_potential": value}).potential is None
