"""What each kind of work is, once its entry is claimed.

Why a workflow is *run* (StartSyncExecution, and the worker waits) and not *started*:

- the outcome is known, so a failed run is counted and deferred with a backoff at once, instead of
  being found out when its lease ends;
- the lanes of those who wait bound how many run at once, so that a backlog of thousands meets the
  rest of Baton as a steady stream;
- waiting is cheap: 0.3 s of a 512 MB function on arm64 are $0.000002.

Nobody settles the entry of a registered run here: its workflow deletes it in the transaction that
keeps the result. That makes a crash harmless wherever it comes, as for a lead::

    0 s     claim: the entry is this worker's until 60 s, attempts + 1
    0 s     the lead is read, the run begins; its own time limit is 25 s
    0.3 s   the result writer commits: lead processed, entry gone, lead.processed in the outbox

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

from baton.core.message import Message
from baton.core.observability import logger
from baton.messaging.bus import Bus
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from baton.messaging.outbox_work import WorkFailed
from baton.messaging.workflows import Workflows
from functions.platform.outbox.batch_result import EntryOutcome
from functions.platform.outbox.run_policies import RunPolicies

Drop = Callable[[OutboxEntry], EntryOutcome]
"""Deletes an entry that is not needed any more, if it is still this worker's."""


class EntryHandlers:
    """Carries out claimed entries and settles them. Everything here may happen twice."""

    def __init__(
        self, *, outbox: Outbox, bus: Bus, workflows: Workflows, runs: RunPolicies, drop: Drop
    ) -> None:
        self._outbox = outbox
        self._bus = bus
        self._workflows = workflows
        self._runs = runs
        self._drop = drop
        self._by_work: dict[Work, Callable[[OutboxEntry], EntryOutcome]] = {
            Work.PUBLISH: self._publish_one,
            Work.RUN_WORKFLOW: self._run_workflow,
            Work.START_WORKFLOW: self._start_workflow,
            Work.COMPLETE_TASK: self._complete_task,
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
        failed: list[OutboxEntry] = []
        for entry, (name, message) in zip(entries, events, strict=True):
            if message.message_id in refused:
                failed.append(entry)
                continue
            fields = {"correlation_id": message.correlation_id, "event": name}
            logger("outbox").info("an event was published", extra=fields)
        self._outbox.settle([entry.entry_id for entry in entries if entry not in failed])
        return tuple(failed)

    def _publish_one(self, entry: OutboxEntry) -> EntryOutcome:
        if self.publish([entry]):
            raise WorkFailed("The bus did not take the message.")
        return EntryOutcome.DONE

    def _run_workflow(self, entry: OutboxEntry) -> EntryOutcome:
        workflow, given = _workflow(entry)
        policy = self._runs.of(entry)
        prepared = policy.prepare(entry) if policy else given
        if prepared is None:
            return self._drop(entry)
        name = f"{entry.entry_id}-{entry.attempts}"
        result = self._workflows.run(workflow, prepared, name=name)
        if result.output is None:
            raise WorkFailed(result.error or f"{workflow} failed and did not say why.")
        if policy is None:
            return self._drop(entry)
        policy.check(result.output)
        return EntryOutcome.DONE

    def _start_workflow(self, entry: OutboxEntry) -> EntryOutcome:
        workflow, given = _workflow(entry)
        self._workflows.start(workflow, given, name=entry.subject_id)
        self._outbox.settle([entry.entry_id])
        return EntryOutcome.DONE

    def _complete_task(self, entry: OutboxEntry) -> EntryOutcome:
        token, output = entry.payload.get("task_token"), entry.payload.get("output")
        if not isinstance(token, str) or not isinstance(output, dict):
            raise WorkFailed("The entry holds no task token, or no output.")
        self._workflows.complete_task(token, output)
        self._outbox.settle([entry.entry_id])
        return EntryOutcome.DONE


def _event(entry: OutboxEntry) -> tuple[str, Message]:
    """What a publishing entry holds. Raises ``ValueError``, as pydantic does, if it does not."""
    name = entry.payload.get("event")
    if not isinstance(name, str):
        raise ValueError("the entry names no event")
    return name, Message.model_validate(entry.payload.get("message"))


def _workflow(entry: OutboxEntry) -> tuple[str, dict[str, Any]]:
    """The workflow that an entry names, and its input."""
    workflow, given = entry.payload.get("workflow"), entry.payload.get("input")
    if not isinstance(workflow, str) or not isinstance(given, dict):
        raise WorkFailed("The entry names no workflow, or has no input for it.")
    return workflow, given
