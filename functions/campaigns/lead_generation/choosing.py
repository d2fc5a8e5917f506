"""Which companies a brief can mean, and what a person's quality makes of them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.campaigns.brief import Audience
from baton.campaigns.prospects.prospect import ProspectStatus
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.size_range import SizeRange
from functions.campaigns.lead_generation.sources.source import CompanySearch

THRESHOLD = 0.7
"""The quality from which a person is qualified (requirement D2)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """A quality of 0 to 1 as a range, whose ends are the same if all is known; ``why`` in sentences."""

    least: float
    most: float
    why: tuple[str, ...] = ()

    @property
    def status(self) -> ProspectStatus:
        """Whether it is good enough for sure, surely not, or unknown."""
        if self.least >= THRESHOLD:
            return ProspectStatus.HANDED_OVER
        return ProspectStatus.UNDECIDED if self.most >= THRESHOLD else ProspectStatus.NOT_QUALIFIED


Rate = Callable[[FoundCompany, FoundPerson, Audience], Quality]
"""Rates a person of a company."""

INVALID, UNKNOWN = "invalid", "unknown"
"""The verdicts on an address that reaches nobody, and on one that nobody could check."""

CheckEmail = Callable[[str], tuple[str, bool]]
"""What the e-mail check says of an address, and whether it is one of a role."""


def search_of(audience: Audience) -> CompanySearch:
    """What sources are asked for."""
    wanted = audience.company_size
    size = SizeRange(least=wanted.at_least, most=wanted.at_most) if wanted else None
    return CompanySearch(
        industries=audience.industries,
        countries=audience.countries,
        size=size,
        keywords=audience.keywords,
        websites=audience.websites,
        limit=audience.limit,
    )


def may_be_meant(company: FoundCompany, search: CompanySearch) -> bool:
    """Whether nothing that is known of a company speaks against it. What is unknown does not; an
    industry that differs in words lowers the quality, and excludes nobody.
    """
    elsewhere = bool(search.countries and company.country) and (
        company.country not in search.countries
    )
    size = company.size
    other_size = search.size is not None and size is not None and not size.overlaps(search.size)
    return not elsewhere and not other_size


def chosen(companies: Iterable[FoundCompany], search: CompanySearch) -> list[FoundCompany]:
    """The companies that may be meant, at most the limit: those that were named in the brief first, then
    those of which most is known.
    """
    named = [one for one in companies if may_be_meant(one, search)]

    def rank(company: FoundCompany) -> tuple[bool, int, str]:
        known = sum(company.value(name) is not None for name in ("domain", "size", "industry"))
        return ("brief" not in company.sources, -known, company.key)

    return sorted(named, key=rank)[: search.limit]


def shared_quality(
    people: Sequence[FoundPerson],
    own: Mapping[int, Quality],
    role: Iterable[int],
) -> dict[int, Quality]:
    """The qualities of one company's people by their place. An address of a role has no title: it stands
    for its company, and so has the quality of the best person who was found there.
    """
    roles = set(role)
    persons = [own[place] for place in range(len(people)) if place not in roles]
    best = max(persons, key=lambda one: (one.least, one.most), default=None)
    shared = dict(own)
    for place in roles:
        if best is not None and (best.least, best.most) > (own[place].least, own[place].most):
            shared[place] = Quality(best.least, best.most, (*best.why, "it stands for its company"))
    return shared


def findings_of(
    companies: int, people: int, qualified: int, *, ran_out: bool, heard: bool
) -> tuple[str, ...]:
    """What somebody should know of a run's search, in sentences."""
    found = []
    if not heard:
        found.append("No source of leads answered: connect one, or drop a list under companies/.")
    elif not companies:
        found.append("Nobody matches the audience: no source knows a company like this.")
    elif not people:
        found.append("The companies that match have no people or addresses that a source knows.")
    elif not qualified:
        found.append("People were found, and none of them surely qualifies.")
    if ran_out:
        found.append("The time of the step was over before every source was asked for everything.")
    return tuple(found)
