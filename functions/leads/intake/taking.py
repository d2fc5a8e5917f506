"""Taking a row in: it becomes a lead with its outbox entry, or is rejected in words."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.leads.arrival import IntakeStatus
from baton.leads.files.file_import import FileImport, RowResult, RowStatus
from baton.leads.files.import_repository import ImportRepository
from baton.leads.lead import IgnoredField, Lead, LeadStatus, NewLead
from baton.leads.lead_intake import LeadIntake
from baton.leads.lead_repository import LeadRepository
from baton.leads.person_keys import person_keys_of
from baton.leads.uniqueness_claim import UniquenessClaim, claim_key
from baton.privacy.subject import Origin, keys_in, words_of
from baton.privacy.subject_repository import SubjectRepository
from baton.tabular.items import MalformedRow, original_of
from functions.leads.intake import identity
from functions.leads.intake.mappings import Mappings
from functions.leads.intake.models import RowTaken, TakeRow

SAME_CONTENT = timedelta(days=90)
"""How long a row with the same content is the same row, in whatever file it comes."""

MAX_KEPT = 100_000
"""Characters of a rejected row that are kept for the table of rejected rows."""

ERASED = "the person asked to be erased after this file was dropped"

_KNOWN_IMPORTS = 16

STATUS_OF_LEAD = {
    LeadStatus.PROCESSED: RowStatus.PROCESSED,
    LeadStatus.CLOSED: RowStatus.PROCESSED,
    LeadStatus.ESCALATED: RowStatus.ESCALATED,
}
"""What a row's lead says of the row; otherwise the row stays accepted, for the outbox has it."""


class Taking:
    """Takes rows in, each once however often it comes.

    The lead's id comes from the import and the row, and the row's result is kept in the transaction
    that keeps the lead. So a second attempt after a crash finds all of it or nothing of it.
    """

    def __init__(
        self,
        *,
        imports: ImportRepository,
        leads: LeadRepository,
        intake: LeadIntake,
        subjects: SubjectRepository,
        mappings: Mappings,
        clock: Clock,
    ) -> None:
        self._imports = imports
        self._leads = leads
        self._intake = intake
        self._subjects = subjects
        self._mappings = mappings
        self._clock = clock
        self._known: dict[str, FileImport] = {}

    def take(self, task: TakeRow) -> RowTaken:
        """Takes a row in. Raises ``NotFound`` for an import that was never opened."""
        if earlier := self._imports.row(task.import_id, task.row):
            return self._again(task, earlier)
        file_import = self._import(task.import_id)
        original = original_of(task.original, file_import.columns)
        if isinstance(original, MalformedRow):
            return self._rejected(task, original.text, (original.reason,))
        mapped = self._mappings.of(file_import.mapping_key).row(original)
        faults = mapped.faults or self._faults(mapped.lead)
        if mapped.lead is None or faults:
            return self._rejected(task, original, faults)
        return self._received(task, file_import, mapped.lead, mapped.ignored, original)

    def _received(
        self,
        task: TakeRow,
        file_import: FileImport,
        details: NewLead,
        ignored: tuple[IgnoredField, ...],
        original: Mapping[str, Any],
    ) -> RowTaken:
        now = self._clock()
        lead = Lead(
            lead_id=identity.lead_id(task.import_id, file_import.started_at, task.row),
            received_at=now,
            updated_at=now,
            correlation_id=_correlation(task),
            details=details,
            ignored=ignored,
            held=True,
        )
        content = claim_key("row", identity.row_content(original))
        accepted = RowResult(
            row=task.row, status=RowStatus.ACCEPTED, lead_id=lead.lead_id, ignored=ignored
        )
        received = self._intake.receive(
            lead,
            holds=[UniquenessClaim(content, now + SAME_CONTENT)],
            origin=Origin(import_id=task.import_id, row=task.row),
            told_at=file_import.started_at,
            also=lambda within: self._imports.record(task.import_id, accepted, within),
        )
        if received.status is IntakeStatus.NEW:
            return _taken(task, RowStatus.ACCEPTED, lead)
        if received.status is IntakeStatus.REPEATED:
            return self._again(task, accepted)
        if received.status is IntakeStatus.ERASED:
            return self._rejected(task, "", (ERASED,))
        self._tie(task, person_keys_of(received.lead_id, details))
        duplicate = RowResult(row=task.row, status=RowStatus.DUPLICATE, lead_id=received.lead_id)
        self._imports.record(task.import_id, duplicate)
        return _taken(task, RowStatus.DUPLICATE)

    def _again(self, task: TakeRow, earlier: RowResult) -> RowTaken:
        """The result of a row that was taken before; its lead only if it still waits. The lead of an
        erased person is not there any more, and needs nothing more.
        """
        if earlier.status is not RowStatus.ACCEPTED or earlier.lead_id is None:
            return _taken(task, earlier.status)
        try:
            lead = self._leads.get(earlier.lead_id)
        except NotFound:
            return _taken(task, RowStatus.PROCESSED)
        if lead.status is LeadStatus.RECEIVED:
            return _taken(task, RowStatus.ACCEPTED, lead)
        status = STATUS_OF_LEAD.get(lead.status, RowStatus.ACCEPTED)
        self._imports.record(task.import_id, earlier.model_copy(update={"status": status}))
        return _taken(task, status)

    def _rejected(
        self, task: TakeRow, original: Mapping[str, Any] | str, reasons: tuple[str, ...]
    ) -> RowTaken:
        text = json.dumps(original, ensure_ascii=True, default=str)
        result = RowResult(
            row=task.row,
            status=RowStatus.REJECTED,
            reasons=reasons,
            original=text if len(text) <= MAX_KEPT else json.dumps(f"{text[:2_000]}…"),
        )
        cells = words_of(original) if isinstance(original, str) else map(str, original.values())
        if not isinstance(original, str):
            self._intake.heed(original, f"import:{task.import_id}")
        self._tie(task, [key for cell in cells for key in keys_in(cell)])
        self._imports.record(task.import_id, result)
        return _taken(task, RowStatus.REJECTED)

    def _tie(self, task: TakeRow, keys: Iterable[str]) -> None:
        """Has an erasure find a row that became no lead, by the persons it names."""
        self._subjects.tie_row(keys, Origin(import_id=task.import_id, row=task.row))

    def _faults(self, details: NewLead | None) -> tuple[str, ...]:
        """What is wrong with a well-formed lead as things stand."""
        if details is None:
            return ()
        found = self._intake.faults(details, self._clock())
        return tuple(f"{fault.pointer.removeprefix('/')}: {fault.detail}" for fault in found)

    def _import(self, import_id: str) -> FileImport:
        """The import, read once a container: what a row needs of it does not change."""
        if import_id not in self._known:
            if len(self._known) >= _KNOWN_IMPORTS:
                self._known.pop(next(iter(self._known)))
            self._known[import_id] = self._imports.get(import_id)
        return self._known[import_id]


def _correlation(task: TakeRow) -> str:
    return f"{task.import_id}-{task.row}"


def _taken(task: TakeRow, status: RowStatus, lead: Lead | None = None) -> RowTaken:
    return RowTaken(status=status, correlation_id=_correlation(task), lead=lead)
