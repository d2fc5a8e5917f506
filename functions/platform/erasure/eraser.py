"""Erasing a person, so that it can end anywhere and be begun again.

1. tombstones: from now on nothing comes in that was asked before, whoever still carries it
2. all keys and leads are found once more: what came in just before the tombstones is among them
3. files: what a person is recognised by there is told by leads, which are still there
4. each lead: experiments first, which know the person by name; then the lead itself, without which no
   transaction about it commits; then everything under its id
5. what is known of the person as a whole, and which rows named them
6. once it is verified: which leads were whose

Each store is emptied by what is found in it, so a step that was done before finds nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baton.core.clock import Clock
from baton.core.errors import NotFound, StaleVersion
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.privacy.subject import Erasure, ErasureStatus, Tie
from baton.privacy.subject_repository import SubjectRepository
from functions.platform.erasure.dropped_files import DroppedFiles
from functions.platform.erasure.identity import Identity
from functions.platform.erasure.knowledge import Knowledge
from functions.platform.erasure.person import Persons
from functions.platform.erasure.personal_data_stores import TRIES, PersonalDataStore, Traced

Enough = Callable[[], bool]
"""Whether the time for this step is over."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases. ``keepers`` are in the order in which they forget a lead."""

    subjects: SubjectRepository
    leads: LeadRepository
    persons: Persons
    files: DroppedFiles
    keepers: Sequence[PersonalDataStore]
    knowledge: Knowledge
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
                return self._kept(erasure, counts, leads=erasure.leads + done)
            done += self._forget_lead(tie, counts)
        for key in erasure.keys:
            counts.update(self.knowledge.forget(key))
            self.subjects.untie_rows(key)
        changes = {"status": ErasureStatus.ERASED, "erased_at": erasure.erased_at or self.clock()}
        if verify:
            for tie in ties:
                self.subjects.forget(tie)
            changes = {"status": ErasureStatus.VERIFIED, "verified_at": self.clock()}
        return self._kept(erasure, counts, leads=erasure.leads + done, **changes)

    def _buried(self, erasure: Erasure) -> tuple[Erasure, tuple[Tie, ...]]:
        """Sets tombstones until all that hangs together has one. Leads that came after the erasure
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
        self.subjects.bury([tie.lead_id for tie in ties], erasure.requested_at)
        if keys != erasure.keys:
            erasure = erasure.model_copy(update={"keys": keys})
            self.subjects.keep(erasure)
        return erasure, ties

    def _forget_rows(self, erasure: Erasure, ties: Sequence[Tie]) -> int:
        rows: defaultdict[str, set[int]] = defaultdict(set)
        origins = [tie.origin for tie in ties if tie.origin]
        for origin in (*origins, *(one for key in erasure.keys for one in self.subjects.rows(key))):
            rows[origin.import_id].add(origin.row)
        told = [lead.details for tie in ties if (lead := self._lead(tie))]
        return self.files.forget(Identity.of(erasure.keys, told), rows)

    def _forget_lead(self, tie: Tie, counts: Counter[str]) -> int:
        """Forgets a lead in every store. Gives 1 if it was still there."""
        for tried in range(1, TRIES + 1):
            traced = Traced(tie, self._lead(tie))
            try:
                for keeper in self.keepers:
                    counts[keeper.name] += keeper.forget(traced)
            except StaleVersion:
                if tried == TRIES:
                    raise
            else:
                return int(traced.lead is not None)
        raise AssertionError("every try returns or raises")

    def _lead(self, tie: Tie) -> Lead | None:
        try:
            return self.leads.get(tie.lead_id)
        except NotFound:
            return None

    def _kept(self, erasure: Erasure, counts: Counter[str], **changes: object) -> Erasure:
        erased = {name: count for name, count in sorted(counts.items()) if count}
        further = erasure.model_copy(update={"erased": erased, **changes})
        self.subjects.keep(further)
        return further
