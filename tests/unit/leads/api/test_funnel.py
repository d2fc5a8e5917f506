"""How far leads came is counted by the day on which they came."""

from datetime import timedelta

import pytest

from baton.leads.conversion_counts import Counted
from tests.fakes.platform.clock import NOON

TODAY = NOON.date()
FUNNEL = "/api/v1/leads/funnel"


@pytest.fixture
def counts(platform):
    return platform.conversion_counts


def test_stages_are_added_up_over_the_days_that_are_asked_for(api, counts):
    week_ago = TODAY - timedelta(days=7)
    for lead, day in (("a", TODAY), ("b", TODAY), ("c", week_ago)):
        counts.count(Counted.CAME, lead, day)
    counts.count(Counted.ANSWERED, "a", TODAY)
    for what in (Counted.ANSWERED, Counted.CONVERTED):
        counts.count(what, "c", week_ago)
    shown = api.get(FUNNEL).json
    assert (shown["came"], shown["answered"], shown["converted"]) == (3, 2, 1)
    assert [one["day"] for one in shown["days"]] == [str(TODAY), str(week_ago)]
    lately = api.get(FUNNEL, {"days": "7"}).json
    assert (lately["came"], lately["answered"], lately["converted"]) == (2, 1, 0)
    assert (lately["since"], lately["until"]) == (str(TODAY - timedelta(days=6)), str(TODAY))


def test_no_stage_is_wider_than_the_one_before(api, counts):
    """A crash may have lost a count between two."""
    counts.count(Counted.CAME, "a", TODAY)
    for lead in ("a", "b"):
        counts.count(Counted.CONVERTED, lead, TODAY)
    shown = api.get(FUNNEL).json
    assert (shown["came"], shown["answered"], shown["converted"]) == (1, 1, 1)


@pytest.mark.parametrize("days", ["0", "91", "many"])
def test_days_that_are_not_kept_are_refused(api, days):
    assert api.get(FUNNEL, {"days": days}).status == 400
