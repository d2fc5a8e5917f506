"""Work that was put aside is shown without what it carries, and done again when a person says so."""

from datetime import timedelta

from baton.messaging.outbox import OutboxEntry, Work
from tests.fakes.platform.clock import NOON

PATH = "/api/v1/outbox/parked"
LEAD = "01JNB3V5QZ8W2Y4X6T7R9P0K1M"


def parked(platform, entry_id):
    entry = OutboxEntry(
        entry_id=entry_id,
        work=Work.PUBLISH,
        subject_id=LEAD,
        payload={"message": "ada@northwind.example"},
        correlation_id="c-1",
        available_at=NOON,
        attempts=5,
    )
    with platform.transactions.begin() as within:
        platform.outbox.add(entry, within)
    with platform.transactions.begin() as within:
        platform.outbox.park(entry_id, within, now=NOON, reason="the bus refused it")


def test_what_was_put_aside_is_shown_without_what_it_carries(api):
    parked(api.platform, "run-1")

    shown = api.get(PATH)

    (entry,) = shown.json["items"]
    assert (entry["entry_id"], entry["reason"]) == ("run-1", "the bus refused it")
    assert (entry["subject_id"], entry["attempts"]) == (LEAD, 5)
    assert "ada@" not in shown.text


def test_a_person_has_it_done_again_once(api):
    parked(api.platform, "run-1")

    again = api.post(f"{PATH}/run-1/redrive")

    assert (again.status, again.json) == (202, {"entry_id": "run-1"})
    assert api.get(PATH).json["items"] == []
    due = api.platform.outbox.due(NOON + timedelta(days=1))
    assert [(one.entry_id, one.attempts) for one in due] == [("run-1", 0)]
    assert api.post(f"{PATH}/run-1/redrive").status == 404
