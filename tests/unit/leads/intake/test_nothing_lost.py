"""A crash at any moment of a file's way loses no row and doubles none."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import pytest

from baton.core.errors import Unavailable
from baton.core.message import Message
from baton.leads.events import FILE_PROCESSED
from baton.leads.files.file_import import FileImport, RowStatus
from baton.messaging.outbox import Work
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.unit.leads.intake.dropping import (
    finished,
    items,
    opened,
    rejected,
    results,
    run,
    statuses,
    taken,
)

Result = TypeVar("Result")
KEY = "incoming/acme/may.csv"
CONTENT = (
    "Mail,Land\na@example.com,AT\nnobody,AT\nb@example.com,DE\nB@example.com,CH\n"
    'c@example.com,"FR\nd@example.com,IT\n'
)
COUNTS = {"processed": 3, "rejected": 2, "duplicate": 1}


def a_platform() -> FakePlatform:
    platform = FakePlatform()
    platform.files.kept["mappings/acme.yaml"] = b"fields: {email: Mail, country: Land}\n"
    platform.files.kept[KEY] = CONTENT.encode()
    return platform


def number_of_calls() -> int:
    platform = a_platform()
    run(platform, KEY)
    return len(platform.faults.calls)


def check(platform: FakePlatform) -> None:
    """What must be true after the workflow went to its end, whatever happened on the way."""
    ended = run(platform, KEY)
    assert ended.counts == COUNTS
    assert ended.finished_at is not None
    assert len(platform.leads.kept) == 3
    assert [row["rejected_row"] for row in rejected(platform, ended)] == ["2", "5"]
    news = [entry for entry in platform.outbox.entries.values() if entry.work is Work.PUBLISH]
    assert {entry.payload["event"] for entry in news} == {FILE_PROCESSED.name}
    runs = [entry for entry in platform.outbox.entries.values() if entry.work is not Work.PUBLISH]
    assert runs == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_call_and_a_second_run_end_as_if_nothing_had_happened(after: bool) -> None:
    for call in range(1, number_of_calls() + 1):
        platform = a_platform()
        platform.faults.crash_at(call, after=after)
        with suppress(Crash):  # a commit that is refused has no moment after it
            run(platform, KEY)

        check(platform.restarted())


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_call_leaves_an_entry_or_a_finished_import(after: bool) -> None:
    """Nobody drops the file again. What is read before the entry is written, the workflow repeats."""
    whole = a_platform()
    run(whole, KEY)
    written = whole.faults.calls.index("transactions.commit") + 1
    for call in range(written if after else written + 1, len(whole.faults.calls) + 1):
        platform = a_platform()
        platform.faults.crash_at(call, after=after)
        with suppress(Crash):
            run(platform, KEY)
        again = platform.restarted()
        if any(one.startswith("resume#") for one in again.outbox.entries):
            check(again)
        else:
            (import_id,) = again.imports.kept
            assert again.imports.get(import_id).finished_at, whole.faults.calls[call - 1]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_step_that_fails_at_any_call_is_repeated_by_itself(after: bool) -> None:
    """The workflow repeats a step that fails; the steps before it are not repeated."""
    for call in range(1, number_of_calls() + 1):
        platform = a_platform()
        platform.faults.fail_at(call, after=after)

        ended = stubbornly(platform)

        assert ended.counts == {"accepted": 3, "rejected": 2, "duplicate": 1}
        assert len(platform.leads.kept) == 3
        assert platform.leads.kept.keys() == platform.leads.holding.keys()


def stubbornly(platform: FakePlatform) -> FileImport:
    """The workflow with a retry around every step, and the pipeline left to the outbox."""
    file = repeated(lambda: opened(platform, KEY))
    for number, item in enumerate(items(platform, file), 1):
        repeated(lambda number=number, item=item: taken(platform, file.import_id, number, item))
    return repeated(lambda: finished(platform, file.import_id))


def repeated(step: Callable[[], Result]) -> Result:
    try:
        return step()
    except Unavailable:
        return step()


def test_a_row_that_two_executions_take_at_once_is_one_lead() -> None:
    """The same event came twice: the second commit comes between the first's look and commit."""
    platform = a_platform()
    file = opened(platform, KEY)
    item = items(platform, file)[0]
    platform.faults.fail("transactions.commit", times=1, after=True)
    with pytest.raises(Unavailable):
        taken(platform, file.import_id, 1, item)
    kept = platform.imports.recorded.pop((file.import_id, 1))

    again = taken(platform, file.import_id, 1, item)

    assert again.lead is not None
    assert again.lead.lead_id == kept.lead_id
    assert len(platform.leads.kept) == 1


def test_rows_that_failed_are_told_and_taken_in_when_the_file_is_dropped_again() -> None:
    platform = a_platform()
    lines = "\n".join(f"p{n}@example.com,AT" for n in range(1, 11))
    content = f"Mail,Land\n{lines}\n"

    first = run(platform, KEY, content, skip=[1, 4, 5, 6, 10])

    assert first.finished_at is None
    assert first.counts == {"processed": 5, "failed": 5}
    assert [row["rejected_row"] for row in rejected(platform, first)] == ["1", "4-6", "10"]
    told = results(platform, first)
    assert told["outcome"] == "incomplete"
    assert "drop the same file again" in told["advice"]
    again = run(platform, KEY)
    assert again.import_id == first.import_id
    assert again.counts == {"processed": 10}
    assert results(platform, again)["outcome"] == "finished"
    assert len(platform.leads.kept) == 10


def test_a_map_that_failed_altogether_is_told_with_its_fault() -> None:
    platform = a_platform()
    file = opened(platform, KEY)

    ended = finished(platform, file.import_id, fault="States.ItemReaderFailed: no such key")

    assert ended.counts == {"failed": 6}
    assert results(platform, ended)["fault"] == "States.ItemReaderFailed: no such key"
    check(platform)


def test_the_end_of_a_row_that_nobody_recorded_is_asked_of_its_lead() -> None:
    platform = a_platform()
    ended = run(platform, KEY)
    file = platform.imports.get(ended.import_id)
    platform.imports.finish(file.model_copy(update={"finished_at": None}))
    accepted = platform.imports.row(ended.import_id, 1)
    assert accepted is not None
    platform.imports.record(
        ended.import_id, accepted.model_copy(update={"status": RowStatus.ACCEPTED})
    )

    assert finished(platform, ended.import_id).counts == COUNTS
    assert statuses(platform, ended.import_id) == COUNTS


def test_a_prepared_file_that_has_ended_is_prepared_again() -> None:
    platform = a_platform()
    file = opened(platform, KEY)
    taken(platform, file.import_id, 1, items(platform, file)[0])
    for key in [key for key in platform.files.kept if key.startswith("results/")]:
        del platform.files.kept[key]

    check(platform)


def test_the_news_of_a_file_is_the_same_message_however_often_it_is_told() -> None:
    platform = a_platform()
    file = opened(platform, KEY)
    platform.faults.fail("transactions.commit", times=1, after=True)
    for _ in range(2):
        repeated(lambda: finished(platform, file.import_id))

    (entry,) = (one for one in platform.outbox.entries.values() if one.work is Work.PUBLISH)
    message = Message.model_validate(entry.payload["message"])
    assert entry.entry_id == message.message_id
    assert message.payload["counts"] == {"failed": 6}
    assert message.payload["complete"] is False
    assert "example.com" not in str(entry)
