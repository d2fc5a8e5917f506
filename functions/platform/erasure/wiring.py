"""What is kept of persons, by the areas that are on and by the platform itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baton.core.areas import contributions
from baton.facts.personal_facts import PersonalFacts
from baton.facts.registered_kinds import fact_kinds
from baton.privacy.personal_data import (
    PersonalData,
    PersonalDataStore,
    PersonFiles,
    PersonStore,
    SubjectRecord,
)
from baton.privacy.subject import Tie
from functions.platform.erasure.documents import Documents
from functions.platform.erasure.platform_stores import (
    Answers,
    Cached,
    Cases,
    Contacts,
    Effects,
    Episodes,
    Handoffs,
    LongTerm,
    Traces,
    Turns,
)

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept of persons, in the order in which it is forgotten: what knows a person by
    name first, then records, without which nothing about them commits any more, then what
    hangs on a record's id.
    """

    parts: tuple[PersonalData, ...]

    @classmethod
    def of(cls, platform: "Platform") -> "Kept":
        """What the areas that are on keep, and then what the platform keeps."""
        areas = (area.personal_data(platform) for area in contributions("personal_data"))
        return cls((*areas, _own(platform)))

    @property
    def stores(self) -> Iterator[PersonalDataStore]:
        """What is kept of records."""
        return (store for part in self.parts for store in part.stores)

    @property
    def persons(self) -> Iterator[PersonStore]:
        """What is kept under a person's keys."""
        return (store for part in self.parts for store in part.persons)

    @property
    def files(self) -> Iterator[PersonFiles]:
        """Where a person may have rows."""
        return (files for part in self.parts for files in part.files)

    def tie_of(self, record_id: str) -> Tie | None:
        """The tie of a record that has none of its own; ``None`` if no area has such a record."""
        return next((tie for part in self.parts if (tie := part.tie_of(record_id))), None)

    def record(self, tie: Tie) -> SubjectRecord:
        """What all areas know of a tied record."""
        told = [part.describe(tie) for part in self.parts]
        return SubjectRecord(
            tie=tie,
            document=next((one.document for one in told if one.document is not None), None),
            names=tuple(name for one in told for name in one.names),
            cases=tuple(case for one in told for case in one.cases),
            conversations=tuple(name for one in told for name in one.conversations),
        )


def _own(platform: "Platform") -> PersonalData:
    """What the platform keeps. Patterns in the knowledge graph are of many, and stay."""
    transactions, outbox, clock = platform.transactions, platform.outbox, platform.clock
    searched = (
        (Episodes(platform.episodes), Documents(platform.knowledge_base))
        if platform.settings.episodes_endpoint
        else ()
    )
    return PersonalData(
        stores=(
            Cases(platform.escalations, outbox, transactions, clock),
            Effects(platform.effects),
            Turns(platform.short_term),
            Handoffs(platform.handoffs),
            Traces(platform.traces),
            Answers(platform.requests, platform.claims, platform.subjects, clock),
        ),
        persons=(
            LongTerm(platform.long_term),
            *searched,
            Cached(platform.shared_cache),
            Contacts(platform.contact_statuses),
        ),
        files=(PersonalFacts(platform.files, fact_kinds),),
    )
