"""What a run's first step finds, keeps and hands on."""

import pytest

from baton.campaigns.container import Campaigns
from baton.campaigns.prospects.prospect import ProspectStatus
from baton.campaigns.run import RunState, RunStepName
from baton.core.errors import Unavailable
from baton.effects.contact_status import Suppression, SuppressionReason
from baton.effects.effect import EffectKind
from baton.privacy.subject import email_key
from functions.campaigns.lead_generation.sources.source import Outcome
from tests.fakes.campaigns.lead_source import FakeSource
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.unit.campaigns.lead_generation.given import agent, announced, begun, ran, task
from tests.unit.campaigns.prospects.given import a_company, a_person
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_brief

ADA = a_person(title="Chief Executive Officer")
INFO = a_person(email="info@acme.example", full_name=None)
BO = a_person(email="bo@acme.example", full_name="Bo Kolm", title="Accountant")


def acme(source: str = "own_files", *staff: object, **more: object) -> FakeSource:
    return FakeSource(source, (a_company(source, **more),), staff or (ADA, INFO, BO))


def test_who_qualifies_is_kept_and_announced_with_source_basis_and_the_notices_deadline() -> None:
    platform = FakePlatform()
    run, turn = ran(platform, acme(size="87"))
    assert run.leads is not None
    assert (run.leads.companies, run.leads.found, run.leads.qualified) == (1, 3, 2)
    assert run.leads.handed_over == 2
    assert turn.step is RunStepName.CONTENT_CREATOR
    ada = next(one for one in announced(platform) if one["email"] == "ada@acme.example")
    assert (ada["first_name"], ada["last_name"], ada["company_size"]) == ("Ada", "Amsel", 87)
    assert ada["basis"] == "legitimate_interest"
    assert {one["field"]: one["source"] for one in ada["told"]}["email"] == "hunter"
    assert ada["notice_by"].startswith("2026-04-0")


def test_an_address_of_a_role_stands_for_its_company_and_comes_first() -> None:
    platform = FakePlatform()
    ran(platform, acme())
    first, second = announced(platform)
    assert (first["email"], first["is_role"]) == ("info@acme.example", True)
    assert "first_name" not in first
    assert second["email"] == "ada@acme.example"


def test_who_closed_their_address_or_was_erased_is_never_handed_on() -> None:
    platform = FakePlatform()
    refused = Suppression(kind=EffectKind.EMAIL, why=SuppressionReason.REFUSED, at=NOON, source="x")
    platform.contact_statuses.record({email_key("ada@acme.example"): (refused,)})
    platform.subjects.bury([email_key("info@acme.example")], NOON)
    run, _ = ran(platform, acme())
    assert announced(platform) == []
    page = platform.area(Campaigns).prospects.page(RUN)
    statuses = {one.person.email: one.status for one in page.items}
    assert statuses.get("ada@acme.example") is ProspectStatus.CLOSED
    assert run.leads is not None
    assert run.leads.handed_over == 0


def test_an_address_that_reaches_nobody_is_no_lead_and_one_nobody_could_check_is() -> None:
    platform = FakePlatform()
    gone = a_person(email="gone@acme.example", title="Chief Executive Officer")
    ran(platform, acme("own_files", gone))
    assert announced(platform) == []
    other = FakePlatform()
    ran(other, acme(), check_email=lambda email: ("unknown", False))
    assert announced(other)


def test_a_source_that_is_not_there_is_told_by_name_and_ends_nothing() -> None:
    platform = FakePlatform()
    blocked = FakeSource("gleif", ends=Outcome.BLOCKED)
    away = FakeSource("hunter", ends=Outcome.NOT_CONNECTED)
    run, _ = ran(platform, blocked, away, acme())
    assert run.leads is not None
    told = {one.source: one.outcome for one in run.leads.sources}
    assert told == {"gleif": "blocked", "hunter": "not_connected", "own_files": "found"}
    assert run.leads.handed_over == 2


