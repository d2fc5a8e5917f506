"""Lead generation: the agent that finds companies and people for a campaign (requirements D1, D2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.brief import Audience
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.prospects.merging import merged_companies, merged_people
from baton.campaigns.prospects.prospect import (
    NOTICE_WITHIN,
    Prospect,
    ProspectStatus,
    prospect_id_of,
)
from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.campaigns.prospects.told import LegalBasis
from baton.campaigns.run import CampaignRun, RunCost, RunStepName
from baton.campaigns.run_changes import StepReport
from baton.campaigns.run_step import RunStep, StepWork
from baton.campaigns.run_writer import RunWriter
from baton.core.clock import Clock
from baton.core.message import AgentName
from baton.core.wording import counted
from functions.campaigns.lead_generation.asking import Asking
from functions.campaigns.lead_generation.choosing import (
    INVALID,
    THRESHOLD,
    UNKNOWN,
    CheckEmail,
    Quality,
    Rate,
    chosen,
    findings_of,
    may_be_meant,
    search_of,
    shared_quality,
)
from functions.campaigns.lead_generation.handing_over import HandingOver
from functions.campaigns.lead_generation.sources.source import LeadSource, Outcome, PeopleSearch

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

TIME, CHECKS = timedelta(minutes=9), timedelta(minutes=12)
"""How long after the beginning sources are asked, and addresses checked; the function may run for 15
minutes. An address that was not checked is unknown.
"""

A_COMPANY = 10
"""People of one company at most."""

BRIEF = "brief"
"""The source of what the brief itself names."""


class LeadGeneration(RunStep):
    """From a brief to companies, to people, to leads: each step from what the sources know, with who
    told what and why it may be held. A source that does not answer is told, and ends nothing.
    """

    name: ClassVar[AgentName] = "lead_generation"
    step: ClassVar[RunStepName] = RunStepName.LEAD_GENERATION

    def __init__(
        self,
        writer: RunWriter,
        clock: Clock,
        *,
        sources_of: Callable[[str], Sequence[LeadSource]],
        handing_over: HandingOver,
        check_email: CheckEmail,
        rate: Rate,
    ) -> None:
        super().__init__(writer, clock)
        self._sources_of = sources_of
        self._handing_over = handing_over
        self._check_email = check_email
        self._rate = rate

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        from functions.campaigns.lead_generation.rating import check_of, rated
        from functions.campaigns.lead_generation.sources.wiring import SourceParts

        return cls(
            cls.writer_of(platform),
            platform.clock,
            sources_of=SourceParts.of(platform).sources_of,
            handing_over=HandingOver.of(platform),
            check_email=check_of(platform),
            rate=rated,
        )

    def work(self, run: CampaignRun) -> StepWork:
        """See ``RunStep``."""
        now, audience = self._now(), run.brief.audience
        asking = Asking(self._sources_of(run.run_id), self._now, now + TIME)
        companies = self._companies(asking, audience, now)
        people, records = self._people(asking, companies, audience)
        prospects = self._prospects(run, people, now)
        kept = [self._handing_over.keep(one, run.correlation_id, now) for one in prospects]
        part = _part(asking, companies, prospects, kept, records)
        return StepWork(
            part=part,
            report=StepReport(summary=_summary(part), cost=RunCost(source_credits=asking.charged)),
        )

    def _companies(self, asking: Asking, audience: Audience, now: datetime) -> list[FoundCompany]:
        """The companies that may be meant, merged and enriched, at most as many as people are wanted."""
        search = search_of(audience)
        named = [
            FoundCompany.of(BRIEF, now, LegalBasis.NOT_PERSONAL, website=one)
            for one in audience.websites
        ]
        found = merged_companies([*named, *asking.companies(search)])
        enriched = [asking.enriched(one) for one in chosen(found, search)]
        return [one for one in merged_companies(enriched) if may_be_meant(one, search)]

    def _people(
        self, asking: Asking, companies: Sequence[FoundCompany], audience: Audience
    ) -> tuple[list[tuple[FoundCompany, tuple[FoundPerson, ...]]], int]:
        """The people of each company, merged, up to the audience's limit, and how many records told of
        them.
        """
        found, records, left = [], 0, audience.limit
        for company in companies:
            if left <= 0:
                break
            search = PeopleSearch(titles=audience.titles, limit=A_COMPANY)
            told = asking.people(company, search)
            if email := company.value("email"):
                told.append(_role_of(company, email))
            people = merged_people(told)[:left]
            records += len(told)
            left -= len(people)
            found.append((company, people))
        return found, records

    def _prospects(
        self,
        run: CampaignRun,
        found: Sequence[tuple[FoundCompany, Sequence[FoundPerson]]],
        now: datetime,
    ) -> list[Prospect]:
        """Everybody who was found, rated. Who is closed is neither checked nor rated; addresses of roles
        come before those of persons.
        """
        closed = self._handing_over.closed([one for _, people in found for one in people])
        made: list[Prospect] = []
        for company, people in found:
            checks = [None if one.email in closed else self._checked(one, now) for one in people]
            own = {
                place: self._rate(company, one, run.brief.audience)
                for place, one in enumerate(people)
            }
            roles = [place for place, check in enumerate(checks) if check and check[1]]
            quality = shared_quality(people, own, roles)
            made += [
                _prospect(
                    run,
                    _Candidate(company, one, checks[place], quality[place], one.email in closed),
                    now,
                )
                for place, one in enumerate(people)
            ]
        return sorted(made, key=lambda one: (not one.is_role, one.rank))

    def _checked(self, person: FoundPerson, begun: datetime) -> tuple[str, bool] | None:
        """The verdict on a person's address; ``None`` without one."""
        if person.email is None:
            return None
        if self._now() >= begun + CHECKS:
            return UNKNOWN, False
        return self._check_email(person.email)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A person on the way to a prospect. ``shut`` is one who is not to be contacted."""

    company: FoundCompany
    person: FoundPerson
    check: tuple[str, bool] | None
    quality: Quality
    shut: bool


def _prospect(run: CampaignRun, one: _Candidate, now: datetime) -> Prospect:
    quality, check = one.quality, one.check
    status, why = quality.status, quality.why
    if one.shut:
        status, why = (
            ProspectStatus.CLOSED,
            ("the person wants no contact, or asked to be forgotten",),
        )
    elif status is ProspectStatus.HANDED_OVER and (check is None or check[0] == INVALID):
        status = ProspectStatus.NO_ADDRESS
        missing = "there is no address" if check is None else "mail to the address reaches nobody"
        why = (*why, missing)
    return Prospect(
        prospect_id=prospect_id_of(run.campaign_id, one.person),
        campaign_id=run.campaign_id,
        run_id=run.run_id,
        company=one.company,
        person=one.person,
        is_role=bool(check and check[1]),
        verdict=check[0] if check else None,
        least=quality.least,
        most=quality.most,
        status=status,
        why=why[:30],
        found_at=now,
        notice_by=now + NOTICE_WITHIN,
    )


def _role_of(company: FoundCompany, email: str) -> FoundPerson:
    """The company's own address, as whoever told of it did."""
    word = company.word("email")
    source, at = (word.source, word.at) if word else (BRIEF, company.told[0].at)
    return FoundPerson.of(
        source,
        at,
        LegalBasis.NOT_PERSONAL,
        where=word.where if word else None,
        email=email,
        country=company.country,
        company=company.name,
        company_domain=company.domain,
    )


