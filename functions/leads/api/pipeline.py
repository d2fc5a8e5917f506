"""Processing a stored lead while its caller waits."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.errors import BatonError, Unavailable
from baton.core.observability import logger
from baton.leads.container import Leads
from baton.leads.held_leads import HeldLeads
from baton.leads.lead import Lead, LeadStatus, PipelineInput
from baton.leads.lead_repository import LeadRepository
from baton.leads.pipeline_run import WORKFLOW
from baton.messaging.entries import run_id
from baton.messaging.outbox import Outbox
from baton.messaging.workflows import WorkflowResult, Workflows
from functions.leads.api import SERVICE

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


AGAIN_AFTER = timedelta(seconds=5)
"""When a run that failed is tried again, at the earliest."""


class LeadPipeline:
    """Runs ``lead_pipeline`` for leads that this worker holds, or whose outbox entry it has claimed."""

    def __init__(
        self,
        *,
        workflows: Workflows,
        outbox: Outbox,
        leads: LeadRepository,
        held: HeldLeads,
        clock: Clock,
        worker: str,
        lease_seconds: int,
    ) -> None:
        self._workflows = workflows
        self._outbox = outbox
        self._leads = leads
        self._held = held
        self._clock = clock
        self._worker = worker
        self._lease_seconds = lease_seconds

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The pipeline of a platform."""
        return cls(
            workflows=platform.workflows,
            outbox=platform.outbox,
            leads=platform.area(Leads).leads,
            held=HeldLeads.of(platform),
            clock=platform.clock,
            worker=platform.worker,
            lease_seconds=platform.settings.lease_seconds,
        )

    def take_over(self, lead: Lead) -> Lead:
        """Goes on with a lead that an attempt before this one has stored.

        Gives it as it is if it is through, or if another worker holds it.
        """
        if lead.status is not LeadStatus.RECEIVED:
            return lead
        if lead.held:
            mine = self._held.take_over(lead, self._worker)
        else:
            now, lease = self._clock(), self._lease_seconds
            entry_id = run_id(lead.lead_id)
            mine = bool(self._outbox.claim(entry_id, self._worker, now=now, lease_seconds=lease))
        return self._run(lead, just_received=False) if mine else lead

    def process(self, lead: Lead) -> Lead:
        """The lead that was received a moment ago, with its report, or as it was if the pipeline did not
        come to its end.

        Never raises: the lead is stored, and what is missing is the outbox's work from here on.
        """
        return self._run(lead, just_received=True)

    def _run(self, lead: Lead, *, just_received: bool) -> Lead:
        given = PipelineInput(
            lead=lead, correlation_id=lead.correlation_id, just_received=just_received
        )
        try:
            return _lead_in(self._workflows.run(WORKFLOW, given.to_json(), name=lead.lead_id))
        except BatonError as error:
            log = logger(SERVICE)
            log.warning("The pipeline did not finish.", extra={"why": str(error)})
        return self._give_back(lead)

    def _give_back(self, lead: Lead) -> Lead:
        """Leaves the lead to the outbox, unless it came through after all."""
        try:
            stored = self._leads.get(lead.lead_id)
            if not self._held.give_back(stored, AGAIN_AFTER):
                self._outbox.defer(run_id(lead.lead_id), self._worker, self._clock() + AGAIN_AFTER)
            return stored
        except BatonError:
            logger(SERVICE).warning("The lead could not be given back; its lease will end.")
            return lead


def _lead_in(result: WorkflowResult) -> Lead:
    """The lead a run ended with. Raises ``Unavailable`` if it ended otherwise."""
    if result.output is None:
        raise Unavailable(f"lead_pipeline ended with {result.error}")
    try:
        return Lead.model_validate(result.output.get("lead"))
    except ValidationError as error:
        raise Unavailable("lead_pipeline gave something other than a lead") from error
