"""Looking at everything that may explain an alarm, at once and without waiting for what is down."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from baton.core.clock import Clock
from baton.core.observability import logger
from baton.incidents.incident import Diagnosis, Remedy, RemedyName
from baton.incidents.remedies import AreaRemedy, RemedyPolicy
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.messaging.outbox_work import workflow_of
from baton.resilience.breaker import BreakerRepository
from baton.resilience.circuit import Circuit
from baton.resilience.dependencies import Dependency
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.agent_status import AgentStatus
from functions.platform.operations.cloud_control import CloudControl
from functions.platform.operations.diagnostics import (
    Calls,
    Deployed,
    Diagnostics,
    FailingFunction,
    Parked,
)
from functions.platform.operations.models import Alarm
from functions.platform.operations.rules import area_of

LOOK_BACK = timedelta(minutes=15)
"""How far before an alarm its metric and errors are looked at."""

MOST_FUNCTIONS = 5
"""Of the functions that fail, how many are looked into: more than can be taken back in an hour."""

MOST_REDRIVES = 3
"""How often a parked entry is driven again before a person looks at it."""

_PARKED_AT_A_TIME = 100


class DiagnosticsCollector:
    """Gathers diagnostics. What does not answer, or fails, is named in them. ``functions`` are those of
    each area, which have an alarm together."""

    def __init__(
        self,
        *,
        cloud: CloudControl,
        outbox: Outbox,
        breakers: BreakerRepository,
        agents: AgentRegistry,
        remedies: Mapping[RemedyName, AreaRemedy],
        policies: Mapping[RemedyName, RemedyPolicy],
        escalated: Container[str | None],
        clock: Clock,
        prefix: str,
        functions: Mapping[str, Sequence[str]],
    ) -> None:
        self._cloud = cloud
        self._outbox = outbox
        self._breakers = breakers
        self._agents = agents
        self._remedies = remedies
        self._policies = policies
        self._escalated = escalated
        self._clock = clock
        self._prefix = prefix
        self._functions = functions

    def look(self, alarm: Alarm, *, errors_since: datetime | None = None) -> Diagnostics:
        """Diagnostics as of now. ``errors_since`` narrows the errors to those after a recovery."""
        now = self._clock()
        rang_at = alarm.state.at
        found, unheard = _all({"failing": lambda: self._failing(alarm, now)})
        functions = found.get("failing", ())
        since = errors_since or rang_at - LOOK_BACK
        found, silent = _all(self._questions(alarm, functions, since, now))
        versions = {one: found.pop(_version_of(one), None) for one in functions}
        calls, uncounted = _all(
            {
                _calls_of(one): partial(self._cloud.calls, one, since, now)
                for one, since in _ages(versions)
            }
        )
        failing = tuple(
            FailingFunction(
                one, found.pop(_errors_of(one), ()), versions[one], calls.get(_calls_of(one))
            )
            for one in functions
        )
        return Diagnostics(
            alarm=self._name(alarm),
            rang_at=rang_at,
            now=now,
            failing=failing,
            silent=(*unheard, *silent, *uncounted),
            **found,
        )

    def calls(self, function: str, since: datetime) -> Calls:
        """A function's calls from a moment on. Raises ``Unavailable``."""
        return self._cloud.calls(function, since, self._clock())

    def _questions(
        self, alarm: Alarm, functions: tuple[str, ...], since: datetime, now: datetime
    ) -> dict[str, Callable[[], Any]]:
        """What is looked at, each by itself: what cannot be asked hides nothing else."""
        asked: dict[str, Callable[[], Any]] = {
            "metric": lambda: self._metric(alarm, functions, now),
            "circuits": self._circuits,
            "queues": self._cloud.depths,
            "parked": self._parked,
            "oldest": lambda: self._oldest(now),
            "agents": lambda: self._ill(now),
            "of_areas": lambda: self._of_areas(self._name(alarm), now.date()),
        }
        for one in functions:
            asked[_errors_of(one)] = partial(self._cloud.errors, one, since, now)
            asked[_version_of(one)] = partial(self._cloud.deployed, one)
        return asked

    def _name(self, alarm: Alarm) -> str:
        """An alarm's name without the deployment's."""
        return alarm.name.removeprefix(self._prefix)

    def _failing(self, alarm: Alarm, now: datetime) -> tuple[str, ...]:
        """Those that fail of the functions that an alarm looks at, the worst first."""
        area = area_of(self._name(alarm))
        functions = (
            self._functions.get(area, ())
            if area
            else [one.removeprefix(self._prefix) for one in alarm.functions]
        )
        found = self._cloud.failing(functions, alarm.state.at - LOOK_BACK, now) if functions else ()
        return found[:MOST_FUNCTIONS]

    def _metric(self, alarm: Alarm, functions: Sequence[str], now: datetime) -> tuple[str, ...]:
        """The alarm's metric; of one that looks at functions, that of the function that fails most."""
        worst = f"{self._prefix}{functions[0]}" if functions else None
        for metric in alarm.metrics:
            named = metric.get("metric", {}).get("dimensions", {}).get("FunctionName")
            if worst is None or named in {None, worst}:
                return self._cloud.metric(metric, alarm.state.at - LOOK_BACK, now)
        return ()

    def _circuits(self) -> dict[str, Circuit]:
        return {one.value: self._breakers.read(one.value) for one in Dependency}

    def _parked(self) -> Parked:
        return parked_of(self._outbox.put_aside(_PARKED_AT_A_TIME), self._escalated)

    def _oldest(self, now: datetime) -> timedelta:
        return max((now - one.available_at for one in self._outbox.due(now)), default=timedelta())

    def _ill(self, now: datetime) -> tuple[AgentStatus, ...]:
        return tuple(one for one in self._agents.statuses(now) if not one.available)

    def _of_areas(self, alarm: str, today: date) -> tuple[Diagnosis, ...]:
        """What the areas whose alarm this is find wrong."""
        return tuple(
            Diagnosis(
                rule=one.rule,
                text=finding.text,
                because=(finding.evidence,),
                remedy=Remedy(kind=kind, target=finding.target),
            )
            for kind, one in self._remedies.items()
            if one.alarm in alarm
            for finding in self._policies[kind].find(today)
        )


