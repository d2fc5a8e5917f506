"""The engagement agent's task and result."""

from baton.contracts.assessment import Assessment, Category
from baton.contracts.base import Contract
from baton.contracts.engagement import EngagementPlan
from baton.contracts.handoff import Handoff, Route
from baton.contracts.lead import Lead


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
