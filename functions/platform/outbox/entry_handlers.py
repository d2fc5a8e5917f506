"""What each kind of work is, once its entry is claimed.

Why ``lead_pipeline`` is *run* (StartSyncExecution, and the worker waits) and not *started*:

- the outcome is known, so a failed run is counted and deferred with a backoff at once, instead of
  being found out when its lease ends;
- the lanes of those who wait bound how many pipelines run at once, so that a backlog of thousands
  meets the rest of the house as a steady stream;
- waiting is cheap: 0.3 s of a 512 MB function on arm64 are $0.000002.

Nobody settles the entry of a run here: the assembly deletes it in the transaction that changes the
lead. That makes a crash harmless wherever it comes::

    0 s     claim: the entry is this worker's until 60 s, attempts + 1
    0 s     the lead is read, the run begins; its own time limit is 25 s
    0.3 s   the assembly commits: lead processed, entry gone, lead.processed in the outbox

    the worker dies
      before the claim    the entry is as it was; the next sweep takes it
      before the commit   the lease ends at 60 s, after any run of ours; a sweep takes the entry and
                          runs the lead as it is then
      after the commit    there is no entry any more, and nothing to do
    the worker sleeps past its lease, and another runs the same lead
      both come to commit the lead's version lets one; the result of the other is dropped
"""

from collections.abc import Callable, Sequence
from typing import Any

from baton.core.errors import BatonError, NotFound
from baton.core.message import Message
from baton.core.observability import logger
from baton.leads.lead import LeadStatus, PipelineInput, Resume
from baton.leads.lead_repository import LeadRepository
from baton.messaging.bus import Bus
from baton.messaging.events import EventName
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from baton.messaging.workflows import Workflows
from functions.platform.outbox.batch_result import EntryOutcome

Drop = Callable[[OutboxEntry], EntryOutcome]
"""Deletes the run of a lead that does not need one."""


class WorkFailed(BatonError):
    """The work was begun and came to no result; trying again may help."""


class EntryHandlers:
    """Carries out claimed entries and settles them. Everything here may happen twice."""

    def __init__(
        self, *, leads: LeadRepository, outbox: Outbox, bus: Bus, workflows: Workflows, drop: Drop
    ) -> None:
        self._leads = leads
        self._outbox = outbox
        self._bus = bus
        self._workflows = workflows
        self._drop = drop
        self._by_work: dict[Work, Callable[[OutboxEntry], EntryOutcome]] = {
            Work.RUN_PIPELINE: self._run_pipeline,
            Work.OPEN_CASE: self._open_case,
            Work.COMPLETE_TASK: self._complete_task,
            Work.PUBLISH: self._publish_one,
            Work.RUN_ERASURE: self._run_erasure,
        }

    def carry_out(self, entry: OutboxEntry) -> EntryOutcome:
        """Does what an entry asks for. Raises ``WorkFailed``, or the error of a port that failed."""
        return self._by_work[entry.work](entry)

    def publish(self, entries: Sequence[OutboxEntry]) -> tuple[OutboxEntry, ...]:
        """Publishes with one call, settles what was taken, and gives what was not.

        Raises ``ValueError`` before anything is published if an entry holds no message.
        """
        events = [_event(entry) for entry in entries]
        refused = set(self._bus.publish(events))
        fates = {
            entry.entry_id: message.message_id in refused
            for entry, (_, message) in zip(entries, events, strict=True)
        }
        self._outbox.settle([key for key, is_refused in fates.items() if not is_refused])
        for name, message in events:
            if message.message_id not in refused:
                told = {"correlation_id": message.correlation_id, "event": name.value}
                logger("outbox").info("an event went out", extra=told)
        return tuple(entry for entry in entries if fates[entry.entry_id])

    def _publish_one(self, entry: OutboxEntry) -> EntryOutcome:
        if self.publish([entry]):
            raise WorkFailed("The bus did not take the message.")
        return EntryOutcome.DONE

    def _run_pipeline(self, entry: OutboxEntry) -> EntryOutcome:
        try:
            lead = self._leads.get(entry.subject_id)
        except NotFound:  # the person asked to be forgotten; an id never comes back
            self._outbox.settle([entry.entry_id])
            return EntryOutcome.DONE
        if lead.status is not LeadStatus.RECEIVED:
            return self._drop(entry)
        resume = entry.payload.get("resume")
        given = PipelineInput(
            lead=lead,
            correlation_id=entry.correlation_id,
            resume=Resume.model_validate(resume) if resume else None,
        )
        name = f"{entry.entry_id}-{entry.attempts}"
        result = self._workflows.run("lead_pipeline", given.to_json(), name=name)
        if result.output is None:
            raise WorkFailed(result.error or "The pipeline failed and did not say why.")
        if _status(result.output) == LeadStatus.RECEIVED:
            raise WorkFailed("The lead changed while it was processed.")
        return EntryOutcome.DONE

    def _open_case(self, entry: OutboxEntry) -> EntryOutcome:
        given = {"escalation_id": entry.subject_id, "correlation_id": entry.correlation_id}
        self._workflows.start("escalation_case", given, name=entry.subject_id)
        self._outbox.settle([entry.entry_id])
        return EntryOutcome.DONE

    def _run_erasure(self, entry: OutboxEntry) -> EntryOutcome:
        given = {"erasure_id": entry.subject_id, "correlation_id": entry.correlation_id}
        self._workflows.start("erasure", given, name=entry.subject_id)
        self._outbox.settle([entry.entry_id])
        return EntryOutcome.DONE

    def _complete_task(self, entry: OutboxEntry) -> EntryOutcome:
        token, output = entry.payload.get("task_token"), entry.payload.get("output")
        if not isinstance(token, str) or not isinstance(output, dict):
            raise WorkFailed("The entry holds no task token, or no output.")
        self._workflows.complete_task(token, output)
        self._outbox.settle([entry.entry_id])
        return EntryOutcome.DONE


def _event(entry: OutboxEntry) -> tuple[EventName, Message]:
    """What a publishing entry holds. Raises ``ValueError``, as pydantic does, if it does not."""
    name = EventName(str(entry.payload.get("event")))
    return name, Message.model_validate(entry.payload.get("message"))


def _status(output: dict[str, Any]) -> str:
    """The status of the lead in a pipeline's output."""
    lead = output.get("lead")
    if not isinstance(lead, dict) or "status" not in lead:
        raise WorkFailed("The pipeline ended without a lead.")
    return str(lead["status"])
