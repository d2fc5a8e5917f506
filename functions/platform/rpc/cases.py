"""Opening a case for a person about a lead or a campaign, once for each request."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from baton.campaigns.campaign import Campaign, CampaignStatus
from baton.campaigns.container import Campaigns
from baton.core.errors import AlreadyExists, Conflict, NotFound
from baton.escalation.case import CaseSubject, Escalation, EscalationStatus
from baton.http.methods import CallContext
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadStatus
from baton.messaging.entries import case_opening
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

LEAD_RECOMMENDATIONS = (
    "Approve: the lead is processed anew and engaged.",
    "Refuse: the lead is closed and nobody is contacted.",
)


class Cases:
    """Opens cases that wait ``life`` for a decision."""

    def __init__(self, platform: "Platform", *, life: timedelta) -> None:
        self._platform = platform
        self._life = life

    def open(
        self,
        subject: CaseSubject,
        subject_id: str,
        *,
        escalation_id: str,
        reason: str,
        recommendations: tuple[str, ...],
        asked: CallContext,
    ) -> Escalation:
        """The case; one transaction keeps it, what its subject says of it, and the order to start the
        workflow that waits. Raises ``NotFound``, or ``Conflict`` if the subject cannot wait now.
        """

        def attempt() -> Escalation:
            try:
                return self._platform.escalations.get(escalation_id)
            except NotFound:
                pass
            now = self._platform.clock()
            case = Escalation(
                escalation_id=escalation_id,
                subject=subject,
                subject_id=subject_id,
                reason=reason,
                opened_by=asked.name,
                opened_at=now,
                expires_at=now + self._life,
                correlation_id=asked.correlation_id,
            )
            return self._kept(case, recommendations, now)

        try:
            return retry_on_conflict(attempt)
        except AlreadyExists:
            return self._platform.escalations.get(escalation_id)

    def _kept(
        self, case: Escalation, recommendations: tuple[str, ...], now: datetime
    ) -> Escalation:
        if case.subject is CaseSubject.LEAD:
            lead = self._platform.area(Leads).leads.get(case.subject_id)
            case = _with(case, recommendations or LEAD_RECOMMENDATIONS, _lead_facts(lead))
            with self._platform.transactions.begin() as within:
                self._platform.area(Leads).leads.replace(_waiting(lead, case, now), within)
                self._keep(case, within, now)
            return case
        campaign = self._platform.area(Campaigns).campaigns.get(case.subject_id)
        self._check_free(campaign)
        named = _named(campaign, case, now)
        facts, proposed = _campaign_facts(named)
        case = _with(case, recommendations or proposed, facts)
        with self._platform.transactions.begin() as within:
            self._platform.area(Campaigns).campaigns.replace(named, within)
            self._keep(case, within, now)
        return case

    def _keep(self, case: Escalation, within: Transaction, now: datetime) -> None:
        self._platform.escalations.add(case, within)
        self._platform.outbox.add(case_opening(case, now=now), within)

    def _check_free(self, campaign: Campaign) -> None:
        """A campaign has one open case at a time."""
        review = campaign.last_review
        if review is None or review.escalation_id is None:
            return
        try:
            case = self._platform.escalations.get(review.escalation_id)
        except NotFound:
            return
        if case.status is EscalationStatus.OPEN:
            raise Conflict(f"A person has the case {case.escalation_id} about this campaign.")


def _with(case: Escalation, recommendations: tuple[str, ...], facts: dict[str, Any]) -> Escalation:
    return case.model_copy(update={"recommendations": recommendations, "case": facts})


def _waiting(lead: Lead, case: Escalation, now: datetime) -> Lead:
    """The lead as it waits for the person. Raises ``Conflict`` if it is not processed."""
    if lead.status is not LeadStatus.PROCESSED or lead.report is None:
        raise Conflict(f"The lead is {lead.status}; only a processed one can be put to a person.")
    report = lead.report.model_copy(update={"escalation_id": case.escalation_id})
    return lead.model_copy(
        update={
            "version": lead.version + 1,
            "status": LeadStatus.ESCALATED,
            "updated_at": now,
            "report": report,
        }
    )


def _lead_facts(lead: Lead) -> dict[str, Any]:
    """What the person sees of the case. No personal data: the lead itself is one link away."""
    if lead.report is None:
        return {}
    assessment = lead.report.assessment
    return {
        "score": assessment.score,
        "confidence": assessment.confidence,
        "category": lead.report.category.value,
        "temperature": lead.report.temperature.value,
        "urgency": assessment.urgency.value,
    }


def _campaign_facts(campaign: Campaign) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The facts and what is proposed. Raises ``Conflict`` without a review, on which a person's
    decision is carried out.
    """
    review = campaign.last_review
    if review is None or campaign.details.status is CampaignStatus.ENDED:
        raise Conflict("Only a campaign that runs and was reviewed can be put to a person.")
    facts = {
        "campaign": campaign.details.name,
        "platform": campaign.details.platform,
        "review": review.to_json(),
    }
    return facts, tuple(proposal.text for proposal in review.proposals)


def _named(campaign: Campaign, case: Escalation, now: datetime) -> Campaign:
    """The campaign whose last review names the case."""
    review = campaign.last_review
    named = review.model_copy(update={"escalation_id": case.escalation_id}) if review else None
    return campaign.model_copy(
        update={"version": campaign.version + 1, "updated_at": now, "last_review": named}
    )
