"""The triage agent's task and result."""

from baton.contracts.assessment import Assessment, Category, Temperature
from baton.contracts.base import Contract
from baton.contracts.handoff import Route
from baton.contracts.lead import Lead


class TriageTask(Contract):
    """A new lead."""

    lead: Lead


class TriageResult(Contract):
    """What kind of lead it is and who takes it next; the first handoff is the main one."""

    assessment: Assessment
    category: Category
    temperature: Temperature
    handoffs: tuple[Route, ...]
