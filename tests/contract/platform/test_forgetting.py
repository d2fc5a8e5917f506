"""What every store does to be able to forget a person, in memory and on AWS."""

from datetime import timedelta

import pytest

from baton.core.clock import new_id
from baton.core.errors import NotFound, StaleVersion
from baton.experiments.container import Experiments
from baton.experiments.unit import Exposure, Measurement
from baton.leads.container import Leads
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.responses import Responses
from baton.runtime.platform import Platform
from tests.contract.given import a_case, a_lead
from tests.fakes.platform.clock import NOON

PERSON = f"person#{'a' * 64}"


def test_a_lead_that_is_forgotten_takes_nothing_more(platform: Platform) -> None:
    lead = a_lead()
    with platform.transactions.begin() as within:
        platform.area(Leads).leads.add(lead, within)
    noted = Interaction(
        lead_id=lead.lead_id,
        interaction_id=new_id(),
        kind=InteractionKind.OPENED,
        occurred_at=NOON,
        recorded_at=NOON,
    )

    def note(number: int) -> None:
        with platform.transactions.begin() as within:
            changes = {"interaction_id": f"{noted.interaction_id}-{number}"}
            platform.area(Leads).interactions.add(noted.model_copy(update=changes), within)
            platform.area(Leads).leads.hold(lead.lead_id, within)

    for number in range(30):
        note(number)
    with platform.transactions.begin() as within:
        platform.area(Leads).leads.forget(lead.lead_id, within)

    assert platform.area(Leads).interactions.forget(lead.lead_id) == 30
    with pytest.raises(StaleVersion):
        note(31)
    assert platform.area(Leads).interactions.of(lead.lead_id) == ()
    with pytest.raises(NotFound):
        platform.area(Leads).leads.get(lead.lead_id)


def test_the_cases_about_a_lead_are_found(platform: Platform) -> None:
    first, other = a_case(), a_case()
    second = a_case(at=NOON + timedelta(days=1)).model_copy(update={"subject_id": first.subject_id})
    for case in (second, other, first):
        with platform.transactions.begin() as within:
            platform.escalations.add(case, within)

    assert platform.escalations.about(first.subject_id) == (first, second)


def test_answers_that_tell_of_a_lead_can_be_replaced(platform: Platform) -> None:
    lead_id = new_id()
    for key in ("one", "two"):
        platform.requests.claim(key, "f", resource_id=new_id(), lease_seconds=30, now=NOON)
    platform.requests.answer("one", {"body": "ada"}, about=[lead_id])
    platform.requests.answer("two", {"body": "eve"})

    assert platform.requests.answers(lead_id) == ({"body": "ada"},)
    assert platform.requests.replace_answers(lead_id, {"body": "gone"}) == 1
    assert platform.requests.replace_answers(lead_id, {"body": "gone"}) == 0
    for key, body in (("one", "gone"), ("two", "eve")):
        claim = platform.requests.claim(key, "f", resource_id=new_id(), lease_seconds=30, now=NOON)
        assert claim.answer == {"body": body}


def test_a_claim_is_given_up_by_its_holder_only_or_held_for_long(platform: Platform) -> None:
    with platform.transactions.begin() as within:
        until = NOON + timedelta(hours=1)
        platform.claims.take("k", "me", now=NOON, until=until, within=within)

    assert not platform.claims.release("k", "you")
    platform.claims.prolong("k", "me", until=NOON + timedelta(days=365))
    assert platform.claims.holder("k", NOON + timedelta(days=300)) == "me"
    assert platform.claims.release("k", "me")
    assert platform.claims.holder("k", NOON) is None
    assert not platform.claims.release("k", "me")


def test_what_is_known_of_a_persons_responses_is_forgotten_and_pools_stay(
    platform: Platform,
) -> None:
    with platform.transactions.begin() as within:
        platform.area(Leads).responses.replace(Responses(person=PERSON, version=1), within)
        platform.area(Leads).responses.add("all", {"email/acted": 2}, of="x", within=within)

    assert platform.area(Leads).responses.forget(PERSON)
    assert not platform.area(Leads).responses.forget(PERSON)
    assert platform.area(Leads).responses.of(PERSON).version == 0
    assert platform.area(Leads).responses.read(PERSON, ["all"]).pools == {"all": {"email/acted": 2}}


def test_a_unit_is_forgotten_and_what_it_added_stays(platform: Platform) -> None:
    experiment = new_id()
    platform.area(Experiments).experiments.expose(
        experiment, Exposure(unit="ada", variant="a", at=NOON)
    )
    platform.area(Experiments).experiments.measure(
        experiment, Measurement(unit="ada", metric="m", value=1)
    )
    before = platform.area(Experiments).experiments.tallies(experiment)

    assert platform.area(Experiments).experiments.forget(experiment, ["ada", "eve"]) == 1
    assert platform.area(Experiments).experiments.forget(experiment, ["ada", "eve"]) == 0
    assert platform.area(Experiments).experiments.tallies(experiment) == before
    with pytest.raises(NotFound):
        platform.area(Experiments).experiments.exposure(experiment, "ada")


def test_files_are_listed_and_what_baton_rewrote_says_so(platform: Platform) -> None:
    for key in ("incoming/b.csv", "incoming/a.csv", "history/a.csv"):
        platform.files.write(key, [b"one"], content_type="text/csv")

    assert list(platform.files.names("incoming/")) == ["incoming/a.csv", "incoming/b.csv"]
    found = platform.files.find("incoming/a.csv")
    assert found
    assert not found.rewritten
    platform.files.write("incoming/a.csv", [b"two"], content_type="text/csv", rewritten=True)
    again = platform.files.find("incoming/a.csv")
    assert again
    assert again.rewritten
    platform.files.write("incoming/a.csv", [b"three"], content_type="text/csv")
    once_more = platform.files.find("incoming/a.csv")
    assert once_more
    assert not once_more.rewritten


def test_older_versions_of_a_file_can_be_dropped(platform: Platform) -> None:
    _versioned(platform)
    for content in (b"one", b"two", b"three"):
        platform.files.write("incoming/a.csv", [content], content_type="text/csv")
        platform.files.write("incoming/a.csv.2", [content], content_type="text/csv")

    assert platform.files.drop_older("incoming/a.csv") == 2
    assert platform.files.drop_older("incoming/a.csv") == 0
    assert platform.files.read("incoming/a.csv") == b"three"
    assert platform.files.drop_older("incoming/a.csv.2") == 2


def _versioned(platform: Platform) -> None:
    """As the stack makes the real bucket; the one in memory keeps versions anyway."""
    if isinstance(platform, Platform):
        client = platform._clients.get("s3")
        client.put_bucket_versioning(
            Bucket=platform.settings.require("intake_bucket"),
            VersioningConfiguration={"Status": "Enabled"},
        )
