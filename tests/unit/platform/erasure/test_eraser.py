"""A person who asks to be erased is gone, whatever happens on the way, and nobody else is."""

import json
from datetime import timedelta

import pytest

from baton.core.errors import NotFound
from baton.escalation.case import EscalationStatus
from baton.http.idempotency_repository import IdempotencyStatus
from baton.leads.arrival import IntakeStatus
from baton.leads.lead import Lead, NewLead
from baton.leads.lead_intake import LeadIntake
from baton.leads.person_keys import person_keys_of
from baton.leads.uniqueness_claim import UniquenessClaim, claim_key
from baton.messaging.entries import start_id
from baton.messaging.outbox import Work
from baton.privacy.subject import ErasureStatus, Origin, digest_of, phone_key
from functions.platform.erasure.models import Step
from tests.fakes.platform.faults import Crash
from tests.unit.platform.api.conftest import Client
from tests.unit.platform.erasure.conftest import (
    ADA,
    AGAIN,
    EVE,
    HISTORY_LEFT,
    WORDS,
    Filled,
)


def test_the_words_are_in_every_store_before(filled: Filled) -> None:
    assert filled.found() == list(WORDS)


@pytest.mark.parametrize("by", ["key", "other key", "lead"])
def test_an_erased_person_is_nowhere_any_more(filled: Filled, by: str) -> None:
    subject = {
        "key": filled.subject(filled.ada),
        "other key": filled.subject(filled.again),
        "lead": filled.again.lead_id,
    }[by]

    result = filled.erase(subject, filled.platform.new_id())

    assert result.found
    assert result.done
    assert result.erasure
    assert result.erasure.status is ErasureStatus.ERASED
    assert result.erasure.records == 2
    assert filled.found() == []
    assert not filled.do(Step.EXPORT, subject=subject).found


def test_what_is_known_of_others_stays(filled: Filled) -> None:
    before = filled.do(Step.EXPORT, subject=filled.eve.lead_id).export
    filled.erase(filled.ada.lead_id, filled.platform.new_id())

    after = filled.do(Step.EXPORT, subject=filled.eve.lead_id).export

    assert before
    assert after
    assert after.records == before.records
    assert after.person == before.person
    files = filled.platform.files.kept
    assert files["history/leads.csv"].decode() == HISTORY_LEFT
    assert files["incoming/may.csv"].decode().splitlines() == [
        "email,external_id,phone,first_name,last_name,message",
        "eve@public.example,crm-eve-1,+43 660 111 22 33,Eve,Online,Hello",
    ]
    items = files["results/import-1/rows.jsonl"].decode().splitlines()
    assert [list(json.loads(line)) for line in items] == [
        ["baton_broken", "text"],
        ["baton_row", "separated_by"],
        ["baton_broken", "text"],
    ]


def test_what_a_person_closed_stays_closed_and_is_a_hash_alone(filled: Filled) -> None:
    filled.erase(filled.ada.lead_id, filled.platform.new_id())

    keys = person_keys_of(filled.ada.lead_id, filled.ada.details)
    contact_statuses, _ = filled.platform.contact_statuses.read(keys)
    closed = [[one.text for one in status.suppressions] for status in contact_statuses]
    assert closed == [["*/*/opted_out"]] * 2
    assert [status.sends for status in contact_statuses] == [(), ()]
    assert {one.subject_id for one in filled.platform.effects.all()} == {filled.eve.lead_id}
    assert filled.found() == []


def test_statistics_stay(filled: Filled) -> None:
    platform = filled.platform
    tallies = platform.experiments.tallies(filled.experiment)
    pools = platform.responses.read("nobody", ["all"]).pools

    filled.erase(filled.ada.lead_id, platform.new_id())

    assert platform.experiments.tallies(filled.experiment) == tallies
    assert platform.responses.read("nobody", ["all"]).pools == pools
    assert [row.status for row in platform.imports.rows("import-1")] == [
        "accepted",
        "accepted",
        "rejected",
    ]
    assert platform.files.kept["results/import-1/may.summary.json"] == b'{"rows":3}'


