"""What every lead source promises: the adapters against stand-ins that speak the real protocols, and
the fake.
"""

import base64
from collections.abc import Iterator

import pytest

from baton.campaigns.prospects.records import FoundCompany
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import LegalBasis
from functions.campaigns.lead_generation.sources.gleif_extract import GleifExtract
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    Outcome,
    PeopleSearch,
)
from infra.local.lead_sources import server, world
from infra.local.lead_sources.desk import KEYS, Desk, Reply, Request
from tests.contract.campaigns.lead_sources import REAL, RUN, Stand, gleif_files, stand
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.files import FakeFiles
from tests.fakes.platform.transaction import Ground

EVERY = (*REAL, "gleif_extract", "own_files", "fake")
TELLS = {"fake": "own_files", "gleif_extract": "gleif"}
"""What records name as their source, where that is not the name here."""
WITH_KEY = ("companies_house", "people_data_labs", "apollo", "hunter")
CHARGES = ("people_data_labs", "apollo", "hunter")

SEARCH = CompanySearch(industries=("software", "logistics"), keywords=("a",), limit=25)
NOBODY = CompanySearch(
    industries=("mining of asteroids",), countries=("IS",), keywords=("zzzz",), limit=25
)


@pytest.fixture
def sources() -> Iterator[Stand]:
    """The stand-ins, and the adapters to ask them."""
    with stand() as found:
        yield found


def a_company(source: str) -> FoundCompany:
    """A company that a source knows, as that source itself would tell of it."""
    source = TELLS.get(source, source)
    kind = source if source in REAL else None
    some = world.known_to(kind) if kind else world.companies()[:40]
    one = next(c for c in some if len(c.people) > 1 and not any(p.objects for p in c.people))
    return FoundCompany.of(
        source if kind else "own_files",
        NOON,
        LegalBasis.NOT_PERSONAL,
        name=one.full_name,
        domain=one.domain,
        country=one.country,
        registration=one.registration,
    )


@pytest.mark.parametrize("name", EVERY)
def test_found_companies_are_at_most_the_limit_and_each_word_has_source_time_and_basis(
    sources: Stand, name: str
) -> None:
    found = sources.source(name).companies(SEARCH)
    if name == "hunter":
        assert found.outcome is Outcome.NOT_OFFERED
        return
    assert found.outcome is Outcome.FOUND
    assert 0 < len(found.records) <= SEARCH.limit
    told = [word for record in found.records for word in record.told]
    assert {word.source for word in told} == {TELLS.get(name, name)}
    assert {word.at for word in told} == {sources.clock()}
    assert {word.basis for word in told} == {LegalBasis.NOT_PERSONAL}


@pytest.mark.parametrize("name", EVERY)
def test_a_search_that_nobody_matches_is_an_answer_without_anybody_and_never_a_fault(
    sources: Stand, name: str
) -> None:
    found = sources.source(name).companies(NOBODY)
    assert found.records == ()
    assert found.outcome in {Outcome.NOTHING, Outcome.NOT_OFFERED}


@pytest.mark.parametrize("name", [one for one in EVERY if "gleif" not in one])
def test_the_people_of_a_company_come_with_their_company_and_a_basis(
    sources: Stand, name: str
) -> None:
    found = sources.source(name).people(a_company(name), PeopleSearch(limit=3))
    assert found.outcome is Outcome.FOUND
    assert 0 < len(found.records) <= 3
    assert all(person.company_domain for person in found.records)
    assert {word.basis for person in found.records for word in person.told} <= {
        LegalBasis.LEGITIMATE_INTEREST,
        LegalBasis.NOT_PERSONAL,
    }


@pytest.mark.parametrize("name", [*REAL, "gleif_extract"])
def test_enriching_gives_the_same_company_and_nothing_of_one_nobody_knows(
    sources: Stand, name: str
) -> None:
    company = a_company(name)
    found = sources.source(name).enrich(company)
    assert found.outcome is Outcome.FOUND
    (one,) = found.records
    assert one.name.lower().split()[0] == company.name.lower().split()[0]
    stranger = FoundCompany.of(
        name, sources.clock(), LegalBasis.NOT_PERSONAL, name="Nobody", domain="nobody.example"
    )
    assert sources.source(name).enrich(stranger).outcome in {Outcome.NOTHING, Outcome.NOT_OFFERED}


def asked(sources: Stand, name: str) -> object:
    """The outcome of a source's main question."""
    source = sources.source(name)
    if name == "hunter":
        return source.people(a_company(name), PeopleSearch()).outcome
    return source.companies(SEARCH).outcome


