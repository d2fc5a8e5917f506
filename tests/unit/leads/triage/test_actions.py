"""How soon, and what to do."""

from hypothesis import given
from hypothesis import strategies as st

from baton.leads.assessment import Temperature, Urgency
from functions.leads.triage.actions import recommend, urgency_of

NOTHING = frozenset()


def test_a_hot_lead_is_urgent_and_a_cold_one_is_not():
    assert urgency_of(Temperature.HOT, {}) is Urgency.HIGH
    assert urgency_of(Temperature.WARM, {}) is Urgency.MEDIUM
    assert urgency_of(Temperature.COLD, {}) is Urgency.LOW


def test_a_hurry_makes_a_lead_more_urgent():
    assert urgency_of(Temperature.WARM, {"hurry": "hurry"}) is Urgency.HIGH
    assert urgency_of(Temperature.COLD, {"message": "buys"}) is Urgency.MEDIUM


@given(
    temperature=st.sampled_from(Temperature),
    lead=st.sampled_from([{"message": "sells"}, {"message": "refuses"}, {"consent": "refused"}]),
)
def test_who_buys_nothing_or_wants_no_contact_is_never_urgent(temperature, lead):
    assert urgency_of(temperature, {**lead, "hurry": "hurry"}) is Urgency.LOW


@given(temperature=st.sampled_from(Temperature))
def test_a_refusal_is_the_first_thing_said_and_no_outreach_follows(temperature):
    actions = recommend(temperature, {"consent": "refused"}, frozenset({"fit", "intent"}))
    assert actions == ("Do not contact: the person refuses it.",)


def test_what_is_not_known_is_asked_for():
    actions = recommend(Temperature.HOT, {}, frozenset({"fit"}))
    assert actions[0].startswith("Answer in person within the hour")
    assert actions[1].startswith("Find out who they are")


def test_support_comes_before_selling():
    (action,) = recommend(Temperature.HOT, {"message": "needs_support"}, NOTHING)
    assert "support" in action
