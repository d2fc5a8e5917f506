"""Dropping a file into the bucket in memory, and the workflow that runs for it."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from baton.leads.files.file_import import FileFormat, FileImport, RowStatus
from baton.leads.lead import LeadStatus
from functions.leads.intake.agent import Intake
from functions.leads.intake.models import FileFinished, FileOpened, IntakeTask, RowTaken
from tests.fakes.platform.container import FakePlatform

BUCKET = "intake"


def opened(platform: FakePlatform, key: str, content: bytes | str | None = None) -> FileOpened:
    """Puts a file into the bucket, if its content is given, and opens it."""
    if content is not None:
        platform.files.kept[key] = content.encode() if isinstance(content, str) else content
    file = platform.files.find(key)
    task = {"action": "open", "bucket": BUCKET, "key": key, "etag": file.etag if file else "none"}
    result = Intake.assemble(platform).perform(IntakeTask.model_validate(task))
    assert isinstance(result, FileOpened)
    return result


def items(platform: FakePlatform, file: FileOpened) -> list[Any]:
    """The rows as the workflow's map reads them."""
    if file.format is not FileFormat.JSONL or file.items_key is None:
        return []
    return [json.loads(line) for line in platform.files.kept[file.items_key].splitlines()]


def taken(
    platform: FakePlatform, import_id: str, row: int, original: object, agent: Intake | None = None
) -> RowTaken:
    """Takes one row in, through JSON as the workflow gives it."""
    task = {"action": "row", "import_id": import_id, "row": row, "original": original}
    step = IntakeTask.model_validate(json.loads(json.dumps(task)))
    result = (agent or Intake.assemble(platform)).perform(step)
    assert isinstance(result, RowTaken)
    return result


def finished(platform: FakePlatform, import_id: str, fault: str | None = None) -> FileImport:
    """Finishes an import."""
    task = {"action": "finish", "import_id": import_id, "fault": fault}
    result = Intake.assemble(platform).perform(IntakeTask.model_validate(task))
    assert isinstance(result, FileFinished)
    return result.file_import


def run(
    platform: FakePlatform, key: str, content: bytes | str | None = None, skip: Iterable[int] = ()
) -> FileImport:
    """The whole workflow: a lead that is accepted is processed at once. Rows in ``skip`` fail."""
    file = opened(platform, key, content)
    if file.already_finished:
        return platform.imports.get(file.import_id)
    agent = Intake.assemble(platform)
    for number, original in enumerate(items(platform, file), 1):
        if number in skip:
            continue
        row = taken(platform, file.import_id, number, original, agent)
        if row.status is RowStatus.ACCEPTED and row.lead:
            process(platform, row.lead.lead_id)
            platform.imports.set_status(file.import_id, number, RowStatus.PROCESSED)
    return finished(platform, file.import_id)


def process(platform: FakePlatform, lead_id: str) -> None:
    """What the pipeline does in the end."""
    lead = platform.leads.get(lead_id)
    changes = {"version": lead.version + 1, "status": LeadStatus.PROCESSED}
    with platform.transactions.begin() as transaction:
        platform.leads.replace(lead.model_copy(update=changes), transaction)
        platform.outbox.settle_within(lead_id, transaction)


def results(platform: FakePlatform, ended: FileImport) -> dict[str, Any]:
    """The summary that was written."""
    told: dict[str, Any] = json.loads(platform.files.kept[str(ended.results_key)])
    return told


def rejected(platform: FakePlatform, ended: FileImport) -> list[dict[str, str]]:
    """The table of rejected rows that was written."""
    content = platform.files.kept[results(platform, ended)["rejected_rows"]]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def statuses(platform: FakePlatform, import_id: str) -> Mapping[str, int]:
    """How many rows have which status."""
    return Counter(row.status.value for row in platform.imports.rows(import_id))


def details(platform: FakePlatform) -> list[Any]:
    """What is kept of each lead's details, in the order of their ids."""
    return [platform.leads.get(lead_id).details for lead_id in sorted(platform.leads.kept)]
