"""Writing a run: its next version, what subscribers hear, and what lets its workflow go on, together."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from baton.campaigns.container import Campaigns
from baton.campaigns.events import CAMPAIGN_RUN_CHANGED, CampaignRunChanged
from baton.campaigns.run import CampaignRun
from baton.campaigns.run_repository import RunRepository
from baton.campaigns.run_turns import turn_of
from baton.core.clock import Clock, NewId
from baton.core.message import AgentName
from baton.messaging.announcements import announcement
from baton.messaging.entries import task_completion, workflow_start
from baton.messaging.outbox import Outbox
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

WORKFLOW = "campaign_run"

Writes = Callable[[Transaction], None]
"""Adds writes to a transaction."""


class RunWriter:
    """The one place that writes runs. ``sender`` is who announces what changed."""

    def __init__(
        self,
        sender: AgentName,
        *,
        runs: RunRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._sender = sender
        self._runs = runs
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The writer of a platform."""
        return cls(
            sender,
            runs=platform.area(Campaigns).runs,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def get(self, campaign_id: str, run_id: str) -> CampaignRun:
        """The run as it is kept. Raises ``NotFound``."""
        return self._runs.get(campaign_id, run_id)

    def begin(self, run: CampaignRun, within: Transaction) -> None:
        """Keeps a new run and has its workflow started."""
        self._runs.add(run, within)
        self._start(run, within)
        self._announce(run, within)

    def change(
        self,
        campaign_id: str,
        run_id: str,
        change: Callable[[CampaignRun], CampaignRun],
        writes: Writes | None = None,
    ) -> CampaignRun:
        """Writes what ``change`` makes of the run that is kept, with more ``writes``; again if somebody
        else was faster. A change that gives back the same run writes nothing.
        """

        def attempt() -> CampaignRun:
            kept = self._runs.get(campaign_id, run_id)
            changed = change(kept)
            if changed is kept:
                return kept
            with self._transactions.begin() as within:
                self.replace(kept, changed, within)
                if writes is not None:
                    writes(within)
            return changed

        return retry_on_conflict(attempt)

    def replace(self, kept: CampaignRun, changed: CampaignRun, within: Transaction) -> None:
        """Keeps the next version of a run; one that was held and is not any more goes on, and one that
        has another execution has its workflow started.
        """
        self._runs.replace(changed, within)
        self._announce(changed, within)
        if kept.task_token is not None and changed.task_token != kept.task_token:
            now = self._clock()
            output = turn_of(changed, kept.execution, now).to_json()
            entry = task_completion(
                changed.run_id,
                kept.task_token,
                output,
                correlation_id=changed.correlation_id,
                now=now,
            )
            self._outbox.add(entry, within)
        if changed.execution != kept.execution:
            self._start(changed, within)

    def _start(self, run: CampaignRun, within: Transaction) -> None:
        given = {
            "campaign_id": run.campaign_id,
            "run_id": run.run_id,
            "execution": run.execution,
            "step": run.step.value,
            "visit": run.visit,
            "correlation_id": run.correlation_id,
        }
        entry = workflow_start(
            WORKFLOW,
            run.execution,
            given,
            correlation_id=run.correlation_id,
            now=self._clock(),
        )
        self._outbox.add(entry, within)

    def _announce(self, run: CampaignRun, within: Transaction) -> None:
        told = CampaignRunChanged(
            campaign_id=run.campaign_id,
            run_id=run.run_id,
            version=run.version,
            state=run.state,
            step=run.step,
            revision=run.revision,
            why=run.why,
        )
        entry = announcement(
            CAMPAIGN_RUN_CHANGED,
            told,
            sender=self._sender,
            message_id=self._new_id(),
            subject_id=run.run_id,
            correlation_id=run.correlation_id,
            now=self._clock(),
        )
        self._outbox.add(entry, within)
