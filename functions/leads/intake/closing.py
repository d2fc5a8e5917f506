"""Closing a file: counts, the table of rejected rows, the summary, and the event that says so."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from baton.aws.files import Files
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.leads.events import FILE_PROCESSED, FileProcessed
from baton.leads.files.file_import import FileImport, RowResult, RowStatus
from baton.leads.files.import_repository import ImportRepository
from baton.leads.lead_repository import LeadRepository
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from functions.leads.intake import identity, resuming
from functions.leads.intake.models import FileFinished, FinishFile
from functions.leads.intake.results import ignored_table, rejected_table, summary
from functions.leads.intake.taking import STATUS_OF_LEAD

_CSV = "text/csv; charset=utf-8"
_MOST_ROWS_TOLD = 50_000

MAX_LEADS_ASKED = 1_000
"""Rows whose end is not recorded are looked up by their leads, up to this many."""


@dataclass(slots=True)
class LeftOut:
    """What leads go on without: the rows (the first 50,000 of them), and how often by field."""

    rows: list[RowResult] = field(default_factory=list)
    by_field: Counter[str] = field(default_factory=Counter)

    def add(self, result: RowResult) -> None:
        """Adds a row's, if it has any."""
        self.by_field.update(one.field for one in result.ignored)
        if result.ignored and len(self.rows) < _MOST_ROWS_TOLD:
            self.rows.append(result)


class ImportCompletion:
    """Ends an import. Whatever is repeated here gives the same files and the same message."""

    def __init__(
        self,
        *,
        files: Files,
        imports: ImportRepository,
        leads: LeadRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._files = files
        self._imports = imports
        self._leads = leads
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock

    def finish(self, task: FinishFile) -> FileFinished:
        """Writes the results and keeps the counts. Raises ``NotFound`` for an unknown import.

        An import with rows that failed by a fault of ours is told about, but not finished: it is opened
        again by itself, or when the file is dropped again, and goes on with them.
        """
        known = self._imports.get(task.import_id)
        if known.finished_at:
            return FileFinished(file_import=known)
        name = f"{identity.folder(known.import_id)}{PurePosixPath(known.key).stem}"
        counts: Counter[RowStatus] = Counter()
        summary_key = f"{name}.summary.json"
        tables = {"rejected_rows": f"{name}.rejected.csv", "ignored_fields": f"{name}.ignored.csv"}
        left_out = LeftOut()
        table = rejected_table(known, self._to_report(known, counts, left_out))
        self._files.write(tables["rejected_rows"], table, content_type=_CSV)
        table = ignored_table(left_out.rows)
        self._files.write(tables["ignored_fields"], table, content_type=_CSV)
        complete = not counts[RowStatus.FAILED]
        changes = {
            "counts": dict(counts),
            "results_key": summary_key,
            "finished_at": self._clock() if complete else None,
        }
        ended = known.model_copy(update=changes)
        told = summary(
            ended, complete=complete, tables=tables, ignored=left_out.by_field, fault=task.fault
        )
        self._files.write(summary_key, [told], content_type="application/json")
        self._end(ended, complete=complete)
        return FileFinished(file_import=ended)

    def _to_report(
        self, file_import: FileImport, counts: Counter[RowStatus], left_out: "LeftOut"
    ) -> Iterator[RowResult | str]:
        """The rows that the table names, while all rows are counted."""
        expected = 1
        for result in self._imports.rows(file_import.import_id):
            yield from _gap(expected, result.row, counts)
            expected = result.row + 1
            status = self._status(file_import.import_id, result, counts)
            counts[status] += 1
            left_out.add(result)
            if status is RowStatus.REJECTED:
                yield result
        yield from _gap(expected, file_import.rows + 1, counts)

    def _status(self, import_id: str, result: RowResult, counts: Counter[RowStatus]) -> RowStatus:
        """A row's status; of one that was only accepted, what its lead says meanwhile."""
        waiting = result.status is RowStatus.ACCEPTED and result.lead_id
        if not waiting or counts[RowStatus.ACCEPTED] >= MAX_LEADS_ASKED:
            return result.status
        try:
            lead = self._leads.get(str(result.lead_id))
        except NotFound:  # the person asked to be erased
            return RowStatus.PROCESSED
        status = STATUS_OF_LEAD.get(lead.status, RowStatus.ACCEPTED)
        if status is not result.status:
            self._imports.record(import_id, result.model_copy(update={"status": status}))
        return status

    def _end(self, ended: FileImport, *, complete: bool) -> None:
        """Keeps the counts and tells of them, both or nothing: else nothing would finish the import once
        its entry is gone.
        """
        processed = FileProcessed(
            import_id=ended.import_id,
            key=ended.key,
            complete=complete,
            rows=ended.rows,
            counts=ended.counts,
            refused=ended.refused,
            results_key=str(ended.results_key),
        )
        entry = announcement(
            FILE_PROCESSED,
            processed,
            sender="intake",
            message_id=identity.message_id(ended.import_id, ended.counts),
            subject_id=ended.import_id,
            correlation_id=ended.import_id,
            now=self._clock(),
        )
        with self._transactions.begin() as transaction:
            self._imports.finish(ended, transaction)
            self._outbox.add(entry, transaction)
            if complete:
                self._outbox.settle_within(resuming.entry_id(ended.import_id), transaction)


def _gap(expected: int, found: int, counts: Counter[RowStatus]) -> Iterator[str]:
    """The rows from ``expected`` to before ``found``, of which nothing was recorded."""
    if (missing := found - expected) > 0:
        counts[RowStatus.FAILED] += missing
        yield f"{expected}-{found - 1}" if missing > 1 else str(expected)
