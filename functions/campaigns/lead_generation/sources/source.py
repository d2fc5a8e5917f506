"""The port of lead sources: what a source is asked, and what it can answer.

"Nothing found" is an answer about the world; "blocked", "quota" and "not connected" are answers about
the source, and say nothing of whether there is anybody. They are never mixed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.size_range import SizeRange
from baton.campaigns.prospects.told import SourcedRecord

MOST_COMPANIES = 10_000
"""The most companies of a search."""

Found_co = TypeVar("Found_co", bound=SourcedRecord, covariant=True)


class Outcome(StrEnum):
    """How a source answered."""

    FOUND = "found"
    NOTHING = "nothing"
    """it was asked, and has nobody"""
    BLOCKED = "blocked"
    """it refuses for now: too many requests, or a site that wants no visitors"""
    QUOTA = "quota"
    """its credits, or those of this run, are used up"""
    NOT_CONNECTED = "not_connected"
    """no key, no file, or one that is refused"""
    UNAVAILABLE = "unavailable"
    """it does not answer, or not in a form that can be read"""
    NOT_OFFERED = "not_offered"
    """it has no search of this kind, and was not asked"""


@dataclass(frozen=True, slots=True)
class SourceAnswer(Generic[Found_co]):
    """What a source gave. What it found before it stopped is kept: ``records`` may be there with any
    outcome. ``why`` says in a sentence what stopped it, ``charged`` counts the credits it took, and
    ``notes`` are what else is worth knowing, each in a sentence.
    """

    outcome: Outcome
    records: tuple[Found_co, ...] = ()
    why: str = ""
    charged: int = 0
    again_at: datetime | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, records: tuple[Found_co, ...], *, charged: int = 0) -> "SourceAnswer[Found_co]":
        """The answer of a source that has said all it has."""
        return cls(Outcome.FOUND if records else Outcome.NOTHING, records, charged=charged)


@dataclass(frozen=True, slots=True)
class CompanySearch:
    """Which companies are looked for. Empty means any; ``limit`` is 1 to ``MOST_COMPANIES``."""

    industries: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    size: SizeRange | None = None
    keywords: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    limit: int = 100


@dataclass(frozen=True, slots=True)
class PeopleSearch:
    """Which people of a company are looked for. ``limit`` is 1 to 100 for each company."""

    titles: tuple[str, ...] = ()
    limit: int = 10


class LeadSource(Protocol):
    """A source. No method raises for what a source may do: that is its answer. A method may be asked
    again after a crash: it changes nothing outside, but may charge again.
    """

    @property
    def name(self) -> str:
        """How records and reports call it, as ``companies_house``."""
        ...

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """Companies that the search is about, at most its limit. A source that cannot filter by
        something gives what it has: the run judges each company again.
        """
        ...

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """People and role addresses of a company, at most the search's limit."""
        ...

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """What the source knows besides of a company: at most one record."""
        ...


class NotOffered:
    """The answers of a source without a kind of search, for adapters to inherit."""

    def companies(self, search: CompanySearch) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``."""
        del search
        return SourceAnswer(Outcome.NOT_OFFERED)

    def people(self, company: FoundCompany, search: PeopleSearch) -> SourceAnswer[FoundPerson]:
        """See ``LeadSource``."""
        del company, search
        return SourceAnswer(Outcome.NOT_OFFERED)

    def enrich(self, company: FoundCompany) -> SourceAnswer[FoundCompany]:
        """See ``LeadSource``."""
        del company
        return SourceAnswer(Outcome.NOT_OFFERED)