@pytest.mark.parametrize("name", WITH_KEY)
def test_without_a_key_a_source_is_not_connected_and_is_not_asked(
    sources: Stand, name: str
) -> None:
    sources.keys[name] = ""
    assert asked(sources, name) is Outcome.NOT_CONNECTED
    assert not sources.desk.asked


@pytest.mark.parametrize("name", WITH_KEY)
def test_a_key_that_is_refused_is_not_connected_and_not_nothing(sources: Stand, name: str) -> None:
    sources.keys[name] = "another"
    assert asked(sources, name) is Outcome.NOT_CONNECTED


FAULTS = {
    "rate": Outcome.BLOCKED,
    "fail": Outcome.UNAVAILABLE,
    "garbage": Outcome.UNAVAILABLE,
    "cut": Outcome.UNAVAILABLE,
    "empty": Outcome.UNAVAILABLE,
    "elsewhere": Outcome.UNAVAILABLE,
}


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told_as_what_it_is_and_never_as_nothing(
    sources: Stand, name: str, fault: str
) -> None:
    sources.desk.order(name, fault, 10)
    assert asked(sources, name) is FAULTS[fault]


@pytest.mark.parametrize("name", REAL)
def test_a_source_that_hangs_is_left_when_its_time_is_over(sources: Stand, name: str) -> None:
    sources.seconds = 0.2
    sources.desk.order(name, "hang", 1)
    assert asked(sources, name) is Outcome.UNAVAILABLE


@pytest.mark.parametrize("name", CHARGES)
def test_an_account_without_credits_is_told_as_quota(sources: Stand, name: str) -> None:
    sources.desk.account(name, 0)
    assert asked(sources, name) is Outcome.QUOTA


def test_what_was_found_before_a_source_stopped_is_kept(sources: Stand) -> None:
    everywhere = tuple(sorted({one.country for one in world.companies()}))
    sources.desk.account("people_data_labs", 150)
    search = CompanySearch(countries=everywhere, limit=250)
    found = sources.source("people_data_labs").companies(search)
    assert found.outcome is Outcome.QUOTA
    assert len(found.records) == 100
    assert found.charged == 100
    assert found.why


@pytest.mark.parametrize("name", CHARGES)
def test_a_run_never_takes_more_credits_than_its_cap(sources: Stand, name: str) -> None:
    sources.cap = 3
    source = sources.source(name)
    for company in world.known_to(name)[:8]:
        record = FoundCompany.of(
            name, sources.clock(), LegalBasis.NOT_PERSONAL, name=company.name, domain=company.domain
        )
        last = source.people(record, PeopleSearch(limit=5))
    assert last.outcome is Outcome.QUOTA
    assert sources.credits.taken(RUN, name) <= 3
    assert sources.desk.state()["used"][name] <= 3


def test_a_call_of_which_no_answer_came_counts_as_charged(sources: Stand) -> None:
    sources.desk.order("people_data_labs", "cut", 1)
    sources.source("people_data_labs").companies(SEARCH)
    assert sources.credits.taken(RUN, "people_data_labs") == SEARCH.limit


def test_a_source_is_asked_at_its_pace_and_the_stand_in_never_refuses(sources: Stand) -> None:
    sources.desk.seconds = lambda: sources.clock().timestamp()
    source = sources.source("hunter")
    company = a_company("hunter")
    outcomes = {source.people(company, PeopleSearch()).outcome for _ in range(60)}
    assert outcomes == {Outcome.FOUND}
    assert sources.naps


@pytest.mark.parametrize("name", ["gleif", "gleif_extract"])
def test_sole_proprietors_are_nobodys_company(sources: Stand, name: str) -> None:
    word = world.known_to("gleif")[0].name.lower()
    found = sources.source(name).companies(CompanySearch(keywords=(word, "e.k.", "fund", "over")))
    assert found.records
    assert all(not one.name.endswith(("e.K.", "Fund", "Over GmbH")) for one in found.records)


def test_an_extract_of_gleif_tells_what_its_api_tells_and_the_api_is_not_asked(
    sources: Stand,
) -> None:
    search = CompanySearch(countries=("AT", "DE"), keywords=("soft", "media"), limit=100)
    by_api = sources.source("gleif").companies(search).records
    asked_before = len(sources.desk.asked)
    by_file = sources.source("gleif_extract").companies(search).records

    assert {one.told for one in by_file} == {one.told for one in by_api}
    assert len(sources.desk.asked) == asked_before


