"""The assembly step's task and result."""

from baton.contracts.assessment import Assessment, Category, Temperature
from baton.contracts.base import Contract
from baton.contracts.campaign import CampaignAdvice
from baton.contracts.engagement import EngagementPlan
from baton.contracts.handoff import Handoff
from baton.contracts.lead import Lead, Resume


class AssemblyTask(Contract):
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


class AssemblyResult(Contract):
    """The lead as it was stored, with its report."""

    lead: Lead