def _part(
    asking: Asking,
    companies: Sequence[FoundCompany],
    prospects: Sequence[Prospect],
    kept: Sequence[bool],
    records: int,
) -> LeadsPart:
    rated = [one for one in prospects if one.status is not ProspectStatus.CLOSED]
    middles = [(one.least + one.most) / 2 for one in rated]
    qualified = sum(one.least >= THRESHOLD for one in rated)
    handed = [one.status is ProspectStatus.HANDED_OVER for one in prospects]
    heard = any(
        one.outcome in {Outcome.FOUND, Outcome.NOTHING} or one.companies for one in asking.reports
    )
    return LeadsPart(
        companies=len(companies),
        found=len(prospects),
        merged=max(0, records - len(prospects)),
        qualified=qualified,
        undecided=sum(one.status is ProspectStatus.UNDECIDED for one in prospects),
        handed_over=sum(new and over for new, over in zip(kept, handed, strict=True)),
        known_before=sum(not new for new in kept),
        average_quality=round(sum(middles) / len(middles), 4) if middles else None,
        sources=asking.reports,
        findings=findings_of(
            len(companies), len(prospects), qualified, ran_out=asking.ran_out, heard=heard
        ),
    )


def _summary(part: LeadsPart) -> str:
    return (
        f"{counted(part.found, 'person', 'people')} found at"
        f" {counted(part.companies, 'company', 'companies')};"
        f" qualified: {part.qualified:,}, new as leads: {part.handed_over:,}"
    )
