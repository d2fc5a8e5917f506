"""Looking at everything that may explain an alarm, at once and without waiting for what is down."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

from baton.campaigns.campaign import CampaignStatus
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.overspend import RECENT, overspent
from baton.core.clock import Clock
from baton.core.observability import logger
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from baton.resilience.breaker import BreakerRepository
from baton.resilience.circuit import Circuit
from baton.resilience.dependencies import Dependency
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.agent_status import AgentStatus
from functions.platform.operations.cloud_control import CloudControl
from functions.platform.operations.diagnostics import Diagnostics, Overspent, Parked
from functions.platform.operations.models import Alarm
from functions.platform.operations.rules import function_of

LOOK_BACK = timedelta(minutes=15)
"""How far before an alarm its metric and errors are looked at."""

MOST_REDRIVES = 3
"""How often a parked entry is driven again before a person looks at it."""

OVERSPEND = 1.5
"""Times its daily budget: platforms may spend twice a day's budget on a day and even it out, but half
as much again on top of that is worth a look."""

_PARKED_AT_A_TIME = 100
_CAMPAIGNS = 100


class DiagnosticsCollector:
    """Gathers a picture. What does not answer, or fails, is named in it."""

    def __init__(
        self,
        *,
        machinery: CloudControl,
        outbox: Outbox,
        breakers: BreakerRepository,
        agents: AgentRegistry,
        campaigns: CampaignRepository,
        clock: Clock,
        prefix: str,
    ) -> None:
        self._machinery = machinery
        self._outbox = outbox
        self._breakers = breakers
        self._agents = agents
        self._campaigns = campaigns
        self._clock = clock
        self._prefix = prefix

    def look(self, alarm: Alarm, *, errors_since: datetime | None = None) -> Diagnostics:
        """The picture now. ``errors_since`` narrows the errors to those after a recovery."""
        now, name = self._clock(), alarm.name.removeprefix(self._prefix)
        function, rang_at = function_of(name), alarm.state.at
        since = errors_since or rang_at - LOOK_BACK
        asked: dict[str, Callable[[], Any]] = {
            "metric": lambda: self._metric(alarm, now),
            "circuits": self._circuits,
            "queues": self._machinery.depths,
            "parked": self._parked,
            "oldest": lambda: self._oldest(now),
            "agents": lambda: self._ill(now),
            "overspent": lambda: self._overspent(now.date()) if "overspend" in name else (),
        }
        if function:
            asked["errors"] = lambda: self._machinery.errors(function, since, now)
            asked["deployed"] = lambda: self._machinery.deployed(function)
        found, silent = _all(asked)
        return Diagnostics(alarm=name, rang_at=rang_at, now=now, silent=silent, **found)

    def _metric(self, alarm: Alarm, now: datetime) -> tuple[str, ...]:
        for one in alarm.configuration.metrics:
            if isinstance(metric := one.get("metricStat"), dict):
                return self._machinery.metric(metric, alarm.state.at - LOOK_BACK, now)
        return ()

    def _circuits(self) -> dict[str, Circuit]:
        return {one.value: self._breakers.read(one.value) for one in Dependency}

    def _parked(self) -> Parked:
        return parked_of(self._outbox.put_aside(_PARKED_AT_A_TIME))

    def _oldest(self, now: datetime) -> timedelta:
        return max(
            (now - one.available_at for one in self._outbox.due(now, 1)), default=timedelta()
        )

    def _ill(self, now: datetime) -> tuple[AgentStatus, ...]:
        return tuple(one for one in self._agents.statuses(now) if not one.available)

    def _overspent(self, today: date) -> tuple[Overspent, ...]:
        """Running campaigns whose last two days have one that was much too dear."""
        found: list[Overspent] = []
        page = self._campaigns.page(status=CampaignStatus.ACTIVE, limit=_CAMPAIGNS)
        for campaign in page.items:
            budget = campaign.details.daily_budget
            days = self._campaigns.metrics(campaign.campaign_id, today - RECENT, today + RECENT)
            if spent := overspent(budget, days, today):
                found.append(Overspent(campaign.campaign_id, spent, budget.amount, budget.currency))
        return tuple(found)


def parked_of(entries: tuple[OutboxEntry, ...]) -> Parked:
    """What parked entries are, and the last reasons of those that are no lead's."""
    others = [one for one in entries if one.work is not Work.RUN_PIPELINE]
    free = tuple(one.entry_id for one in others if one.redriven < MOST_REDRIVES)
    reasons = (f"{one.work.value}: {one.reason}" for one in others if one.reason)
    return Parked(
        free=free,
        leads=len(entries) - len(others),
        spent=len(others) - len(free),
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _all(asked: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What everybody said, and who said nothing."""
    found: dict[str, Any] = {}
    silent: list[str] = []
    with ThreadPoolExecutor(len(asked), thread_name_prefix="look") as threads:
        running: dict[str, Future[Any]] = {name: threads.submit(ask) for name, ask in asked.items()}
        for name, future in running.items():
            try:
                found[name] = future.result()
            except Exception as error:  # noqa: BLE001 (a look that fails is itself evidence)
                silent.append(name)
                logger("operations").warning(
                    "a look failed", extra={"at": name, "error": type(error).__name__}
                )
    return found, tuple(silent)
