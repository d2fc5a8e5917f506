"""A company's website as a lead source: its own words with their page, each refusal as what it is."""

from collections.abc import Iterator

import pytest

from baton.campaigns.prospects.records import FoundCompany
from baton.campaigns.prospects.told import WEBSITES, LegalBasis
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    Outcome,
    PeopleSearch,
)
from functions.campaigns.lead_generation.websites.source import Websites, manners
from infra.local.lead_sources import world
from infra.local.lead_sources.world import Company
from tests.contract.campaigns.lead_sources import Stand, stand
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.dns import FakeDns


@pytest.fixture
def sources() -> Iterator[Stand]:
    with stand() as found:
        yield found


def _open() -> Company:
    """A company whose site forbids nothing and leads nowhere else."""
    return next(
        one
        for one in world.known_to("website")
        if one.number % 5 != 4 and one.number % 7 != 6 and one.number % 11 != 10
    )


def _as_found(one: Company) -> FoundCompany:
    return FoundCompany.of(
        "own_files", NOON, LegalBasis.NOT_PERSONAL, domain=one.domain, country=one.country
    )


def test_a_company_is_enriched_by_its_own_pages(sources: Stand) -> None:
    company = _open()
    found = sources.source(WEBSITES).enrich(_as_found(company))
    (record,) = found.records
    assert found.outcome is Outcome.FOUND
    assert (record.name, record.country) == (company.full_name, company.country)
    assert record.value("email") == company.role
    assert {one.source for one in record.told} == {WEBSITES}
    word = record.word("email")
    assert word is not None
    assert word.where == f"https://{company.domain}/contact"


def test_the_addresses_of_roles_are_of_no_person(sources: Stand) -> None:
    found = sources.source(WEBSITES).people(_as_found(_open()), PeopleSearch())
    assert [one.email for one in found.records] == [_open().role]
    bases = {one.basis for record in found.records for one in record.told}
    assert bases == {LegalBasis.NOT_PERSONAL}


def test_a_site_is_visited_once_a_run(sources: Stand) -> None:
    source, company = sources.source(WEBSITES), _as_found(_open())
    source.enrich(company)
    visits = len(sources.accounts.asked)
    source.people(company, PeopleSearch())
    assert len(sources.accounts.asked) == visits


def test_a_site_that_forbids_robots_is_blocked_and_one_that_is_not_there_is_unavailable(
    sources: Stand,
) -> None:
    closed = next(one for one in world.known_to("website") if one.number % 11 == 10)
    assert sources.source(WEBSITES).enrich(_as_found(closed)).outcome is Outcome.BLOCKED
    nobody = FoundCompany.of("own_files", NOON, LegalBasis.NOT_PERSONAL, domain="nobody.example")
    assert sources.source(WEBSITES).enrich(nobody).outcome is Outcome.UNAVAILABLE


def test_a_contact_page_that_leads_into_the_cloud_is_told_and_not_followed(sources: Stand) -> None:
    moved = next(
        one
        for one in world.known_to("website")
        if one.number % 7 == 6 and one.number % 11 != 10 and one.number % 5 != 4
    )
    found = sources.source(WEBSITES).enrich(_as_found(moved))
    assert found.outcome is Outcome.FOUND
    assert "public internet" in found.why


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("rate", Outcome.BLOCKED),
        ("fail", Outcome.UNAVAILABLE),
        ("cut", Outcome.UNAVAILABLE),
        ("empty", Outcome.UNAVAILABLE),
        ("elsewhere", Outcome.UNAVAILABLE),
        ("garbage", Outcome.NOTHING),
    ],
)
def test_each_fault_of_a_site_is_told(sources: Stand, fault: str, outcome: Outcome) -> None:
    sources.accounts.order(WEBSITES, fault, 10)
    assert sources.source(WEBSITES).enrich(_as_found(_open())).outcome is outcome


def test_nobody_is_visited_without_a_contact_or_a_website(sources: Stand) -> None:
    company = _as_found(_open())
    nameless = Websites(manners("", "https://proxy.example"), FakeDns({}), sources.clock)
    assert nameless.enrich(company).outcome is Outcome.NOT_CONNECTED
    unknown = FoundCompany.of("own_files", NOON, LegalBasis.NOT_PERSONAL, name="Acme")
    assert sources.source(WEBSITES).enrich(unknown).outcome is Outcome.NOTHING
    assert sources.source(WEBSITES).companies(CompanySearch()).outcome is Outcome.NOT_OFFERED
    assert not sources.accounts.asked
