"""A lead source in memory."""

from dataclasses import dataclass, replace
from typing import Any

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)


@dataclass
class FakeSource:
    """See ``LeadSource``. ``ends`` is how it answers besides what it has, if not by having said all;
    ``notes`` come with every answer.
    """

    name: str = "own_files"
    known: tuple[FoundCompany, ...] = ()
    staff: tuple[FoundPerson, ...] = ()
    ends: Outcome | None = None
    notes: tuple[str, ...] = ()

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        meant = [
            one
            for one in self.known
            if not (search.countries and one.country and one.country not in search.countries)
        ]
        return self._answer(tuple(meant[: search.limit]))

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        theirs = [one for one in self.staff if one.company_domain == company.domain]
        return self._answer(tuple(theirs[: search.limit]))

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        return self._answer(tuple(one for one in self.known if one.domain == company.domain)[:1])

    def _answer(self, records: tuple[Any, ...]) -> SourceAnswer[Any]:
        if self.ends:
            return SourceAnswer(self.ends, records, "it was told to", notes=self.notes)
        return replace(SourceAnswer.of(records), notes=self.notes)
