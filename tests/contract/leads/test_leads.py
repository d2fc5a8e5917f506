"""What every store of leads promises."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baton.campaigns.container import Campaigns
from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, InvalidInput, NotFound, StaleVersion
from baton.leads.assessment import Category
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadStatus
from baton.runtime.platform import Platform
from tests.contract.conftest import NewPlatform
from tests.contract.given import a_lead, a_report, later
from tests.fakes.platform.clock import NOON


def keep(platform: Platform, *leads: Lead) -> None:
    for start in range(0, len(leads), 100):
        with platform.transactions.begin() as unit:
            for lead in leads[start : start + 100]:
                platform.area(Leads).leads.add(lead, unit)


def test_a_lead_comes_back_as_it_was_kept(platform: Platform) -> None:
    lead = a_lead(status=LeadStatus.PROCESSED, category=Category.COLD_LEAD)
    keep(platform, lead)
    assert platform.area(Leads).leads.get(lead.lead_id) == lead


def test_an_id_is_taken_once(platform: Platform) -> None:
    lead = a_lead()
    keep(platform, lead)
    with pytest.raises(AlreadyExists):
        keep(platform, lead)


def test_an_unknown_lead_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound):
        platform.area(Leads).leads.get(a_lead().lead_id)


def test_the_next_version_replaces_the_last_and_no_other_does(platform: Platform) -> None:
    lead = a_lead()
    keep(platform, lead)
    for version in (1, 3):
        with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
            platform.area(Leads).leads.replace(lead.model_copy(update={"version": version}), unit)
    changed = lead.model_copy(update={"version": 2, "status": LeadStatus.CLOSED})
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.replace(changed, unit)
    assert platform.area(Leads).leads.get(lead.lead_id) == changed


def test_what_was_never_kept_cannot_be_replaced(platform: Platform) -> None:
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.area(Leads).leads.replace(a_lead(version=1), unit)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.area(Leads).leads.replace(a_lead(version=2), unit)


def test_a_changed_lead_moves_to_its_new_listing(platform: Platform) -> None:
    lead = a_lead()
    keep(platform, lead)
    category = Category.CAMPAIGN_QUALIFIED
    changed = lead.model_copy(
        update={"version": 2, "status": LeadStatus.PROCESSED, "report": a_report(category)}
    )
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.replace(changed, unit)
    assert platform.area(Leads).leads.page(status=LeadStatus.RECEIVED).items == ()
    assert platform.area(Leads).leads.page(status=LeadStatus.PROCESSED).items == (changed,)
    assert platform.area(Leads).leads.page(category=category).items == (changed,)


def test_a_held_lead_is_found_from_its_moment_on_and_listed_as_received(platform: Platform) -> None:
    leads = platform.area(Leads).leads
    held, other = (a_lead(at=later(n)).model_copy(update={"held": n == 0}) for n in range(2))
    keep(platform, held, other)

    assert leads.held(later(0)) == ()
    assert leads.held(later(60)) == (held.lead_id,)
    assert leads.get(held.lead_id).held
    assert leads.page(status=LeadStatus.RECEIVED).items == (other, held)


def test_a_held_lead_is_released_once_and_keeps_its_version(platform: Platform) -> None:
    leads, held = platform.area(Leads).leads, a_lead().model_copy(update={"held": True})
    keep(platform, held)
    with platform.transactions.begin() as unit:
        leads.release(held, unit)

    assert leads.get(held.lead_id) == held.model_copy(update={"held": False})
    assert leads.held(later(60)) == ()
    assert leads.page(status=LeadStatus.RECEIVED).items == (leads.get(held.lead_id),)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        leads.release(held, unit)


def test_a_lead_is_held_through_changes_until_its_status_changes(platform: Platform) -> None:
    leads, held = platform.area(Leads).leads, a_lead().model_copy(update={"held": True})
    keep(platform, held)
    changed = held.next_version(later(1), delayed_days=1)
    for version in (changed, changed.next_version(later(2), status=LeadStatus.CLOSED)):
        with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
            leads.release(version, unit)
        with platform.transactions.begin() as unit:
            leads.replace(version, unit)
        assert leads.held(later(60)) == ((held.lead_id,) if version is changed else ())
        assert leads.get(held.lead_id) == version


def test_a_forgotten_leads_id_is_never_used_again(platform: Platform) -> None:
    leads, lead, never = platform.area(Leads).leads, a_lead(), a_lead()
    keep(platform, lead)
    for one in (lead, lead, never):
        with platform.transactions.begin() as unit:
            leads.forget(one.lead_id, unit)

    for one in (lead, never):
        assert leads.was_forgotten(one.lead_id)
        with pytest.raises(NotFound):
            leads.get(one.lead_id)
        with pytest.raises(AlreadyExists):
            keep(platform, one)
        for refuses in (leads.hold, leads.unchanged, leads.replace):
            with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
                refuses(one.lead_id if refuses == leads.hold else one, unit)  # type: ignore[arg-type]
    assert not leads.was_forgotten(a_lead().lead_id)
    assert leads.page().items == leads.page(status=LeadStatus.RECEIVED).items == ()


def test_a_listing_of_nothing_is_an_empty_last_page(platform: Platform) -> None:
    page = platform.area(Leads).leads.page()
    assert (page.items, page.cursor) == ((), None)


def test_a_full_last_page_has_no_cursor(platform: Platform) -> None:
    keep(platform, *(a_lead(at=later(n)) for n in range(4)))
    first = platform.area(Leads).leads.page(limit=2)
    last = platform.area(Leads).leads.page(limit=2, cursor=first.cursor)
    assert first.cursor is not None
    assert (len(last.items), last.cursor) == (2, None)


@pytest.mark.parametrize("cursor", ["", "x", "e30", "bm9uZQ", "\N{SNOWMAN}", "a" * 2_000, "W10="])
def test_garbage_is_not_a_cursor(platform: Platform, cursor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        platform.area(Leads).leads.page(cursor=cursor)
    assert [fault.pointer for fault in caught.value.faults] == ["/cursor"]


def test_a_cursor_belongs_to_its_filters(platform: Platform) -> None:
    keep(platform, *(a_lead(at=later(n)) for n in range(3)))
    cursor = platform.area(Leads).leads.page(status=LeadStatus.RECEIVED, limit=1).cursor
    for status in (None, LeadStatus.PROCESSED):
        with pytest.raises(InvalidInput):
            platform.area(Leads).leads.page(status=status, cursor=cursor)
    with pytest.raises(InvalidInput):
        platform.area(Campaigns).campaigns.page(cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_has_1_to_100_items(platform: Platform, limit: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        platform.area(Leads).leads.page(limit=limit)
    assert [fault.pointer for fault in caught.value.faults] == ["/limit"]


def test_pages_go_on_where_they_were_though_leads_come_in(platform: Platform) -> None:
    old = [a_lead(at=later(n)) for n in range(4)]
    keep(platform, *old)
    first = platform.area(Leads).leads.page(limit=2)
    keep(platform, a_lead(at=later(100)))
    second = platform.area(Leads).leads.page(limit=2, cursor=first.cursor)
    assert [*first.items, *second.items] == old[::-1]


def test_leads_are_listed_by_campaign_and_by_when_they_came(platform: Platform) -> None:
    campaign, other = new_id(), new_id()
    of_campaign = [
        a_lead(at=NOON + timedelta(seconds=number), campaign_id=campaign) for number in range(4)
    ]
    others = [a_lead(at=NOON), a_lead(at=NOON, campaign_id=other)]
    keep(platform, *of_campaign, *others)
    leads = platform.area(Leads).leads
    since, before = NOON + timedelta(seconds=1), NOON + timedelta(seconds=3)

    assert leads.page(campaign_id=campaign).items == tuple(of_campaign[::-1])
    within = leads.page(campaign_id=campaign, since=since, before=before)
    assert within.items == (of_campaign[2], of_campaign[1])
    first = leads.page(since=since, limit=2)
    second = leads.page(since=since, limit=2, cursor=first.cursor)
    assert [*first.items, *second.items] == of_campaign[:0:-1]
    assert second.cursor is None


some_leads = st.lists(
    st.builds(
        lambda status, category, seconds: a_lead(
            status=status, category=category, at=NOON + timedelta(seconds=seconds)
        ),
        st.sampled_from(LeadStatus),
        st.sampled_from([*Category, None]),
        st.integers(0, 5),
    ),
    max_size=30,
)


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    leads=some_leads,
    status=st.sampled_from([*LeadStatus, None]),
    category=st.sampled_from([*Category, None]),
    limit=st.integers(1, 12),
)
def test_the_pages_hold_every_lead_of_the_filters_once_newest_first_and_all_but_the_last_are_full(
    new_platform: NewPlatform,
    leads: list[Lead],
    status: LeadStatus | None,
    category: Category | None,
    limit: int,
) -> None:
    platform = new_platform()
    keep(platform, *leads)
    wanted = sorted(
        (
            lead
            for lead in leads
            if status in (None, lead.status)
            and category in (None, lead.report and lead.report.category)
        ),
        key=lambda lead: (lead.received_at, lead.lead_id),
        reverse=True,
    )
    pages, cursor = [], None
    while True:
        page = platform.area(Leads).leads.page(
            status=status, category=category, cursor=cursor, limit=limit
        )
        pages.append(page.items)
        if (cursor := page.cursor) is None:
            break
    assert [lead for page in pages for lead in page] == wanted
    assert all(len(page) == limit for page in pages[:-1])