def test_an_erasure_may_end_anywhere_and_be_begun_again() -> None:
    """Exhaustive: a crash at every point."""
    whole = Filled()
    erasure_id = whole.platform.new_id()
    whole.erase(whole.ada.lead_id, erasure_id)
    deaths = whole.platform.faults.deaths()
    assert len(deaths) > 60
    for call, after in deaths:
        filled = Filled()
        filled.platform.faults.crash_at(call, after=after)
        with pytest.raises(Crash):
            filled.erase(filled.ada.lead_id, erasure_id)
        filled.platform.restarted()

        result = filled.erase(filled.ada.lead_id, erasure_id)

        assert result.done
        assert filled.found() == [], (call, after, filled.platform.faults.calls[call - 1])


def test_an_erasure_that_its_asker_left_is_finished_by_its_workflow(filled: Filled) -> None:
    platform, erasure_id = filled.platform, filled.platform.new_id()
    platform.faults.fail("leads.get", Crash(), times=1)
    platform.faults.fail("experiments.forget", Crash(), times=1)
    with pytest.raises(Crash):
        filled.erase(filled.subject(filled.ada), erasure_id)
    platform.restarted()

    entry = platform.outbox.entries[start_id("erasure", erasure_id)]
    assert (entry.work, entry.subject_id) == (Work.START_WORKFLOW, erasure_id)
    assert entry.available_at > platform.clock()
    assert filled.do(Step.CONTINUE, erasure_id=erasure_id).done
    assert filled.found() == []
    verified = filled.do(Step.VERIFY, erasure_id=erasure_id).erasure
    assert verified
    assert verified.status is ErasureStatus.VERIFIED
    assert not [key for key in platform.subjects.tied if key[1] != filled.eve.lead_id]


def test_a_large_person_is_erased_in_several_steps(filled: Filled) -> None:
    platform, erasure_id = filled.platform, filled.platform.new_id()
    ask = platform.experiments.forget

    def slow(experiment_id: str, units: list[str]) -> int:
        platform.clock.advance(601)
        return ask(experiment_id, units)

    platform.experiments.forget = slow  # type: ignore[method-assign, assignment]

    first = filled.erase(filled.ada.lead_id, erasure_id)

    assert not first.done
    assert first.erasure
    assert (first.erasure.status, first.erasure.records) == (ErasureStatus.UNDER_WAY, 1)
    again = filled.do(Step.CONTINUE, erasure_id=erasure_id)
    again = again if again.done else filled.do(Step.CONTINUE, erasure_id=erasure_id)
    platform.experiments.forget = ask  # type: ignore[method-assign]
    assert filled.do(Step.CONTINUE, erasure_id=erasure_id).done
    assert filled.found() == []


def test_a_lead_that_a_backup_brought_back_is_erased_by_its_id(filled: Filled) -> None:
    platform = filled.platform
    backup = platform.leads.kept[filled.ada.lead_id]
    filled.erase(filled.ada.lead_id, platform.new_id())
    (erasure_id,) = platform.subjects.erasures
    filled.do(Step.VERIFY, erasure_id=erasure_id)
    platform.leads.kept[filled.ada.lead_id] = backup

    assert filled.erase(filled.ada.lead_id, platform.new_id()).done
    assert filled.found() == []


def test_the_same_erasure_twice_is_one(filled: Filled) -> None:
    erasure_id = filled.platform.new_id()
    first = filled.erase(filled.ada.lead_id, erasure_id).erasure
    second = filled.erase(filled.ada.lead_id, erasure_id).erasure

    assert first
    assert second
    assert second.erased == first.erased
    assert len(filled.platform.subjects.erasures) == 1


def test_a_person_who_is_gone_can_be_erased_again_and_a_stranger_cannot(filled: Filled) -> None:
    filled.erase(filled.ada.lead_id, filled.platform.new_id())
    (erasure_id,) = filled.platform.subjects.erasures
    filled.do(Step.VERIFY, erasure_id=erasure_id)

    for subject in (filled.ada.lead_id, filled.subject(filled.ada)):
        again = filled.erase(subject, filled.platform.new_id())
        assert again.found
        assert again.done
        assert not filled.do(Step.EXPORT, subject=subject).found
    assert not filled.erase(filled.platform.new_id(), filled.platform.new_id()).found
    assert not filled.erase("0" * 64, filled.platform.new_id()).found
    with pytest.raises(NotFound):
        filled.do(Step.CONTINUE, erasure_id=filled.platform.new_id())


# -- what comes late ----------------------------------------------------------------------------


def test_a_pipeline_in_flight_does_not_bring_its_lead_back(filled: Filled) -> None:
    platform = filled.platform
    late = filled.ada.model_copy(update={"version": 3})
    filled.erase(filled.ada.lead_id, platform.new_id())

    with pytest.raises(Exception, match="changed since"), platform.transactions.begin() as within:
        platform.leads.replace(late, within)
    assert filled.found() == []


