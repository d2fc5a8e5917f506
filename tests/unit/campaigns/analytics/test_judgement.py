"""What analytics says of a run: when, of what, and what to do next."""

from datetime import timedelta

import pytest

from baton.campaigns.parts.performance import AdviceAction, Reader
from functions.campaigns.analytics.enough import DAY, HOUR, check_data
from functions.campaigns.analytics.journeys import Journey
from functions.campaigns.analytics.judgement import Evidence, judged, pace_of
from functions.campaigns.analytics.rules import Scoring
from tests.unit.campaigns.analytics.channels import NOW, START, TODAY, a_channel, some_days
from tests.unit.campaigns.runs import a_brief

SCORING = Scoring.load()
BRIEF = a_brief(budget={"amount": 1_700_000, "currency": "USD"})


def told(*channels, brief=BRIEF, **changes):
    evidence = Evidence(
        **{
            "brief": brief,
            "channels": channels,
            "since": START,
            "today": TODAY,
            "spent": 566_000,
            "quality": 0.8,
            "journeys": (),
            **changes,
        }
    )
    return judged(evidence, SCORING, NOW)[0]


def moves(part):
    return [(one.reader, one.move, one.channel) for one in part.advice]


@pytest.mark.parametrize(
    ("days", "is_enough"),
    [
        (some_days(3), True),
        (some_days(2), False),
        (some_days(5, clicks=5, leads=0), False),
        (some_days(5, impressions=150, clicks=20, leads=0), False),
        (some_days(5, impressions=150, clicks=20, leads=2), True),
        ((), False),
    ],
)
def test_enough_is_days_with_clicks_or_conversions(days, is_enough):
    check = check_data([days], SCORING.enough)
    assert check.is_enough is is_enough
    assert (check.again_in == 0) is is_enough


def test_days_on_which_nothing_was_shown_do_not_count():
    unseen = some_days(5, impressions=0, clicks=0, spend=0, leads=0)
    assert "0 days" in check_data([unseen], SCORING.enough).text


def test_when_to_look_again_follows_from_the_rate_within_an_hour_and_a_day():
    slow = check_data([some_days(6, clicks=1, leads=0)], SCORING.enough)
    assert slow.again_in == DAY
    near = check_data([some_days(100, impressions=9_900, clicks=0, leads=0)], SCORING.enough)
    assert HOUR <= near.again_in <= DAY


def test_without_enough_data_there_is_no_score_and_it_says_what_is_needed():
    part = told(a_channel(days=some_days(2)))
    assert part.score is None
    assert not part.enough_data
    assert "needed are 3 days" in part.why


def test_once_the_campaign_is_over_what_there_is_must_do():
    over = a_brief(
        budget={"amount": 1_700_000, "currency": "USD"}, ends_on=TODAY - timedelta(days=1)
    )
    part = told(a_channel(days=some_days(2)), brief=over)
    assert part.score is not None
    assert not part.enough_data
    assert "Not enough to judge by" in part.why


def test_a_good_campaign_is_told_to_go_on():
    part = told(a_channel(days=some_days(clicks=400, leads=45)))
    assert part.score > 0.7
    assert moves(part) == [(Reader.AD_MANAGER, AdviceAction.GO_ON, None)]


def test_few_clicks_are_for_whoever_writes_and_dear_leads_for_who_bids():
    part = told(a_channel(days=some_days(clicks=80, leads=4)))
    assert (Reader.CONTENT_CREATOR, AdviceAction.REFRESH_AD_TEXTS, "meta") in moves(part)
    assert (Reader.AD_MANAGER, AdviceAction.LOWER_BIDS, "meta") in moves(part)
    texts = part.advice_for(Reader.CONTENT_CREATOR)[0]
    assert "0.31 times" in texts.text
    assert texts.assumption


def test_what_may_be_chance_is_said_to_be_and_comes_last():
    part = told(a_channel(days=some_days(3, clicks=250, leads=19)))
    assert part.advice
    assert all("may be chance" in one.text for one in part.advice)


def test_budget_is_shifted_where_the_next_money_surely_brings_more():
    good = a_channel("google", days=some_days(spend=20_000, leads=60))
    poor = a_channel("linkedin", days=some_days(spend=60_000, leads=3))
    part = told(good, poor)
    shift = next(one for one in part.advice if one.move is AdviceAction.SHIFT_BUDGET)
    assert (shift.reader, shift.channel) == (Reader.AD_MANAGER, "google")
    assert "Move budget from linkedin to google" in shift.text
    assert [one.channel for one in part.channels] == ["google", "linkedin"]
    assert part.channels[0].margin.low > part.channels[1].margin.high


def test_channels_of_which_nothing_is_reported_have_no_margin_and_are_to_be_checked():
    part = told(a_channel(), a_channel("google", days=some_days(leads=0)))
    google = part.channels[0]
    assert google.margin is None
    assert "not known" in google.text
    assert (Reader.PERSON, AdviceAction.CHECK_TRACKING, "google") in moves(part)


def test_poor_leads_and_an_uneven_pace_are_told_to_who_can_mend_them():
    part = told(a_channel(), quality=0.3, spent=1_500_000)
    assert (Reader.PERSON, AdviceAction.NARROW_AUDIENCE, None) in moves(part)
    assert (Reader.AD_MANAGER, AdviceAction.CHANGE_PACE, None) in moves(part)


def test_only_days_since_the_last_change_are_judged_but_all_show_the_curve():
    since = START + timedelta(days=6)
    days = (*some_days(6, clicks=10), *some_days(4, start=since))
    part = told(a_channel(days=days, since=since), since=since)
    assert part.channels[0].days == 4
    assert "as seen on 10 days" in part.channels[0].text
    clicks = next(one for one in part.parts if one.name == "click_through_rate")
    assert clicks.score == pytest.approx(0.7)


def test_attribution_stands_beside_the_score_with_what_it_does_not_see():
    part = told(a_channel(), journeys=(Journey(("meta", "email"), True, 4.0),))
    assert part.journeys == 4
    assert [one.method for one in part.attribution] == [
        "last_touch",
        "position_based",
        "markov",
        "shapley",
    ]
    assert "not among them" in part.attribution_note


@pytest.mark.parametrize(
    ("journeys", "says"),
    [(None, "cannot be read"), ((), "no touch of a lead was observed")],
)
def test_without_touches_attribution_is_missing_and_says_why(journeys, says):
    part = told(a_channel(), journeys=journeys)
    assert part.attribution == ()
    assert says in part.missing[-1]


def test_the_pace_is_that_of_whole_days_within_the_campaign():
    assert pace_of(BRIEF, 1, START) is None
    assert pace_of(BRIEF, None, TODAY) is None
    assert pace_of(BRIEF, 5, TODAY).days_left == 20
    assert pace_of(BRIEF, 5, START + timedelta(days=90)).days_left == 0
