"""Showing a person everything that is kept of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.leads.files.import_repository import ImportRepository
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.privacy.subject import Tie
from baton.privacy.subject_repository import SubjectRepository
from functions.platform.erasure.dropped_files import DroppedFiles
from functions.platform.erasure.identity import Identity
from functions.platform.erasure.knowledge import Knowledge
from functions.platform.erasure.models import Export
from functions.platform.erasure.person import Person, Persons
from functions.platform.erasure.personal_data_stores import Json, PersonalDataStore, Traced

PAGE_BYTES = 150_000
"""Of leads on a page: a workflow carries 256 KB, of which one more lead may take 100."""


@dataclass(frozen=True, slots=True)
class SubjectExporter:
    """Collects what is kept."""

    subjects: SubjectRepository
    leads: LeadRepository
    imports: ImportRepository
    persons: Persons
    files: DroppedFiles
    keepers: Sequence[PersonalDataStore]
    knowledge: Knowledge
    clock: Clock

    def page(self, subject: str, cursor: str | None) -> Export | None:
        """The leads after ``cursor``, as many as fit; ``None`` if nothing is kept of the person.

        Raises ``NotFound`` for somebody nobody knows.
        """
        person = self.persons.find(subject)
        left = [tie for tie in person.ties if cursor is None or tie.lead_id > cursor]
        leads, size, more = list[Json](), 0, False
        for tie in left:
            if size > PAGE_BYTES:
                more = True
                break
            if shown := self._lead(tie):
                leads.append(shown)
                size += len(json.dumps(shown))
        first = cursor is None
        whole = {key: found for key in person.keys if first and (found := self.knowledge.show(key))}
        rows = tuple(self._rows(person)) if first else ()
        if first and not (leads or whole or rows):
            return None
        return Export(
            subject=subject,
            keys=person.keys,
            exported_at=self.clock(),
            leads=tuple(leads),
            person=whole,
            rows=rows,
            next_cursor=leads[-1]["lead_id"] if more else None,
        )

    def _lead(self, tie: Tie) -> Json:
        """All that is kept of a lead, by store; empty if it is gone with all that belonged to it."""
        lead = self._found(tie)
        traced = Traced(tie, lead)
        found = {keeper.name: kept for keeper in self.keepers if (kept := keeper.show(traced))}
        if lead is None and set(found) <= {"imports", "escalations"}:  # without words by now
            return {}
        return {"lead_id": tie.lead_id, **found}

    def _rows(self, person: Person) -> Iterator[Json]:
        for key in person.keys:
            for origin in self.subjects.rows(key):
                result = self.imports.row(origin.import_id, origin.row)
                yield {
                    "import_id": origin.import_id,
                    "row": origin.row,
                    **(result.to_json() if result else {}),
                }
        told = [lead.details for tie in person.ties if (lead := self._found(tie))]
        yield from self.files.history(Identity.of(person.keys, told))

    def _found(self, tie: Tie) -> Lead | None:
        try:
            return self.leads.get(tie.lead_id)
        except NotFound:
            return None
