"""The assembly step's task and result."""

from baton.core.contract import Contract
from baton.escalation.case import Resume
from baton.leads.advice import CampaignAdvice
from baton.leads.assessment import Assessment, Category, Temperature
from baton.leads.engagement import EngagementPlan
from baton.leads.lead import Lead
from baton.messaging.handoff import Handoff


class ResultWriterTask(Contract):
    """Everything a lead's pipeline brought. Without a plan the lead waits for a person.

    A lead that was ``handed_over`` after it had been processed keeps what else its report has.
    """

    lead: Lead
    assessment: Assessment
    category: Category
    temperature: Temperature
    handoffs: tuple[Handoff, ...]
    plan: EngagementPlan | None = None
    advice: CampaignAdvice | None = None
    resume: Resume | None = None
    handed_over: bool = False

    @property
    def waits_for_a_person(self) -> bool:
        """Whether a case is opened: nothing was planned, or the message needs a person's answer."""
        return self.plan is None or (self.plan.for_a_person and not self.handed_over)


class ResultWriterResult(Contract):
    """The lead as it was stored, with its report."""

    lead: Lead
