"""Cases about campaigns: what a person sees, and what a decision may change."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from baton.campaigns.campaign import SUBJECT, Campaign, CampaignReview, CampaignStatus
from baton.campaigns.container import Campaigns
from baton.campaigns.content import approval
from baton.campaigns.parts.content import ContentPart
from baton.campaigns.proposal_changes import faults_in
from baton.campaigns.run_changes import answered
from baton.campaigns.run_writer import RunWriter
from baton.core.errors import Conflict, NotFound
from baton.escalation.case import Escalation, EscalationStatus, NewDecision, Verdict
from baton.escalation.subjects import CaseSubject, Writes
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class CampaignCases:
    """See ``baton.escalation.subjects.SubjectPolicy``."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """See ``SubjectPolicy``. The campaign's last review is what is decided about, and names the
        case from now on; there is one open case about a campaign at a time.
        """
        campaigns = self._platform.area(Campaigns).campaigns
        campaign = campaigns.get(case.subject_id)
        self._check_free(campaign)
        review = _reviewed(campaign).model_copy(update={"escalation_id": case.escalation_id})
        campaigns.replace(campaign.next_version(case.opened_at, last_review=review), within)
        proposed = tuple(proposal.text for proposal in review.proposals)
        words = case.recommendations or proposed
        return case.model_copy(update={"recommendations": words, "case": facts(campaign, review)})

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """See ``SubjectPolicy``: what the optimiser could not carry out."""
        if decision.verdict is not Verdict.CHANGE:
            return {}
        kept = case.case.get("review")
        proposals = CampaignReview.model_validate(kept).proposals if kept else ()
        return faults_in(proposals, decision.changes)

    def ended(self, case: Escalation, now: datetime) -> Writes | None:
        """See ``SubjectPolicy``: the optimiser is the workflow's next step, and follows a decision."""
        del case, now
        return None

    def _check_free(self, campaign: Campaign) -> None:
        review = campaign.last_review
        if review is None or review.escalation_id is None:
            return
        try:
            case = self._platform.escalations.get(review.escalation_id)
        except NotFound:
            return
        if case.status is EscalationStatus.OPEN:
            raise Conflict(f"A person has the case {case.escalation_id} about this campaign.")


def _reviewed(campaign: Campaign) -> CampaignReview:
    """The campaign's last review. Raises ``Conflict`` without one, on which a person's decision is
    carried out, and for a campaign that has ended.
    """
    if campaign.last_review is None or campaign.details.status is CampaignStatus.ENDED:
        raise Conflict("Only a campaign that runs and was reviewed can be put to a person.")
    return campaign.last_review


def facts(campaign: Campaign, review: CampaignReview) -> dict[str, Any]:
    """What a person sees of a case about a review."""
    return {
        "campaign": campaign.details.name,
        "platform": campaign.details.platform,
        "review": review.to_json(),
    }


class ContentCases:
    """See ``baton.escalation.subjects.SubjectPolicy``: pieces of content that wait for approval."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """See ``SubjectPolicy``. Only the content creator knows which pieces wait."""
        del case, within
        raise Conflict("Content is put to a person by the content creator, when it is written.")

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """See ``SubjectPolicy``."""
        return approval.faults_in(case, decision)

    def ended(self, case: Escalation, now: datetime) -> Writes:
        """See ``SubjectPolicy``: the pieces are approved or rejected, and the run goes on."""
        area = self._platform.area(Campaigns)
        writer = RunWriter.of("escalation", self._platform)
        pieces = [area.content.get(case.subject_id, one) for one in approval.pieces_in(case)]
        changed = [one for one in (approval.after_case(one, case, now) for one in pieces) if one]
        run = area.runs.get(case.subject_id, str(case.case["run_id"]))
        part = approval.with_pieces(run.content or ContentPart(), changed)
        waits = part.waiting == case.escalation_id
        told = run.model_copy(
            update={"content": part.model_copy(update={"waiting": None}) if waits else part}
        )
        after = answered(told, now) if waits else told.next_version(now)

        def write(within: Transaction) -> None:
            for one in changed:
                area.content.replace(one, within)
            writer.replace(run, after, within)

        return write


SUBJECTS = (
    CaseSubject(
        name=approval.SUBJECT,
        personal=False,
        path="/api/v1/campaigns/{subject_id}/content",
        policy=ContentCases,
    ),
    CaseSubject(
        name=SUBJECT,
        personal=False,
        path="/api/v1/campaigns/{subject_id}",
        policy=CampaignCases,
    ),
)
