"""What drafting takes and gives."""

from pydantic import Field

from baton.core.contract import Contract
from baton.leads.events import LeadProcessed


class DraftingTask(LeadProcessed):
    """A lead that came to the end of its pipeline, as the event tells it."""


class Drafted(Contract):
    """How one step's text came about: by which model or by the template, and why."""

    step: int = Field(ge=1)
    written_by: str
    reason: str
    prompt_version: str | None = None
    cost_micros: int = 0


class DraftingResult(Contract):
    """What was written, and whether it is kept: not if the plan moved on meanwhile. ``note`` says why
    nothing was.
    """

    lead_id: str
    read: int | None = Field(default=None, description="the lead's version that was written for")
    version: int | None = Field(default=None, description="the lead's, with the drafts in it")
    drafts: tuple[Drafted, ...] = ()
    note: str | None = None
