"""The engagement agent's task and result."""

from baton.core.contract import Contract
from baton.leads.assessment import Assessment, Category
from baton.leads.engagement import EngagementPlan
from baton.leads.lead import Lead
from baton.messaging.handoff import Handoff, Route


class EngagementTask(Contract):
    """A lead handed over by triage."""

    lead: Lead
    assessment: Assessment
    category: Category
    handoff: Handoff


class EngagementResult(Contract):
    """The plan, and who else should look at the lead."""

    plan: EngagementPlan
    handoffs: tuple[Route, ...] = ()
