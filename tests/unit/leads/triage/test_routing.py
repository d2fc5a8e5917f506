"""Categories, temperatures and where a lead goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.message import Priority
from baton.leads.assessment import Category, Temperature, Urgency
from baton.leads.settings import LeadSettings
from functions.leads.triage.routing import Thresholds, categorise, route, temperature_of

DEFAULTS = Thresholds.from_settings(LeadSettings())
_ORDER = (Category.GENERAL_INQUIRY, Category.COLD_LEAD, Category.CAMPAIGN_QUALIFIED)


@pytest.mark.parametrize(
    ("score", "category", "temperature"),
    [
        (0, Category.GENERAL_INQUIRY, Temperature.COLD),
        (29.9, Category.GENERAL_INQUIRY, Temperature.COLD),
        (30, Category.COLD_LEAD, Temperature.COLD),
        (39.9, Category.COLD_LEAD, Temperature.COLD),
        (40, Category.COLD_LEAD, Temperature.WARM),
        (69.9, Category.COLD_LEAD, Temperature.WARM),
        (70, Category.CAMPAIGN_QUALIFIED, Temperature.HOT),
        (100, Category.CAMPAIGN_QUALIFIED, Temperature.HOT),
    ],
)
def test_the_borders_are_where_a3_draws_them(score, category, temperature):
    assert categorise(score, DEFAULTS) is category
    assert temperature_of(score, DEFAULTS) is temperature


@given(score=st.floats(0, 100), more=st.floats(0, 100))
def test_a_better_score_is_never_a_lesser_category(score, more):
    higher = min(100.0, score + more)
    assert _ORDER.index(categorise(higher, DEFAULTS)) >= _ORDER.index(categorise(score, DEFAULTS))


@given(score=st.floats(0, 100), urgency=st.sampled_from(Urgency))
def test_every_lead_is_engaged_first_and_only_a_cold_one_goes_to_the_optimiser(score, urgency):
    temperature = temperature_of(score, DEFAULTS)
    routes = route(score, categorise(score, DEFAULTS), temperature, urgency)
    targets = [one.target_agent for one in routes]
    cold = ["campaign_optimizer"] if temperature is Temperature.COLD else []
    assert targets == ["engagement", *cold]
    assert routes[0].priority == Priority(urgency.value)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"hot_threshold": 30}, "BATON_HOT_THRESHOLD"),
        ({"inquiry_threshold": 80}, "BATON_QUALIFIED_THRESHOLD"),
    ],
)
def test_thresholds_that_contradict_each_other_stop_the_deployment(settings, name):
    with pytest.raises(LookupError, match=name):
        Thresholds.from_settings(LeadSettings(**settings))