def test_what_was_written_while_it_was_erased_is_found_by_the_verification(filled: Filled) -> None:
    from baton.leads.conversation import message_turn

    platform, erasure_id = filled.platform, filled.platform.new_id()
    filled.erase(filled.ada.lead_id, erasure_id)
    platform.short_term.append(message_turn(filled.again))
    assert filled.found()

    assert filled.do(Step.VERIFY, erasure_id=erasure_id).done
    assert filled.found() == []


def test_the_same_row_in_another_file_and_what_was_asked_before_stay_away(filled: Filled) -> None:
    platform, intake = filled.platform, LeadIntake.of(filled.platform)
    filled.erase(filled.ada.lead_id, platform.new_id())
    platform.clock.advance(100 * 86_400)
    hold = UniquenessClaim(claim_key("row", str(AGAIN)), platform.clock() + timedelta(days=90))

    same_row = intake.receive(_lead(filled, AGAIN), holds=[hold])
    asked_before = intake.receive(_lead(filled, ADA, occurred_at="2026-03-01T00:00:00Z"))
    dropped_before = intake.receive(_lead(filled, ADA), told_at=filled.ada.received_at)
    same_id = intake.receive(filled.again, origin=Origin(import_id="import-1", row=1))

    assert same_row.status is IntakeStatus.DUPLICATE
    assert asked_before.status is IntakeStatus.ERASED
    assert dropped_before.status is IntakeStatus.ERASED
    assert same_id.status is IntakeStatus.ERASED
    assert filled.found() == []


def test_who_asks_anew_is_a_new_lead(filled: Filled) -> None:
    platform = filled.platform
    erasure_id = platform.new_id()
    filled.erase(filled.ada.lead_id, erasure_id)
    platform.clock.advance(1)
    anew = _lead(filled, ADA)

    assert LeadIntake.of(platform).receive(anew).status is IntakeStatus.NEW
    assert filled.do(Step.VERIFY, erasure_id=erasure_id).done
    assert platform.leads.get(anew.lead_id) == anew
    exported = filled.do(Step.EXPORT, subject=anew.lead_id).export
    assert exported
    assert [one["record_id"] for one in exported.records] == [anew.lead_id]


def test_a_request_that_is_repeated_after_the_erasure_is_answered_gone(filled: Filled) -> None:
    platform = filled.platform
    filled.erase(filled.ada.lead_id, platform.new_id())

    claim = platform.requests.claim(
        filled.ada.lead_id, "f", resource_id="x", lease_seconds=1, now=platform.clock()
    )

    assert platform.requests.about.get(filled.ada.lead_id) is None
    assert claim.status is IdempotencyStatus.ANSWERED
    assert claim.answer
    assert claim.answer["status"] == 410


def test_a_case_is_over_and_tells_nothing_but_stays_a_case(filled: Filled) -> None:
    filled.erase(filled.ada.lead_id, filled.platform.new_id())

    (case,) = filled.platform.escalations.about(filled.ada.lead_id)

    assert case.status is EscalationStatus.EXPIRED
    assert case.carried_out_at
    assert (case.case, case.recommendations) == ({}, ())


def test_a_decision_that_was_not_delivered_yet_goes_with_the_person(filled: Filled) -> None:
    platform = filled.platform
    (case,) = platform.escalations.about(filled.ada.lead_id)
    answer = Client(platform).post(
        f"/api/v1/escalations/{case.escalation_id}/decision",
        {"verdict": "approve", "note": "Adaxyl wants to be called in the evening."},
    )
    assert answer.status == 200
    assert Work.COMPLETE_TASK in {one.work for one in platform.outbox.entries.values()}

    filled.erase(filled.ada.lead_id, platform.new_id())

    assert Work.COMPLETE_TASK not in {one.work for one in platform.outbox.entries.values()}
    assert filled.found() == []


def test_a_file_that_lost_rows_says_so_and_its_older_versions_are_gone(filled: Filled) -> None:
    filled.erase(filled.ada.lead_id, filled.platform.new_id())

    found = filled.platform.files.find("incoming/may.csv")

    assert found
    assert found.rewritten
    assert filled.platform.files.older == {}


# -- what is shown ------------------------------------------------------------------------------