def _ages(versions: Mapping[str, Deployed | None]) -> list[tuple[str, datetime]]:
    """Since when the functions' callers have what they have, as far as that is known."""
    return [(name, one.deployed_at) for name, one in versions.items() if one and one.deployed_at]


def _errors_of(function: str) -> str:
    return f"errors of {function}"


def _calls_of(function: str) -> str:
    return f"calls of {function}"


def _version_of(function: str) -> str:
    return f"version of {function}"


def parked_of(entries: Iterable[OutboxEntry], escalated: Container[str | None]) -> Parked:
    """What parked entries are, and the last reasons of those that no person decides on: the runs of
    ``escalated`` workflows have a case each.
    """
    known = tuple(entries)
    others = [one for one in known if workflow_of(one) not in escalated]
    free = tuple(one.entry_id for one in others if one.redriven < MOST_REDRIVES)
    reasons = (f"{one.work.value}: {one.reason}" for one in others if one.reason)
    return Parked(
        free=free,
        escalated=len(known) - len(others),
        spent=len(others) - len(free),
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _all(asked: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What everybody said, and who said nothing."""
    found: dict[str, Any] = {}
    silent: list[str] = []
    if not asked:
        return found, ()
    with ThreadPoolExecutor(len(asked), thread_name_prefix="look") as threads:
        running: dict[str, Future[Any]] = {name: threads.submit(ask) for name, ask in asked.items()}
        for name, future in running.items():
            try:
                found[name] = future.result()
            except Exception as error:  # noqa: BLE001 (a look that fails is itself evidence)
                silent.append(name)
                logger("operations").warning(
                    "diagnostic check failed", extra={"at": name, "error": type(error).__name__}
                )
    return found, tuple(silent)
