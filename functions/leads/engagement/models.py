"""The engagement agent's task and result."""

from baton.core.contract import Contract
from baton.escalation.case import Resume
from baton.leads.assessment import Assessment, Category
from baton.leads.engagement import EngagementPlan
from baton.leads.lead import Lead
from baton.messaging.handoff import Handoff, Route


class EngagementTask(Contract):
    """A lead handed over by triage; ``resume`` is the decision with which a person sent it on."""

    lead: Lead
    assessment: Assessment
    category: Category
    handoff: Handoff
    resume: Resume | None = None


class EngagementResult(Contract):
    """The plan, and who else should look at the lead."""

    plan: EngagementPlan
    handoffs: tuple[Route, ...] = ()
