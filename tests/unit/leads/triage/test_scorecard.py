"""The laws of the scorecard, and of the file that is in use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.leads.lead import Activity, NewLead
from baton.leads.reading.message_kind import MessageKind
from functions.leads.triage.scorecard import CategoryFeature, read_scorecard
from tests.unit.leads.triage.new_leads import new_leads

HEAD = "name: own\nversion: '1'\nbase_points: 10\nfeatures:\n"
SOURCE = "  source: {tells: source, rows: %s, default: {points: 0, text: c}}\n"
VISITS = "  visits: {tells: engagement, never_falls: true, rows: %s}\n"


@given(lead=new_leads())
def test_base_and_reasons_add_up_exactly_to_the_points(lead, rate):
    rating = rate(lead)
    assert rating.base_points + sum(reason.points for reason in rating.reasons) == rating.points


@given(lead=new_leads())
def test_score_and_confidence_stay_in_their_ranges_for_any_lead(lead, rate):
    rating = rate(lead)
    assert rating.score == min(100, max(0, rating.points))
    assert 0 <= rating.confidence <= 1


@given(lead=new_leads())
def test_the_weightiest_reason_comes_first_and_each_says_something(lead, rate):
    reasons = rate(lead).reasons
    weights = [abs(reason.points) for reason in reasons]
    assert weights == sorted(weights, reverse=True)
    assert all(weights)
    assert all(reason.text for reason in reasons)


@given(lead=new_leads(), seconds=st.integers(0, 10_000), more=st.integers(0, 10_000))
def test_more_time_on_the_site_never_costs_points(lead, seconds, more, rate):
    def points(time):
        activity = Activity(seconds_on_site=time, visits=lead.activity.visits)
        return rate(lead.model_copy(update={"activity": activity})).points

    assert points(seconds) <= points(seconds + more)


@given(lead=new_leads(), message=st.text(max_size=300))
def test_a_message_moves_the_points_by_its_own_row_and_nothing_else(lead, message, rate):
    silent = rate(lead.model_copy(update={"message": None}))
    spoken = rate(lead.model_copy(update={"message": message}))
    own = sum(reason.points for reason in spoken.reasons if reason.feature == "message")
    assert spoken.points == silent.points + own
    assert -24 <= own <= 18


def test_a_lead_of_whom_only_an_id_is_known_is_believed_little(scorecard):
    rating = scorecard.rate({"contact": "own_system"})
    assert rating.score == scorecard.base_points
    assert rating.confidence < 0.2
    assert rating.untold == {"engagement", "source", "intent", "fit"}


def test_confidence_falls_when_the_evidence_contradicts_itself(scorecard):
    known = {"source": "referral", "message": "buys"}
    torn = {"source": "referral", "message": "refuses"}
    assert scorecard.rate(known).confidence > scorecard.rate(torn).confidence


def test_confidence_grows_with_every_question_that_is_answered(scorecard):
    answers = {"source": "referral", "message": "buys", "seniority": "executive", "visits": 9}
    known, last = {}, 0.0
    for name, answer in answers.items():
        known[name] = answer
        before, last = last, scorecard.rate(known).confidence
        assert last > before


def test_an_unknown_category_falls_to_the_default(scorecard):
    (reason,) = scorecard.rate({"source": "carrier pigeon"}).reasons
    assert reason.text == "came by a way of its own"


def test_the_scorecard_has_a_row_for_every_category_that_can_be_found(scorecard, vocabulary):
    made_by_features = {
        "message": {kind.value for kind in MessageKind} - {"other"},
        "interest": {"named"},
        "budget": {"named", "nothing"},
        "email_kind": {"company", "free", "disposable"},
        "consent": {"given", "partly_refused", "refused"},
        "contact": {"several_ways", "one_way", "own_system"},
    }
    for name, feature in scorecard.features.items():
        if isinstance(feature, CategoryFeature):
            words = getattr(vocabulary, name, None)
            findable = set(words.categories) if words else set()
            rows = {row.category for row in feature.rows}
            assert rows == findable | made_by_features.get(name, set()), name


@pytest.mark.parametrize(
    ("features", "fault"),
    [
        (VISITS % "[{below: 5, points: 3, text: a}, {below: 2, points: 5, text: b}]", "below"),
        (VISITS % "[{below: 5, points: 3, text: a}, {points: 1, text: b}]", "points fall"),
        (VISITS % "[{points: 1.5, text: a}]", "integer"),
        (VISITS % "[{points: 101, text: a}]", "100"),
        ("  shoe_size: {tells: fit, rows: [{points: 1, text: a}]}\n", "no features"),
        (SOURCE % "[{is: a, points: 1, text: a}, {is: a, points: 2, text: b}]", "two rows"),
        ("  source: {tells: source, rows: [{is: a, points: 1, text: a}]}\n", "default"),
    ],
)
def test_a_faulty_scorecard_is_refused_with_the_reason(features, fault):
    with pytest.raises(ValidationError, match=fault):
        read_scorecard(HEAD + features)


def test_missing_values_may_have_points_of_their_own():
    rows = "[{points: 5, text: came}], missing: {points: -3, text: never came}"
    scorecard = read_scorecard(HEAD + VISITS % rows)
    assert scorecard.rate({}).points == 7
    assert scorecard.rate({"visits": 0}).points == 15
    assert scorecard.rate({}).scorecard == "own-1"


def test_who_refuses_contact_is_not_said_to_be_one_to_call(rate):
    refused = NewLead.model_validate(
        {"email": "a@b.example", "phone": "+436641234567", "message": "Do not write to me again."}
    )
    told = [reason.text for reason in rate(refused).reasons]
    assert "writes that they are not interested" in told
    assert not [text for text in told if text.startswith("can be")]


def test_who_came_is_not_said_to_have_looked_at_nothing(rate):
    came = {"email": "a@b.example", "activity": {"visits": 40, "seconds_on_site": 0}}
    told = [reason.text for reason in rate(NewLead.model_validate(came)).reasons]
    assert "came five times or more" in told
    assert "did not look at the site" not in told


def test_a_bought_address_is_not_said_to_have_agreed_or_to_write(rate):
    bought = {"email": "a@b.example", "source": "Bought list", "consent": {"email": True}}
    told = [reason.text for reason in rate(NewLead.model_validate(bought)).reasons]
    assert "agreed to be contacted" not in told
    assert not [text for text in told if text.startswith("writes")]
