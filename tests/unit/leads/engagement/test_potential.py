"""The conversion potential."""

from hypothesis import given
from hypothesis import strategies as st

from baton.leads.assessment import Assessment, Urgency
from baton.leads.contact_history import History
from baton.leads.engagement import Channel, Strategy
from baton.leads.interaction import InteractionKind
from baton.leads.lead import Activity
from functions.leads.engagement.potential import interest_shown, potential_of, routes

scores = st.floats(0, 100)
shares = st.floats(0, 1)
strategies = st.sampled_from(Strategy)
channels = st.sampled_from(Channel)
activities = st.builds(
    Activity,
    visits=st.none() | st.integers(0, 1000),
    seconds_on_site=st.none() | st.integers(0, 100_000),
)
histories = st.builds(
    History, kinds=st.dictionaries(st.sampled_from(InteractionKind), st.integers(1, 9))
)


def assessment(score: float, confidence: float = 0.9) -> Assessment:
    return Assessment(score=score, confidence=confidence, urgency=Urgency.LOW, scorecard="s@1")


@given(st.builds(assessment, scores, shares), strategies, channels, activities, histories)
def test_the_potential_is_between_0_and_100(
    verdict: Assessment,
    strategy: Strategy,
    channel: Channel,
    activity: Activity,
    history: History,
) -> None:
    potential = potential_of(verdict, strategy, channel, activity, history)
    assert 0 <= potential <= 100


@given(scores, scores, shares, strategies, channels)
def test_a_better_score_never_lowers_it(
    one: float, other: float, confidence: float, strategy: Strategy, channel: Channel
) -> None:
    low, high = (
        potential_of(assessment(score, confidence), strategy, channel, Activity(), History())
        for score in sorted((one, other))
    )
    assert low <= high


def test_an_unsure_high_score_counts_less() -> None:
    sure, unsure = (
        potential_of(assessment(90, c), Strategy.PREMIUM, Channel.CALL, Activity(), History())
        for c in (0.9, 0.3)
    )
    assert unsure < sure


def test_nothing_planned_is_no_potential() -> None:
    assert potential_of(assessment(99), Strategy.PREMIUM, None, Activity(), History()) == 0


def test_the_documented_formula_is_the_one_that_is_used() -> None:
    activity = Activity(visits=5, seconds_on_site=900)
    history = History(kinds={InteractionKind.OPENED: 1})
    # s = 0.8 * 0.90 + 0.2 * 0.40 = 0.80; interest = 0.25 + 0.25 + 0.25 = 0.75
    expected = 100 * (0.70 * 0.80 + 0.10 + 0.12 * 0.7 + 0.08 * 0.75)
    found = potential_of(assessment(90, 0.8), Strategy.PREMIUM, Channel.EMAIL, activity, history)
    assert interest_shown(activity, history) == 0.75
    assert found == round(expected, 1)


def test_only_above_the_threshold_does_the_optimiser_look_at_it() -> None:
    assert routes(75.0, 75.0) == ()
    (route,) = routes(75.1, 75.0)
    assert route.target_agent == "campaign_optimizer"
    assert "75.1" in route.reason
