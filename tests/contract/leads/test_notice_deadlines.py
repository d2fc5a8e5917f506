"""What every store of the notices' deadlines promises."""

from datetime import date

from baton.core.clock import new_id
from baton.leads.container import Leads
from baton.runtime.platform import Platform

DAY = date(2026, 4, 1)


def test_leads_are_due_on_their_day_until_they_are_settled(platform: Platform) -> None:
    deadlines = platform.area(Leads).notice_deadlines
    first, second = sorted((new_id(), new_id()))
    with platform.transactions.begin() as unit:
        deadlines.add(first, DAY, unit)
        deadlines.add(second, DAY, unit)
    assert deadlines.due(DAY) == (first, second)
    assert deadlines.due(DAY, 1) == (first,)
    assert deadlines.due(date(2026, 4, 2)) == ()
    deadlines.settle(first, DAY)
    deadlines.settle(first, DAY)
    assert deadlines.due(DAY) == (second,)
