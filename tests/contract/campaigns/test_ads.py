"""What every advertising platform promises: the one in memory, and the adapters by their wire."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.model import CampaignKey, DayReading, PlatformStatus
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.brief import Platform
from baton.core.money import Money
from infra.local.ad_platforms.delivery import MOST_DAYS
from tests.contract.campaigns.ad_accounts import StandIns, a_creative, a_plan, served
from tests.fakes.campaigns.ads import FakeAdPlatform
from tests.fakes.platform.transaction import Ground


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[StandIns]:
    with served() as found:
        yield found


class _Bench:
    """A platform under test, and what lets days pass on it."""

    def __init__(self, ads: AdPlatform, skip: Callable[[int], None]) -> None:
        self.ads, self.skip = ads, skip


@pytest.fixture(params=["fake", *Platform])
def bench(request: pytest.FixtureRequest, stand_ins: StandIns) -> _Bench:
    if request.param == "fake":
        fake, passed = FakeAdPlatform(Ground()), [0]
        first = stand_ins.world.today() - timedelta(days=MOST_DAYS)

        def day(_: str, when: date) -> DayReading | None:
            if not 0 <= (when - first).days < passed[0]:
                return None
            return DayReading(
                day=when, impressions=900, clicks=9, spend=500, conversions=1, revenue=900
            )

        fake.days = day

        def skip(days: int) -> None:
            passed[0] += days

        return _Bench(fake, skip)
    stand_ins.world.reset()
    return _Bench(stand_ins.adapter(request.param.value), stand_ins.world.skip)


@pytest.fixture
def ads(bench: _Bench) -> AdPlatform:
    return bench.ads


def test_an_account_tells_its_currency_and_what_a_day_must_cost_at_least(ads: AdPlatform) -> None:
    account = ads.account()
    assert (account.currency, account.closed) == ("USD", None)
    assert account.minimum is None or 0 < account.minimum.amount <= 1_000


def test_a_plan_is_tried_without_creating_anything(ads: AdPlatform) -> None:
    plan = a_plan()
    assert ads.faults_in(plan) == ()
    long = a_creative().model_copy(update={"headlines": ("x" * 300,) * 3})
    faults = ads.faults_in(a_plan(creatives=(long,)))
    assert faults[0].pointer.startswith("/creatives/0/headlines")
    assert ads.find(plan.key) is None


def test_a_language_in_which_a_platform_shows_no_ads_is_a_fault_of_the_plan(
    ads: AdPlatform,
) -> None:
    [fault] = ads.faults_in(a_plan(languages=("xh",)))
    assert (fault.pointer, fault.text) == ("/languages", f"{ads.name.value} shows no ads in xh")
    assert ads.faults_in(a_plan(languages=("nb",))) == ()


def test_a_campaign_is_created_paused_and_found_by_our_key(ads: AdPlatform) -> None:
    bid = Money(amount=150, currency="USD")
    plan = a_plan(bid=bid)
    made = ads.create(plan)
    assert (made.status, made.whole) == (PlatformStatus.PAUSED, True)
    assert ads.find(plan.key) == made == ads.read(made.external_id)
    assert (made.daily_budget, made.bid) == (plan.daily_budget, bid)
    assert ads.find(CampaignKey(value="ad.2", title=plan.key.title)) is None
    assert ads.creatives(made.external_id) == {"ad.1.a", "ad.1.b"}


def test_created_twice_under_one_key_it_is_one_campaign(ads: AdPlatform) -> None:
    assert ads.create(a_plan()) == ads.create(a_plan())
    assert ads.create(a_plan("ad.10")).external_id != ads.create(a_plan()).external_id


def test_it_runs_and_stands_and_takes_another_budget_and_bid(ads: AdPlatform) -> None:
    number = ads.create(a_plan()).external_id
    ads.activate(number)
    ads.set_daily_budget(number, Money(amount=7_341, currency="USD"))
    ads.set_bid(number, Money(amount=205, currency="USD"))
    now = ads.read(number)
    assert now is not None
    assert now.status is PlatformStatus.ACTIVE
    assert now.daily_budget == Money(amount=7_341, currency="USD")
    assert now.bid == Money(amount=205, currency="USD")
    ads.pause(number)
    stands = ads.read(number)
    assert stands is not None
    assert stands.status is PlatformStatus.PAUSED


def test_ads_are_added_once_and_retired(ads: AdPlatform) -> None:
    number = ads.create(a_plan()).external_id
    for _ in range(2):
        ads.add_creative(number, a_creative("fresh"))
    ads.retire_creative(number, "ad.1.a")
    ads.retire_creative(number, "nobody's")
    assert ads.creatives(number) == {"ad.1.b", "fresh"}


def test_days_are_read_as_reported_and_no_day_is_made_up(
    bench: _Bench, stand_ins: StandIns
) -> None:
    ads, today = bench.ads, stand_ins.world.today()
    number = ads.create(a_plan()).external_id
    assert ads.metrics(number, today - timedelta(days=29), today).days == ()
    ads.activate(number)
    bench.skip(4)
    readings = ads.metrics(number, today - timedelta(days=29), today)
    days = [today - timedelta(days=MOST_DAYS - n) for n in range(4)]
    assert [one.day for one in readings.days] == days
    assert readings.currency == "USD"
    for one in readings.days:
        assert 0 < one.spend <= 5_000
        assert one.impressions >= one.clicks >= (one.conversions or 0)
    bench.skip(2)
    last = ads.metrics(number, days[-1], days[-1])
    assert last.days == readings.days[-1:]


def test_what_is_not_there_is_refused_for_good(ads: AdPlatform) -> None:
    with pytest.raises(PlatformFault) as refused:
        ads.set_daily_budget("999", Money(amount=5_000, currency="USD"))
    assert refused.value.do is ErrorAction.PERMANENT


def test_a_currency_nobody_has_is_refused(ads: AdPlatform) -> None:
    assert ads.step("USD") == 1
    with pytest.raises(ValueError, match="XXX"):
        ads.step("XXX")
