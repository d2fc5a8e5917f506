"""What the store of prospects, the rates of sources and the credits of runs promise."""

from datetime import timedelta

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.prospect import KEPT, Prospect
from baton.campaigns.prospects.request_rate import Rate
from baton.core.errors import AlreadyExists, NotFound
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.prospects.given import a_prospect
from tests.unit.campaigns.runs import RUN


def keep(platform: Platform, *prospects: Prospect) -> None:
    for one in prospects:
        with platform.transactions.begin() as unit:
            platform.area(Campaigns).prospects.add(one, unit)


def test_a_prospect_comes_back_as_it_was_kept_and_is_kept_once(platform: Platform) -> None:
    prospect = a_prospect(found_at=platform.clock())
    keep(platform, prospect)
    prospects = platform.area(Campaigns).prospects
    assert prospects.get(prospect.prospect_id) == prospect
    with pytest.raises(AlreadyExists):
        keep(platform, prospect)
    assert prospects.forget(prospect.prospect_id)
    assert not prospects.forget(prospect.prospect_id)
    with pytest.raises(NotFound):
        prospects.get(prospect.prospect_id)


def test_a_runs_prospects_are_listed_by_quality_page_by_page(platform: Platform) -> None:
    now = platform.clock()
    some = [a_prospect(f"p{n}@acme.example", least=n / 10, found_at=now) for n in range(7)]
    keep(platform, *some)
    keep(platform, a_prospect("x@acme.example", run_id=RUN[:-1] + "Z", found_at=now))
    prospects, found, cursor = platform.area(Campaigns).prospects, [], None
    while True:
        page = prospects.page(RUN, cursor=cursor, limit=3)
        found += page.items
        if (cursor := page.cursor) is None:
            break
    assert [one.least for one in found] == sorted((one.least for one in some), reverse=True)


def test_what_has_ended_is_gone_before_the_database_takes_it_away(platform: Platform) -> None:
    over = a_prospect(found_at=platform.clock() - KEPT - timedelta(seconds=1))
    keep(platform, over)
    with pytest.raises(NotFound):
        platform.area(Campaigns).prospects.get(over.prospect_id)
    assert platform.area(Campaigns).prospects.page(RUN).items == ()


def test_a_rate_lets_a_burst_through_and_then_an_even_flow(platform: Platform) -> None:
    rates, rate = platform.area(Campaigns).request_rates, Rate(requests=10, seconds=10, burst=5)
    assert [bool(rates.admit("a", rate, NOON)) for _ in range(6)] == [False] * 5 + [True]
    wait = rates.admit("a", rate, NOON)
    assert not rates.admit("a", rate, NOON + wait)
    assert not rates.admit("b", rate, NOON)


def test_credits_are_held_up_to_the_cap_and_given_back(platform: Platform) -> None:
    held = platform.area(Campaigns).run_credits
    assert held.hold(RUN, "a", 6, cap=10, now=NOON)
    assert not held.hold(RUN, "a", 5, cap=10, now=NOON)
    held.give_back(RUN, "a", 2)
    assert held.hold(RUN, "a", 5, cap=10, now=NOON)
    assert held.taken(RUN, "a") == 9
    assert not held.hold(RUN, "b", 11, cap=10, now=NOON)
    assert held.taken(RUN, "b") == 0
