"""The adapters when something goes wrong on the way: against the stand-ins, by their wire."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.brief import Platform
from baton.core.money import Money
from infra.local.ad_platforms.google_query import BadQuery, asked
from tests.contract.campaigns.ad_accounts import SECRETS, StandIns, a_creative, a_plan, served

ALL = [one.value for one in Platform]
NAME = "Heat pumps, 'spring' | ad.1"


@pytest.fixture(scope="module")
def serving() -> Iterator[StandIns]:
    with served() as found:
        yield found


@pytest.fixture
def stand_ins(serving: StandIns) -> StandIns:
    serving.world.reset()
    return serving


def campaigns(stand_ins: StandIns, name: str) -> list[dict[str, Any]]:
    there: dict[str, dict[str, Any]] = stand_ins.world.state[name]["campaigns"]
    return [one for one in there.values() if one["status"] not in ("DELETED", "REMOVED")]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "kind", ["timeout_after_commit", "error_after_commit", "error_before_commit"]
)
def test_a_creation_nobody_knows_of_is_looked_up_and_is_one_campaign(
    stand_ins: StandIns, name: str, kind: str
) -> None:
    """At every write of the creation: whatever is left is completed by the next attempt."""
    for number in range(1, 8):
        stand_ins.world.reset()
        ads = stand_ins.direct(name)
        for _ in range(number - 1):  # the writes before are spared
            stand_ins.world.state[name]["faults"].append(_spare())
        stand_ins.control("faults", platform=name, kind=kind, on="write")
        fault = _fault_of(partial(ads.create, a_plan()))
        assert fault in (ErrorAction.LOOK_UP, None)
        assert fault or number > 1  # every creation has a first write
        made = ads.create(a_plan())
        assert len(campaigns(stand_ins, name)) == 1
        assert ads.creatives(made.external_id) == {"ad.1.a", "ad.1.b"}


def _fault_of(call: Callable[[], object]) -> ErrorAction | None:
    try:
        call()
    except PlatformFault as fault:
        return fault.do
    return None


def _spare() -> dict[str, Any]:
    return {"kind": "none", "times": 1, "on": "write", "match": "", "seconds": 0}


@pytest.mark.parametrize("name", ["meta", "linkedin"])
def test_a_refusal_for_good_leaves_nothing_half_created(stand_ins: StandIns, name: str) -> None:
    bad = a_creative("ad.1.z").model_copy(update={"link": ""})
    plan = a_plan().model_copy(update={"creatives": (a_creative("ad.1.a"), bad)})
    if name == "linkedin":
        bad = bad.model_copy(update={"texts": ("",)})
        plan = plan.model_copy(update={"creatives": (a_creative("ad.1.a"), bad)})
    ads = stand_ins.direct(name)
    with pytest.raises(PlatformFault) as refused:
        ads.create(plan)
    assert refused.value.do is ErrorAction.PERMANENT
    assert campaigns(stand_ins, name) == []
    assert ads.find(plan.key) is None


@pytest.mark.parametrize("name", ALL)
def test_who_throttles_is_waited_for_as_it_says(stand_ins: StandIns, name: str) -> None:
    ads = stand_ins.direct(name)
    ads.account()
    stand_ins.control("faults", platform=name, kind="throttle", on="write", seconds=120)
    with pytest.raises(PlatformFault) as told:
        ads.create(a_plan())
    known = {
        "google": (ErrorAction.WAIT, 120),
        "meta": (ErrorAction.WAIT, 120),
        "linkedin": (ErrorAction.DEFER, None),
    }
    assert (told.value.do, told.value.wait) == known[name]
    assert campaigns(stand_ins, name) == []


@pytest.mark.parametrize("name", ["google", "linkedin"])
def test_an_expired_token_is_replaced_once_by_itself(stand_ins: StandIns, name: str) -> None:
    ads = stand_ins.direct(name)
    ads.account()
    stand_ins.control("expire_token", platform=name)
    assert ads.create(a_plan()).whole


def test_a_token_that_cannot_be_replaced_is_for_a_person(stand_ins: StandIns) -> None:
    ads = stand_ins.direct("meta")
    ads.account()
    stand_ins.control("expire_token", platform="meta")
    with pytest.raises(PlatformFault) as told:
        ads.account()
    assert (told.value.do, told.value.code) == (ErrorAction.CONFIGURE, "190/463")


@pytest.mark.parametrize("name", ALL)
def test_a_version_that_ended_is_for_a_person(stand_ins: StandIns, name: str) -> None:
    ads = stand_ins.direct(name)
    ads.account()
    stand_ins.control("faults", platform=name, kind="end_version", times=-1)
    with pytest.raises(PlatformFault) as told:
        ads.account()
    assert told.value.do is ErrorAction.CONFIGURE


@pytest.mark.parametrize("name", ALL)
def test_a_platform_that_is_down_is_told_and_nothing_was_written(
    stand_ins: StandIns, name: str
) -> None:
    ads = stand_ins.direct(name)
    stand_ins.control("faults", platform=name, kind="down", times=-1)
    with pytest.raises(PlatformFault) as told:
        ads.account()
    assert told.value.do is ErrorAction.RETRY
    assert campaigns(stand_ins, name) == []


@pytest.mark.parametrize("name", ALL)
def test_reads_are_tried_again(stand_ins: StandIns, name: str) -> None:
    ads = stand_ins.direct(name)
    ads.account()
    stand_ins.control("faults", platform=name, kind="error_before_commit", on="read", times=2)
    assert ads.account().currency == "USD"


def test_linkedin_without_days_may_mean_that_they_may_not_be_seen(stand_ins: StandIns) -> None:
    ads, today = stand_ins.direct("linkedin"), stand_ins.world.today()
    number = ads.create(a_plan()).external_id
    ads.activate(number)
    stand_ins.world.skip(3)
    assert ads.metrics(number, today - timedelta(days=29), today).doubt is None
    stand_ins.control("faults", platform="linkedin", kind="no_permission_empty", match="Analytics")
    readings = ads.metrics(number, today - timedelta(days=29), today)
    assert readings.days == ()
    assert "may not read" in str(readings.doubt)


def test_meta_counts_what_stands_under_a_prefix(stand_ins: StandIns) -> None:
    ads, today = stand_ins.direct("meta"), stand_ins.world.today()
    number = ads.create(a_plan(amount=50_000)).external_id
    ads.activate(number)
    stand_ins.world.skip(10)
    days = ads.metrics(number, today - timedelta(days=29), today).days
    kept = stand_ins.world.state["meta"]["campaigns"][number]["days"]
    assert [one.leads for one in days] == [float(one["conversions"]) or None for one in kept]
    assert sum(one["conversions"] for one in kept) > 0


@pytest.mark.parametrize("name", ALL)
def test_a_yen_account_gets_yen(stand_ins: StandIns, name: str) -> None:
    stand_ins.control("account", platform=name, currency="JPY")
    ads = stand_ins.direct(name)
    made = ads.create(a_plan(amount=5_000, currency="JPY"))
    assert stand_ins.world.state[name]["campaigns"][made.external_id]["budget"] == 5_000
    assert ads.read(made.external_id) == made


@pytest.mark.parametrize("name", ALL)
def test_a_secret_that_lacks_something_names_it(
    stand_ins: StandIns, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = {"google": "developer_token", "meta": "page_id", "linkedin": "organization_id"}[name]
    monkeypatch.delitem(SECRETS[name], needed)
    with pytest.raises(PlatformFault, match=needed) as told:
        stand_ins.direct(name).account()
    assert told.value.do is ErrorAction.CONFIGURE


GOOGLE_CREATE = (
    b'{"mutateOperations":[{"campaignBudgetOperation":{"create":{"resourceName":'
    b'"customers/1234567890/campaignBudgets/-1","amountMicros":"50000000","deliveryMethod":"STANDARD",'
    b'"explicitlyShared":false}}},{"campaignOperation":{"create":{"resourceName":'
    b'"customers/1234567890/campaigns/-2","name":"Heat pumps, \'spring\' | ad.1","status":"PAUSED",'
    b'"advertisingChannelType":"SEARCH","campaignBudget":"customers/1234567890/campaignBudgets/-1",'
    b'"targetSpend":{"cpcBidCeilingMicros":"1500000"},"networkSettings":{"targetGoogleSearch":true,'
    b'"targetSearchNetwork":true},"containsEuPoliticalAdvertising":'
    b'"DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING","startDateTime":"2026-11-01 00:00:00",'
    b'"endDateTime":"2026-12-31 23:59:59"}}},{"campaignCriterionOperation":{"create":{"campaign":'
    b'"customers/1234567890/campaigns/-2","location":{"geoTargetConstant":"geoTargetConstants/2276"}}}},'
    b'{"campaignCriterionOperation":{"create":{"campaign":"customers/1234567890/campaigns/-2",'
    b'"location":{"geoTargetConstant":"geoTargetConstants/2840"}}}},{"campaignCriterionOperation":'
    b'{"create":{"campaign":"customers/1234567890/campaigns/-2","language":{"languageConstant":'
    b'"languageConstants/1001"}}}},{"adGroupOperation":{"create":'
    b'{"resourceName":"customers/1234567890/adGroups/-3","name":"Heat pumps, \'spring\' | ad.1",'
    b'"campaign":"customers/1234567890/campaigns/-2","type":"SEARCH_STANDARD","status":"ENABLED"}}},'
    b'{"adGroupCriterionOperation":{"create":{"adGroup":"customers/1234567890/adGroups/-3","status":'
    b'"ENABLED","keyword":{"text":"heat pump office","matchType":"PHRASE"}}}},'
)
META_CREATE = (
    b"name=Heat+pumps%2C+%27spring%27+%7C+ad.1&objective=OUTCOME_LEADS&special_ad_categories=%5B%5D"
    b"&status=PAUSED&daily_budget=5000&bid_strategy=LOWEST_COST_WITH_BID_CAP"
)
LINKEDIN_CREATE = (
    b'"name":"Heat pumps, \'spring\' | ad.1","type":"SPONSORED_UPDATES","costType":"CPC","unitCost":'
    b'{"amount":"1.50","currencyCode":"USD"},"optimizationTargetType":"NONE","dailyBudget":'
    b'{"amount":"50.00","currencyCode":"USD"},"locale":{"country":"DE","language":"de"},"runSchedule":'
    b'{"start":1793491200000,"end":1798761599000},"targetingCriteria":{"include":{"and":[{"or":'
    b'{"urn:li:adTargetingFacet:interfaceLocales":["urn:li:locale:de_DE"]}},'
)
HEADS = {
    "google": (
        b"POST /google/v26/customers/1234567890/googleAds:mutate HTTP/1.1",
        b"developer-token: developer",
        b"login-customer-id: 1112223333",
        GOOGLE_CREATE,
    ),
    "meta": (
        b"POST /meta/v26.0/act_1042/campaigns HTTP/1.1",
        b"content-type: application/x-www-form-urlencoded",
        b"authorization: Bearer EAAB",
        META_CREATE,
    ),
    "linkedin": (
        b"POST /linkedin/rest/adAccounts/5077/adCampaigns HTTP/1.1",
        b"linkedin-version: 202611",
        b"x-restli-protocol-version: 2.0.0",
        LINKEDIN_CREATE,
    ),
}


@pytest.mark.parametrize("name", ALL)
def test_a_creation_is_these_bytes(
    stand_ins: StandIns, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = _recorded(stand_ins, monkeypatch)
    stand_ins.adapter(name).create(a_plan(bid=Money(amount=150, currency="USD"), languages=("de",)))
    sent = b"".join(heard)
    for part in HEADS[name]:
        assert part in sent


def _recorded(stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    heard: list[bytes] = []
    base = stand_ins.server.RequestHandlerClass

    class Heard(io.BufferedReader):
        def read(self, size: int | None = -1, /) -> bytes:
            heard.append(super().read(size))
            return heard[-1]

        def readline(self, size: int | None = -1, /) -> bytes:
            heard.append(super().readline(size))
            return heard[-1]

    class Recording(base):  # type: ignore[misc, valid-type]
        def setup(self) -> None:
            super().setup()
            self.rfile: Any = Heard(self.rfile.detach())

    monkeypatch.setattr(stand_ins.server, "RequestHandlerClass", Recording)
    return heard


def test_the_stand_in_of_google_reads_its_query_language_strictly() -> None:
    fields, resource, conditions = asked(
        "SELECT campaign.id FROM campaign WHERE campaign.name = 'it\\'s AND that' AND segments.date "
        "BETWEEN '2026-01-01' AND '2026-01-31'"
    )
    assert (fields, resource) == (["campaign.id"], "campaign")
    assert conditions == [
        ("campaign.name", "=", ["it's AND that"]),
        ("segments.date", "BETWEEN", ["2026-01-01", "2026-01-31"]),
    ]
    with pytest.raises(BadQuery):
        asked("SELECT campaign.id FROM campaign WHERE nonsense")


def test_days_of_the_stand_ins_keep_their_dates_and_are_told_the_day_after(
    stand_ins: StandIns,
) -> None:
    ads, today = stand_ins.adapter("google"), stand_ins.world.today()
    number = ads.create(a_plan()).external_id
    ads.activate(number)
    stand_ins.world.skip(5)
    told = ads.metrics(number, today - timedelta(days=29), today)
    first = told.days
    assert told.told_on == first[-1].day + timedelta(days=1)
    ads.set_daily_budget(number, Money(amount=9_000, currency="USD"))
    stand_ins.world.skip(50)
    then = ads.metrics(number, today - timedelta(days=29), today).days
    assert len(first) == 5
    assert len(then) == 29
    assert then[:5] == first
    assert then[5].spend > 5_000
    assert then[-1].day == today - timedelta(days=1)