def test_everything_that_a_source_says_is_told_once_and_of_very_much_how_much_more_there_is() -> (
    None
):
    platform = FakePlatform()
    sites = tuple(f"https://{number}.example/: the page is too large" for number in range(30))
    few = acme("websites")
    few.notes = ("https://a.example/: leads to a private address", *sites[:2])
    blocked = FakeSource("gleif", ends=Outcome.BLOCKED)
    many = FakeSource("own_files", notes=sites)
    run, _ = ran(platform, few, blocked, many)
    assert run.leads is not None
    told = {one.source: one.findings for one in run.leads.sources}
    assert told["websites"] == few.notes
    assert told["gleif"] == ("it was told to",)
    assert told["own_files"] == (*sites[:19], "and 11 more")


def test_nobody_found_and_nobody_asked_are_different_findings_and_the_run_ends() -> None:
    platform = FakePlatform()
    run, turn = ran(platform, FakeSource("own_files"))
    assert run.leads is not None
    assert "Nobody matches the audience" in run.leads.findings[0]
    assert run.state is RunState.ENDED
    assert turn.step is RunStepName.END
    other = FakePlatform()
    silent, _ = ran(other, FakeSource("hunter", ends=Outcome.NOT_CONNECTED))
    assert silent.leads is not None
    assert "No source of leads answered" in silent.leads.findings[0]


def test_the_same_company_from_two_sources_is_one_and_a_size_band_keeps_its_ends() -> None:
    platform = FakePlatform()
    first = acme("own_files", size="11-50", website="https://www.acme.example")
    second = acme("people_data_labs", name="ACME G.m.b.H.", industry="logistics")
    run, _ = ran(platform, first, second)
    assert run.leads is not None
    assert (run.leads.companies, run.leads.found, run.leads.merged) == (1, 3, 3)


def test_a_company_whose_known_size_or_country_differs_is_not_looked_at() -> None:
    platform = FakePlatform()
    audience = {"countries": ("AT",), "company_size": {"at_least": 51}, "limit": 10}
    small = acme("own_files", size="11-50")
    run = begun(platform, brief=a_brief(audience=audience))
    agent(platform, [small]).perform(task(run))
    kept = platform.area(Campaigns).runs.get(CAMPAIGN, RUN)
    assert kept.leads is not None
    assert kept.leads.companies == 0


def test_no_more_people_than_the_limit_are_kept() -> None:
    platform = FakePlatform()
    run = begun(platform, brief=a_brief(audience={"limit": 2}))
    agent(platform, [acme()]).perform(task(run))
    assert len(platform.area(Campaigns).prospects.page(RUN).items) == 2


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_anywhere_and_a_repetition_hand_everybody_on_once(after: bool) -> None:
    platform = FakePlatform()
    ran(platform, acme())
    calls = len(platform.faults.calls)
    for call in range(1, calls + 1):
        platform = FakePlatform()
        run = begun(platform)
        before = len(platform.faults.calls)
        platform.faults.crash_at(before + call, after=after)
        try:
            agent(platform, [acme()]).perform(task(run))
        except (Crash, Unavailable):
            platform.faults.clear()
            agent(platform, [acme()]).perform(task(run))
        platform.faults.clear()
        emails = [one["email"] for one in announced(platform)]
        assert sorted(emails) == ["ada@acme.example", "info@acme.example"]
        kept = platform.area(Campaigns).runs.get(CAMPAIGN, RUN)
        assert kept.leads is not None
        assert kept.leads.qualified == 2


def test_a_second_run_of_the_campaign_finds_the_same_people_and_hands_nobody_on_again() -> None:
    platform = FakePlatform()
    ran(platform, acme())
    run = begun(platform, run_id=RUN[:-1] + "Z", execution=RUN[:-1] + "Z")
    agent(platform, [acme()]).perform(task(run))
    again = platform.area(Campaigns).runs.get(CAMPAIGN, RUN[:-1] + "Z")
    assert again.leads is not None
    assert (again.leads.handed_over, again.leads.known_before) == (0, 3)
    assert len(announced(platform)) == 2
