"""Asks all sources of a run, and keeps account of how each of them answered."""

from collections.abc import Sequence
from datetime import datetime

from baton.campaigns.parts.leads import SourceReport
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.told import WEBSITES, SourcedRecord
from baton.core.clock import Clock
from functions.campaigns.lead_generation.sources.source import (
    CompanySearch,
    LeadSource,
    Outcome,
    PeopleSearch,
    SourceAnswer,
)

_ENDS = frozenset({Outcome.BLOCKED, Outcome.QUOTA, Outcome.NOT_CONNECTED, Outcome.UNAVAILABLE})
"""After these a source is not asked again in this run; one website says nothing of the others."""

LONGEST, MOST_FINDINGS = 300, 20
"""Characters of a finding, and findings of a source."""

ENRICHED = ("size", "industry", "country")
"""What a company is enriched for: what its qualification needs."""


class Asking:
    """The sources of one run. No question is begun after ``until``."""

    def __init__(self, sources: Sequence[LeadSource], clock: Clock, until: datetime) -> None:
        self._sources = tuple(sources)
        self._clock = clock
        self._until = until
        self._reports = {
            one.name: SourceReport(source=one.name, outcome=Outcome.NOT_OFFERED) for one in sources
        }
        self._notes: dict[str, dict[str, None]] = {one.name: {} for one in sources}
        self._gone: set[str] = set()
        self.ran_out = False

    @property
    def reports(self) -> tuple[SourceReport, ...]:
        """How each source answered, in their order."""
        return tuple(
            one.model_copy(update={"findings": _shortened(tuple(self._notes[one.source]))})
            for one in self._reports.values()
        )

    @property
    def charged(self) -> int:
        """The credits that all of them took."""
        return sum(one.credits for one in self._reports.values())

    def companies(self, search: CompanySearch) -> list[FoundCompany]:
        """What the sources know; each is asked for as many as are wanted in all, since they overlap."""
        found: list[FoundCompany] = []
        for source in self._open():
            answer = source.companies(search)
            self._note(source.name, answer, companies=len(answer.records))
            found += answer.records
        return found

    def enriched(self, company: FoundCompany) -> FoundCompany:
        """The company with what sources add, until nothing that matters is missing."""
        for source in self._open():
            if not any(company.value(name) is None for name in ENRICHED):
                break
            if source.name in company.sources:
                continue  # it has said what it knows
            answer = source.enrich(company)
            self._note(source.name, answer, companies=len(answer.records))
            company = FoundCompany.merged([company, *answer.records])
        return company

    def people(self, company: FoundCompany, search: PeopleSearch) -> list[FoundPerson]:
        """The people of a company whom the sources know."""
        found: list[FoundPerson] = []
        for source in self._open():
            answer = source.people(company, search)
            self._note(source.name, answer, people=len(answer.records))
            found += answer.records
        return found

    def _open(self) -> list[LeadSource]:
        if self._clock() >= self._until:
            self.ran_out = True
            return []
        return [one for one in self._sources if one.name not in self._gone]

    def _note(self, name: str, answer: SourceAnswer[SourcedRecord], **counts: int) -> None:
        before = self._reports[name]
        self._notes[name].update(dict.fromkeys(_said(answer)))
        was = Outcome(before.outcome)
        outcome = later(was, answer.outcome)
        if name == WEBSITES and Outcome.FOUND in {was, answer.outcome}:
            outcome = Outcome.FOUND
        changed = {key: getattr(before, key) + number for key, number in counts.items()}
        self._reports[name] = before.model_copy(
            update={
                **changed,
                "outcome": outcome.value,
                "credits": before.credits + answer.charged,
                "why": (answer.why or before.why)[:300]
                if outcome is answer.outcome
                else before.why,
            }
        )
        of_one_site = name == WEBSITES and answer.outcome is not Outcome.NOT_CONNECTED
        if answer.outcome in _ENDS and not of_one_site:
            self._gone.add(name)


def _said(answer: SourceAnswer[SourcedRecord]) -> tuple[str, ...]:
    """What an answer says beside its records."""
    ends = answer.outcome in _ENDS and answer.why and not answer.notes
    return tuple(one[:LONGEST] for one in (answer.why, *answer.notes)[0 if ends else 1 :])


def _shortened(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The first of many, and how many more there are."""
    if len(notes) <= MOST_FINDINGS:
        return notes
    shown = notes[: MOST_FINDINGS - 1]
    return (*shown, f"and {len(notes) - len(shown):,} more")


def later(before: Outcome, now: Outcome) -> Outcome:
    """How a source stands after one more answer: what ended it counts most, then that it found somebody,
    that it found nobody, and that it was not asked.
    """
    order = (Outcome.NOT_OFFERED, Outcome.NOTHING, Outcome.FOUND)
    if now in _ENDS:
        return now
    if before in _ENDS:
        return before
    return max(before, now, key=order.index)
