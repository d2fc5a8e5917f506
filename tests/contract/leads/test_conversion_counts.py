"""What every store of tallies promises."""

from datetime import timedelta

from baton.core.clock import new_id
from baton.leads.base_rate import Day
from baton.leads.container import Leads
from baton.leads.conversion_counts import KEPT_DAYS, Counted
from baton.runtime.platform import Platform
from tests.contract.given import at_once
from tests.fakes.platform.clock import NOON

TODAY = NOON.date()
LONG_AGO = TODAY - timedelta(days=365)


def test_leads_are_counted_by_the_day_on_which_they_came(platform: Platform) -> None:
    earlier = TODAY - timedelta(days=7)
    first, second, third = new_id(), new_id(), new_id()
    for lead, day in ((first, earlier), (second, earlier), (third, TODAY)):
        platform.area(Leads).conversion_counts.count(Counted.CAME, lead, day)
    platform.area(Leads).conversion_counts.count(Counted.CONVERTED, first, earlier)
    assert platform.area(Leads).conversion_counts.days(NOON, LONG_AGO) == (
        Day(0, 1, 0),
        Day(7, 2, 1),
    )


def test_who_answered_is_told_where_it_is_asked_for(platform: Platform) -> None:
    counts, lead = platform.area(Leads).conversion_counts, new_id()
    for what in (Counted.CAME, Counted.ANSWERED):
        counts.count(what, lead, TODAY)
    assert counts.days(NOON, TODAY, tuple(Counted)) == (Day(0, 1, 0, 1),)
    assert counts.days(NOON, TODAY) == (Day(0, 1, 0, 0),)


def test_a_lead_counts_once_however_often_it_is_told(platform: Platform) -> None:
    lead = new_id()

    def count(_: int) -> None:
        platform.area(Leads).conversion_counts.count(Counted.CAME, lead, TODAY)

    at_once(count)
    assert platform.area(Leads).conversion_counts.days(NOON, LONG_AGO) == (Day(0, 1, 0),)


def test_many_at_once_lose_no_count(platform: Platform) -> None:
    def count(_: int) -> None:
        platform.area(Leads).conversion_counts.count(Counted.CAME, new_id(), TODAY)

    counted = at_once(count)
    assert platform.area(Leads).conversion_counts.days(NOON, LONG_AGO) == (Day(0, len(counted), 0),)


def test_only_the_days_that_are_asked_for_are_told(platform: Platform) -> None:
    counts, yesterday = platform.area(Leads).conversion_counts, TODAY - timedelta(days=1)
    for day in (TODAY, yesterday):
        counts.count(Counted.CAME, new_id(), day)
    assert counts.days(NOON, yesterday) == (Day(0, 1, 0), Day(1, 1, 0))
    assert counts.days(NOON, TODAY) == (Day(0, 1, 0),)


def test_days_long_past_are_not_looked_at(platform: Platform) -> None:
    platform.area(Leads).conversion_counts.count(
        Counted.CAME, new_id(), TODAY - timedelta(days=KEPT_DAYS)
    )
    assert platform.area(Leads).conversion_counts.days(NOON, LONG_AGO) == ()