@pytest.mark.parametrize(
    ("key", "content", "why"),
    [
        ("gleif/golden.csv.zip", b"PK\x03\x04", "golden.csv.zip is no CSV file: unpack it"),
        ("gleif/b.csv", b"name,country\nA,AT", "b.csv: there is no column lei"),
        ("gleif/b.csv", b"", "b.csv: it is empty"),
        ("gleif/b.csv", b"LEI,Entity.LegalName\x00", "b.csv: This is not a text file"),
    ],
)
def test_an_extract_that_cannot_be_read_is_told_with_its_name_and_never_as_nothing(
    sources: Stand, key: str, content: bytes, why: str
) -> None:
    files = gleif_files()
    files.write(key, [content], content_type="text/csv")
    found = GleifExtract(files, sources.clock, None).companies(SEARCH)
    assert found.outcome is Outcome.UNAVAILABLE
    assert why in found.why


def test_a_run_looks_for_an_extract_once(sources: Stand) -> None:
    ground = Ground()
    source = GleifExtract(FakeFiles(ground), sources.clock, None)
    for _ in range(3):
        source.enrich(a_company("gleif"))
    assert len(ground.faults.calls) == 1


def test_without_an_extract_and_with_the_open_register_off_gleif_is_not_connected(
    sources: Stand,
) -> None:
    found = GleifExtract(FakeFiles(Ground()), sources.clock, None).companies(SEARCH)
    assert found.outcome is Outcome.NOT_CONNECTED
    assert "gleif/" in found.why


def test_people_data_labs_tells_a_count_before_a_band_and_leaves_out_what_is_hidden(
    sources: Stand,
) -> None:
    source = sources.source("people_data_labs")
    band = SizeRange(least=51, most=500)
    search = CompanySearch(industries=("software", "energy"), size=band, limit=100)
    found = {one.domain: one for one in source.companies(search).records}
    for company in world.known_to("people_data_labs"):
        if (record := found.get(company.domain)) and record.size:
            expected = str(company.employees) if company.number % 3 else company.band
            assert record.size.text == expected
    people = source.people(a_company("people_data_labs"), PeopleSearch()).records
    assert all(person.email != "true" for person in people)


def test_apollo_is_paid_for_those_whose_address_it_says_it_has_and_for_nobody_else(
    sources: Stand,
) -> None:
    company = a_company("apollo")
    found = sources.source("apollo").people(company, PeopleSearch(titles=("chief", "head", "vice")))
    assert found.outcome is Outcome.FOUND
    assert all(one.email and one.value("last_name") for one in found.records)
    assert found.charged == len(found.records) == sources.credits.taken(RUN, "apollo")
    searched, matched = (path for _, path in list(sources.desk.asked)[-2:])
    assert searched.endswith("/mixed_people/api_search")
    assert matched.endswith("/people/bulk_match")


def test_hunter_says_of_a_check_that_does_not_end_that_it_is_unknown(sources: Stand) -> None:
    source = sources.source("hunter")
    slow = next(c for c in world.companies() if c.number % 10 == 9)
    assert source.verdict(slow.role) == (Outcome.NOTHING, "unknown")
    objecting = next(p for c in world.companies() for p in c.people if p.objects)
    assert source.verdict(objecting.email)[0] is Outcome.BLOCKED


def test_what_goes_over_the_wire_is_what_each_vendor_asks_for_and_no_key_is_in_an_address(
    sources: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Request] = []
    real = server.answer

    def tapped(request: Request, desk: Desk, host: str = "") -> Reply:
        sent.append(request)
        return real(request, desk, host)

    monkeypatch.setattr(server, "answer", tapped)
    for name in REAL:
        asked(sources, name)
    by_source = {request.path.split("/")[1]: request for request in reversed(sent)}
    house = by_source["companies_house"]
    basic = base64.b64encode(f"{KEYS['companies_house']}:".encode()).decode()
    assert house.headers["authorization"] == f"Basic {basic}"
    assert dict(house.query)["company_status"] == "active"
    labs = by_source["people_data_labs"]
    assert labs.headers["x-api-key"] == KEYS["people_data_labs"]
    assert labs.document()["size"] == SEARCH.limit
    assert "bool" in labs.document()["query"]
    assert by_source["apollo"].headers["x-api-key"] == KEYS["apollo"]
    assert by_source["apollo"].document()["per_page"] == SEARCH.limit
    assert by_source["hunter"].headers["x-api-key"] == KEYS["hunter"]
    assert by_source["gleif"].headers["accept"] == "application/vnd.api+json"
    assert dict(by_source["gleif"].query)["filter[entity.category]"] == "GENERAL"
    everything = " ".join(f"{one.path} {one.query}" for one in sent)
    assert not [key for key in KEYS.values() if key in everything]
