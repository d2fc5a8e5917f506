"""Showing a person everything that is kept of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from baton.core.clock import Clock
from baton.privacy.personal_data import Json
from baton.privacy.subject import Tie
from baton.privacy.subject_repository import SubjectRepository
from functions.platform.erasure.models import Export
from functions.platform.erasure.person import Person, Persons
from functions.platform.erasure.wiring import Kept

_WITHOUT_WORDS = {"imports", "escalations"}
"""What stays of a record that is gone, and tells nothing of anybody."""

PAGE_BYTES = 150_000
"""Of records on a page: a workflow carries 256 KB, of which one more record may take 100."""


@dataclass(frozen=True, slots=True)
class SubjectExporter:
    """Collects what is kept."""

    subjects: SubjectRepository
    persons: Persons
    kept: Kept
    clock: Clock

    def page(self, subject: str, cursor: str | None) -> Export | None:
        """The records after ``cursor``, as many as fit; ``None`` if nothing is kept of the person.

        Raises ``NotFound`` for somebody nobody knows.
        """
        person = self.persons.find(subject)
        left = [tie for tie in person.ties if cursor is None or tie.record_id > cursor]
        records, size, more = list[Json](), 0, False
        for tie in left:
            if size > PAGE_BYTES:
                more = True
                break
            if shown := self._shown(tie):
                records.append(shown)
                size += len(json.dumps(shown))
        first = cursor is None
        whole = {key: found for key in person.keys if first and (found := self._whole(key))}
        rows = tuple(self._rows(person)) if first else ()
        if first and not (records or whole or rows):
            return None
        return Export(
            subject=subject,
            keys=person.keys,
            exported_at=self.clock(),
            records=tuple(records),
            person=whole,
            rows=rows,
            next_cursor=records[-1]["record_id"] if more else None,
        )

    def _shown(self, tie: Tie) -> Json:
        """All that is kept of a record, by store; empty if it is gone with all that belonged to it."""
        record = self.kept.record(tie)
        found = {one.name: shown for one in self.kept.stores if (shown := one.show(record))}
        if record.document is None and set(found) <= _WITHOUT_WORDS:
            return {}
        return {"record_id": tie.record_id, **found}

    def _whole(self, key: str) -> Json:
        """All that is kept under a key, by store. What is only closed is of nobody known."""
        found = {one.name: shown for one in self.kept.persons if (shown := one.show(key))}
        closed = found.get("contact_status")
        return (
            {} if closed and set(found) == {"contact_status"} and not closed.get("sends") else found
        )

    def _rows(self, person: Person) -> Iterator[Json]:
        origins = [origin for key in person.keys for origin in self.subjects.rows(key)]
        records = [self.kept.record(tie) for tie in person.ties]
        for files in self.kept.files:
            yield from files.show(person.keys, records, origins)
