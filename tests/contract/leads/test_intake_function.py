"""The intake function over real tables and a real bucket: rows at once, crashes, and a second drop."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from baton.leads.container import Leads
from baton.leads.files.file_import import FileImport, RowStatus
from baton.leads.held_leads import HeldLeads
from baton.leads.lead import LeadStatus
from baton.messaging.outbox import Work
from baton.runtime.platform import Platform
from functions.leads.intake.agent import Intake
from functions.leads.intake.models import FileFinished, FileOpened, IntakeTask, RowTaken

LANES = 8
KEY = "incoming/acme/May leads é.csv"
MAPPING = b"fields: {email: Mail, country: {column: Land, when_invalid: drop}}\n"
ROWS = 60


def step(platform: Platform, **task: Any) -> Any:
    """One step, given and answered in JSON as in the workflow."""
    given = IntakeTask.model_validate(json.loads(json.dumps(task)))
    result = Intake.assemble(platform).perform(given)
    json.dumps(result.to_json(), allow_nan=False)
    return result


def drop(platform: Platform, content: str) -> FileOpened:
    """Puts a file into the bucket and opens it."""
    platform.files.write("mappings/acme.yaml", [MAPPING], content_type="application/yaml")
    platform.files.write(KEY, [content.encode()], content_type="text/csv")
    return reopen(platform)


def reopen(platform: Platform) -> FileOpened:
    """Opens the file again."""
    file = platform.files.find(KEY)
    assert file is not None
    opened = step(platform, action="open", bucket="b", key=KEY, etag=file.etag)
    assert isinstance(opened, FileOpened)
    return opened


def items(platform: Platform, file: FileOpened) -> list[Any]:
    """The rows as the workflow reads them."""
    content = b"".join(platform.files.chunks(str(file.items_key)))
    return [json.loads(line) for line in content.splitlines()]


def take_all(platform: Platform, file: FileOpened) -> list[RowTaken]:
    """Every row twice, eight at a time: the same event may come twice."""
    agent = Intake.assemble(platform)

    def take(numbered: tuple[int, Any]) -> RowTaken:
        number, item = numbered
        task = {"action": "row", "import_id": file.import_id, "row": number, "original": item}
        taken = agent.perform(IntakeTask.model_validate(task))
        assert isinstance(taken, RowTaken)
        return taken

    twice = [pair for pair in enumerate(items(platform, file), 1) for _ in range(2)]
    with ThreadPoolExecutor(LANES) as lanes:
        return list(lanes.map(take, twice))


def finish(platform: Platform, file: FileOpened) -> FileImport:
    """Finishes the import."""
    finished = step(platform, action="finish", import_id=file.import_id)
    assert isinstance(finished, FileFinished)
    return finished.file_import


@pytest.fixture
def content() -> str:
    lines = [f"p{number}@example.com,Österreich" for number in range(1, ROWS + 1)]
    lines[6], lines[7] = "nobody,AT", lines[2].upper()
    return "\n".join(["Mail,Land", *lines])


def test_a_file_goes_through_with_every_row_once(platform: Platform, content: str) -> None:
    file = drop(platform, content)
    taken = take_all(platform, file)

    ended = finish(platform, file)

    expected = {RowStatus.ACCEPTED: ROWS - 2, RowStatus.REJECTED: 1, RowStatus.DUPLICATE: 1}
    assert ended.counts == expected
    assert Counter(row.status for row in taken) == {key: 2 * n for key, n in expected.items()}
    ids = {row.lead.lead_id for row in taken if row.lead}
    assert len(ids) == ROWS - 2
    assert {platform.area(Leads).leads.get(lead_id).status for lead_id in ids} == {
        LeadStatus.RECEIVED
    }
    table = platform.files.read(str(ended.results_key).replace("summary.json", "rejected.csv"))
    assert table.decode("utf-8-sig").splitlines()[1].startswith("7,email: is not a valid e-mail")
    due = platform.outbox.due(platform.clock())
    assert [entry.work for entry in due] == [Work.PUBLISH]
    assert reopen(platform).already_finished


def test_a_lease_that_runs_out_hands_every_lead_to_the_outbox(
    platform: Platform, content: str, later: Callable[[float], None]
) -> None:
    file = drop(platform, content)
    ids = {row.lead.lead_id for row in take_all(platform, file) if row.lead}
    assert platform.outbox.due(platform.clock()) == ()

    held = HeldLeads.of(platform)
    assert held.release_overdue() == 0

    later(platform.settings.lease_seconds + 1)

    assert sum(iter(held.release_overdue, 0)) == len(ids)
    assert {entry.entry_id for entry in platform.outbox.due(platform.clock())} == ids


def test_a_big_file_is_prepared_in_parts(platform: Platform) -> None:
    lines = "".join(f"p{number}@example.com,{'x' * 480}\n" for number in range(20_000))

    file = drop(platform, f"Mail,Land\n{lines}")

    assert file.rows == 20_000
    prepared = platform.files.find(str(file.items_key))
    assert prepared is not None
    assert prepared.size > 10_000_000


@pytest.fixture
def later(platform: Platform) -> Callable[[float], None]:
    """Moves the platform's clock on."""
    clock: Any = platform.clock
    advance: Callable[[float], None] = clock.advance
    return advance
