"""What every store of responses promises."""

import pytest

from baton.core.errors import StaleVersion
from baton.leads.container import Leads
from baton.leads.engagement import Channel
from baton.leads.responses import Counts, Responses, Stage, Touch
from baton.runtime.platform import Platform
from tests.contract.given import at_once

ADA = "person#ada"
OPENED = Touch(
    stage=Stage.OPENED,
    channel=Channel.EMAIL,
    hour=9,
    segment="segment#cold_lead/AT",
    template="nurture_welcome",
    variant="b",
)


def ada(version: int = 1) -> Responses:
    return Responses(person=ADA, version=version, touches={"lead#1": OPENED})


def keep(platform: Platform, responses: Responses) -> None:
    with platform.transactions.begin() as unit:
        platform.area(Leads).responses.replace(responses, unit)


def add(platform: Platform, pool: str, changes: Counts, of: str = "lead") -> None:
    with platform.transactions.begin() as unit:
        platform.area(Leads).responses.add(pool, changes, of=of, within=unit)


def test_a_person_comes_back_as_they_were_kept_and_an_unknown_one_is_empty(
    platform: Platform,
) -> None:
    assert platform.area(Leads).responses.of(ADA) == Responses(person=ADA)
    keep(platform, ada())
    assert platform.area(Leads).responses.of(ADA) == ada()
    assert platform.area(Leads).responses.read(ADA, ()).person == ada()


@pytest.mark.parametrize("version", [1, 3])
def test_versions_of_a_person_follow_each_other(platform: Platform, version: int) -> None:
    keep(platform, ada())
    with pytest.raises(StaleVersion):
        keep(platform, ada(version))
    keep(platform, ada(2))
    assert platform.area(Leads).responses.of(ADA).version == 2


def test_the_first_version_is_one(platform: Platform) -> None:
    with pytest.raises(StaleVersion):
        keep(platform, ada(2))


def test_counters_add_up_over_whoever_they_are_of(platform: Platform) -> None:
    for number in range(20):
        add(platform, "all", {"email/009/sends": 2, "email/acted": 1}, of=f"lead-{number}")
    add(platform, "all", {"email/009/sends": -1}, of="lead-3")
    add(platform, "segment#cold_lead/AT", {"call/acted": 1})
    found = platform.area(Leads).responses.read(
        ADA, ("all", "segment#cold_lead/AT", "segment#none/-")
    )
    assert found.person == Responses(person=ADA)
    assert dict(found.pools["all"]) == {"email/009/sends": 39, "email/acted": 20}
    assert dict(found.pools["segment#cold_lead/AT"]) == {"call/acted": 1}
    assert dict(found.pools["segment#none/-"]) == {}


def test_nothing_is_counted_unless_the_person_is_kept(platform: Platform) -> None:
    keep(platform, ada())
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.area(Leads).responses.replace(ada(), unit)
        platform.area(Leads).responses.add("all", {"email/acted": 1}, of="lead", within=unit)
    assert not platform.area(Leads).responses.read(ADA, ("all",)).pools["all"].get("email/acted")


def test_many_hands_lose_no_count(platform: Platform) -> None:
    at_once(lambda number: add(platform, "all", {"email/acted": 1}, of=f"lead-{number}"))
    assert platform.area(Leads).responses.read(ADA, ("all",)).pools["all"]["email/acted"] == 8
