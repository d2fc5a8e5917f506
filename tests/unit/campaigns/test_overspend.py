"""A campaign that spends too much is noticed on the day, and history rings nobody out of bed."""

from datetime import timedelta

import pytest

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.overspend import overspent
from baton.core.money import Money
from tests.fakes.platform.clock import NOON

TODAY = NOON.date()


def a_day(spend: int, ago: int = 0) -> DailyMetrics:
    return DailyMetrics(day=TODAY - timedelta(days=ago), impressions=1, clicks=0, spend=spend)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], 0),
        ([a_day(150)], 0),
        ([a_day(151)], 151),
        ([a_day(120), a_day(200, ago=1)], 200),
        ([a_day(900, ago=2)], 0),
    ],
)
def test_more_than_half_as_much_again_is_too_much(days, expected) -> None:  # type: ignore[no-untyped-def]
    assert overspent(Money(amount=100, currency="EUR"), days, TODAY) == expected


def test_a_campaign_without_a_budget_cannot_overspend() -> None:
    assert overspent(Money(amount=0, currency="EUR"), [a_day(500)], TODAY) == 0
