"""What the optimiser keeps: reviews, the cases that follow from them, and what was agreed to."""

from datetime import datetime, timedelta

from baton.campaigns.campaign import AcceptedChange, Campaign, CampaignReview
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.changes import change_effects
from baton.campaigns.events import CAMPAIGN_REVIEWED, CampaignReviewed
from baton.core.clock import NewId
from baton.core.errors import NotFound
from baton.effects.repository import EffectRepository
from baton.escalation.case import Escalation
from baton.escalation.repository import EscalationRepository
from baton.escalation.service import CaseService
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transaction, Transactions
from functions.campaigns.optimizer.case import case_about, needs_case, still_stands


class ReviewRepository:
    """Keeps everything about one campaign in one transaction, on the version that was read.

    There is one case about a campaign at a time, and no new one for ``ask_again_after`` from a
    decision: the last review names the case, each review passes the name on while the case stands,
    and of two reviews at once the second finds a version that it has not read. What is logged as
    accepted is planned as effects in the same transaction, if ``carries_out``: each is made once.
    """

    def __init__(
        self,
        *,
        campaigns: CampaignRepository,
        escalations: EscalationRepository,
        outbox: Outbox,
        effects: EffectRepository,
        carries_out: bool,
        transactions: Transactions,
        new_id: NewId,
        days_to_decide: int,
        ask_again_after: timedelta,
    ) -> None:
        self._campaigns = campaigns
        self._escalations = escalations
        self._outbox = outbox
        self._cases = CaseService(escalations, outbox)
        self._effects = effects
        self._carries_out = carries_out
        self._transactions = transactions
        self._new_id = new_id
        self._days_to_decide = days_to_decide
        self._ask_again_after = ask_again_after

    def standing_case(self, campaign: Campaign, now: datetime) -> str | None:
        """The id of the case that a person has, or decided lately, about the campaign."""
        last = campaign.last_review
        if last is None or last.escalation_id is None:
            return None
        try:
            case = self._escalations.get(last.escalation_id)
        except NotFound:
            return None  # erased since
        return case.escalation_id if still_stands(case, now, self._ask_again_after) else None

    def keep_review(
        self,
        campaign: Campaign,
        review: CampaignReview,
        correlation_id: str,
        accepted: AcceptedChange | None = None,
    ) -> CampaignReview:
        """Keeps a review, announces it, and opens its case if a person must be asked.

        ``accepted``, what follows from it without a person, goes to the campaign's change log. Gives
        the review as it is kept. Raises ``StaleVersion`` if the campaign was changed.
        """
        case: Escalation | None = None
        if needs_case(campaign, review):
            review = review.model_copy(update={"escalation_id": self._new_id()})
            case = case_about(
                campaign, review, correlation_id=correlation_id, days=self._days_to_decide
            )
        log = (*campaign.accepted, accepted) if accepted else campaign.accepted
        with self._transactions.begin() as unit:
            changed = campaign.next_version(review.at, last_review=review, accepted=log)
            self._campaigns.replace(changed, unit)
            if case:
                self._cases.open(case, unit)
            if accepted:
                self._plan(campaign, accepted, correlation_id, review.at, unit)
            self._outbox.add(self._announcement(review, correlation_id), unit)
        return review

    def keep_accepted(self, campaign: Campaign, accepted: AcceptedChange, now: datetime) -> None:
        """Keeps what a person agreed to. Raises ``StaleVersion`` if the campaign was changed."""
        with self._transactions.begin() as unit:
            more = (*campaign.accepted, accepted)
            self._campaigns.replace(campaign.next_version(now, accepted=more), unit)
            self._plan(campaign, accepted, str(accepted.escalation_id), now, unit)

    def _plan(
        self,
        campaign: Campaign,
        accepted: AcceptedChange,
        correlation_id: str,
        now: datetime,
        unit: Transaction,
    ) -> None:
        """Has what is logged carried out, if there is a system that does it."""
        if not self._carries_out:
            return
        planned = change_effects(
            campaign.campaign_id, accepted, correlation_id=correlation_id, now=now
        )
        for effect in planned:
            self._effects.put(effect, unit)

    def _announcement(self, review: CampaignReview, correlation_id: str) -> OutboxEntry:
        reviewed = CampaignReviewed(
            campaign_id=review.campaign_id,
            review_id=review.review_id,
            outcome=review.outcome,
            escalation_id=review.escalation_id,
        )
        return announcement(
            CAMPAIGN_REVIEWED,
            reviewed,
            sender="campaign_optimizer",
            message_id=self._new_id(),
            subject_id=review.campaign_id,
            correlation_id=correlation_id,
            now=review.at,
        )
