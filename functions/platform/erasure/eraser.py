"""Erasing a person, so that it can end anywhere and be begun again.

1. tombstones: from now on nothing comes in that was asked before, whoever still carries it
2. all keys and records are found once more: what came in just before the tombstones is among them
3. files: what a person is recognised by there is told by records, which are still there
4. each record: what knows the person by name first; then the record itself, without which no
   transaction about it commits; then everything under its id
5. what is known of the person as a whole, and which rows named them
6. once it is verified: which records were whose

Each store is emptied by what is found in it, so a step that was done before finds nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baton.core.clock import Clock
from baton.core.errors import StaleVersion
from baton.privacy.subject import Erasure, ErasureStatus, Tie
from baton.privacy.subject_repository import SubjectRepository
from functions.platform.erasure.person import Persons
from functions.platform.erasure.wiring import Kept

TRIES = 4
"""How often a record is forgotten while others change what is kept of it."""

Enough = Callable[[], bool]
"""Whether the time for this step is over."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases."""

    subjects: SubjectRepository
    persons: Persons
    kept: Kept
    clock: Clock

    def go_on(self, erasure: Erasure, enough: Enough, *, verify: bool = False) -> Erasure:
        """The erasure as far as it came: erased or, after ``verify``, verified, unless the time was
        over. Raises ``Unavailable``; going on later is safe.
        """
        erasure, ties = self._buried(erasure)
        counts = Counter(erasure.erased)
        counts["files"] += self._forget_rows(erasure, ties)
        done = 0
        for tie in ties:
            if enough():
                return self._kept(erasure, counts, records=erasure.records + done)
            done += self._forget_record(tie, counts)
        for key in erasure.keys:
            counts.update({one.name: one.forget(key) for one in self.kept.persons})
            self.subjects.untie_rows(key)
        changes = {"status": ErasureStatus.ERASED, "erased_at": erasure.erased_at or self.clock()}
        if verify:
            for tie in ties:
                self.subjects.forget(tie)
            changes = {"status": ErasureStatus.VERIFIED, "verified_at": self.clock()}
        return self._kept(erasure, counts, records=erasure.records + done, **changes)

    def _buried(self, erasure: Erasure) -> tuple[Erasure, tuple[Tie, ...]]:
        """Sets tombstones until all that hangs together has one. Records that came after the erasure
        was asked for are a new enquiry, and are left alone.
        """
        keys, ties = erasure.keys, tuple[Tie, ...]()
        while True:
            self.subjects.bury(keys, erasure.requested_at)
            person = self.persons.closed(keys, erasure.untied)
            ties = tuple(tie for tie in person.ties if tie.received_at <= erasure.requested_at)
            if set(person.keys) == set(keys):
                break
            keys = person.keys
        self.subjects.bury([tie.record_id for tie in ties], erasure.requested_at)
        if keys != erasure.keys:
            erasure = erasure.model_copy(update={"keys": keys})
            self.subjects.keep(erasure)
        return erasure, ties

    def _forget_rows(self, erasure: Erasure, ties: Sequence[Tie]) -> int:
        rows: defaultdict[str, set[int]] = defaultdict(set)
        origins = [tie.origin for tie in ties if tie.origin]
        for origin in (*origins, *(one for key in erasure.keys for one in self.subjects.rows(key))):
            rows[origin.import_id].add(origin.row)
        records = [self.kept.record(tie) for tie in ties]
        named = {file: frozenset(numbers) for file, numbers in rows.items()}
        return sum(files.forget(erasure.keys, records, named) for files in self.kept.files)

    def _forget_record(self, tie: Tie, counts: Counter[str]) -> int:
        """Forgets a record in every store. Gives 1 if it was still there."""
        for tried in range(1, TRIES + 1):
            record = self.kept.record(tie)
            try:
                for store in self.kept.stores:
                    counts[store.name] += store.forget(record)
            except StaleVersion:
                if tried == TRIES:
                    raise
            else:
                return int(record.document is not None)
        raise AssertionError("every try returns or raises")

    def _kept(self, erasure: Erasure, counts: Counter[str], **changes: object) -> Erasure:
        erased = {name: count for name, count in sorted(counts.items()) if count}
        further = erasure.model_copy(update={"erased": erased, **changes})
        self.subjects.keep(further)
        return further
