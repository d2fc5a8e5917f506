"""The triage agent's task and result."""

from baton.core.contract import Contract
from baton.leads.assessment import Assessment, Category, Temperature
from baton.leads.lead import Lead
from baton.messaging.handoff import Route


class TriageTask(Contract):
    """A new lead."""

    lead: Lead


class TriageResult(Contract):
    """What kind of lead it is and who takes it next; the first handoff is the main one."""

    assessment: Assessment
    category: Category
    temperature: Temperature
    handoffs: tuple[Route, ...]