def test_an_export_has_everything_of_the_person_and_nothing_of_others(filled: Filled) -> None:
    result = filled.do(Step.EXPORT, subject=filled.subject(filled.ada), requested_by="operator")

    export = result.export
    assert export
    text = json.dumps(export.to_json(), ensure_ascii=False).casefold()
    assert [word for word in WORDS if word.casefold() not in text] == []
    assert not [value for value in EVE.values() if str(value).casefold() in text and value != "Eve"]
    assert set(export.records[0]) >= {
        "leads",
        "interactions",
        "escalations",
        "handoffs",
        "effects",
        "turns",
        "requests",
        "experiments",
    }
    assert {name for found in export.person.values() for name in found} == {
        "responses",
        "long_term",
        "episodes",
        "contact_status",
        "documents",
    }
    assert "carl@" not in text
    assert "task_token" not in text
    assert export.rows[0]["row"] == 3


def test_a_long_export_comes_in_pages(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.platform.erasure.subject_exporter.PAGE_BYTES", 10)
    subject = filled.subject(filled.ada)

    first = filled.do(Step.EXPORT, subject=subject).export
    assert first
    assert first.next_cursor
    second = filled.do(Step.EXPORT, subject=subject, cursor=first.next_cursor).export

    assert second
    assert second.next_cursor is None
    both = [one["record_id"] for one in (*first.records, *second.records)]
    assert both == [filled.ada.lead_id, filled.again.lead_id]
    assert second.person == {}


def _lead(filled: Filled, details: dict[str, object], **changes: object) -> Lead:
    now = filled.platform.clock()
    return Lead(
        lead_id=filled.platform.new_id(),
        received_at=now,
        updated_at=now,
        correlation_id="c",
        details=NewLead.model_validate({**details, **changes}),
    )


def _called(filled: Filled, **details: object) -> Lead:
    """A lead that came in later."""
    lead = _lead(filled, {"phone": ADA["phone"], **details})
    LeadIntake.of(filled.platform).receive(lead)  # type: ignore[arg-type]
    return lead


@pytest.mark.parametrize("by", ["e-mail", "number", "lead"])
def test_a_lead_that_has_only_the_same_number_is_the_persons_and_a_colleagues_is_not(
    filled: Filled, by: str
) -> None:
    only_number = _called(filled)
    subject = {
        "e-mail": filled.subject(filled.ada),
        "number": digest_of(phone_key(ADA["phone"])),
        "lead": only_number.lead_id,
    }[by]
    shown = filled.do(Step.EXPORT, subject=subject).export
    assert shown
    ids = {one["record_id"] for one in shown.records}
    everything = {filled.ada.lead_id, filled.again.lead_id, only_number.lead_id}
    assert ids == (everything if by != "lead" else {only_number.lead_id})

    filled.erase(subject, filled.platform.new_id())

    with pytest.raises(NotFound):
        filled.platform.leads.get(only_number.lead_id)
    assert filled.platform.leads.get(filled.eve.lead_id)


def test_a_number_that_several_share_erases_only_what_is_known_by_it_alone(filled: Filled) -> None:
    colleague = _called(filled, email="bo@secretive.example")
    only_number = _called(filled)

    filled.erase(digest_of(phone_key(ADA["phone"])), filled.platform.new_id())

    with pytest.raises(NotFound):
        filled.platform.leads.get(only_number.lead_id)
    for other in (filled.ada, filled.again, colleague):
        assert filled.platform.leads.get(other.lead_id)


def test_an_erased_number_stays_erased_for_what_was_asked_before(filled: Filled) -> None:
    _called(filled)
    filled.erase(digest_of(phone_key(ADA["phone"])), filled.platform.new_id())
    late = _lead(filled, {"phone": ADA["phone"], "occurred_at": "2026-03-01T00:00:00Z"})
    intake = LeadIntake.of(filled.platform)  # type: ignore[arg-type]
    assert intake.receive(late).status is IntakeStatus.ERASED


def test_a_document_that_names_the_person_stays_without_the_address(filled: Filled) -> None:
    filled.erase(filled.subject(filled.ada), filled.platform.new_id())

    assert filled.platform.knowledge_upkeep.renew()
    (found,) = filled.platform.knowledge_base.search("Who helps you?")
    black = "\u2588" * len("ada@other-secretive.example")
    assert found.quote == f"Who helps you? Ask {black} or carl@northwind.example."
    assert filled.platform.knowledge_base.find(filled.document).redacted == 1
