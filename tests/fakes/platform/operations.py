"""The cloud, the topic and the dependencies that operations reaches, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from baton.core.errors import Unavailable
from baton.runtime.entry_point import NO_ANSWER
from baton.runtime.platform import Platform
from functions.platform.operations.agent import Operations
from functions.platform.operations.diagnostics import Calls, Deployed
from functions.platform.operations.models import Alarm, Next, OperationsResult, OperationsTask, Step
from functions.platform.operations.wiring import Outside, operations_of
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Faults


class FakeCloudControl:
    """See ``functions.platform.operations.cloud_control``. ``done`` is what was changed, in order;
    ``succeeded`` is when calls of functions succeed.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.metrics: tuple[str, ...] = ()
        self.lines: dict[str, list[tuple[datetime, str]]] = {}
        self.functions: dict[str, Deployed] = {}
        self.messages: dict[str, int] = {}
        self.succeeded: dict[str, list[datetime]] = {}
        self.done: list[str] = []

    def metric(
        self, metric: Mapping[str, Any], since: datetime, until: datetime
    ) -> tuple[str, ...]:
        del metric, since, until
        with self._faults.at("cloud.metric"):
            return self.metrics

    def failing(
        self, functions: Sequence[str], since: datetime, until: datetime
    ) -> tuple[str, ...]:
        with self._faults.at("cloud.failing"):
            failed = {
                one: sum(since <= at <= until for at, _ in self.lines.get(one, ()))
                for one in functions
            }
            return tuple(
                sorted((one for one in failed if failed[one]), key=lambda one: -failed[one])
            )

    def errors(self, function: str, since: datetime, until: datetime) -> tuple[str, ...]:
        with self._faults.at("cloud.errors"), self._faults.at("cloud.logs"):
            lines = self.lines.get(function, ())
            return tuple(line for at, line in lines if since <= at <= until)

    def calls(self, function: str, since: datetime, until: datetime) -> Calls:
        with self._faults.at("cloud.calls"):
            failed = [line for at, line in self.lines.get(function, ()) if since <= at <= until]
            succeeded = sum(since <= at <= until for at in self.succeeded.get(function, ()))
            outside: int | None = sum(line == NO_ANSWER for line in failed)
            if failed:
                try:
                    with self._faults.at("cloud.logs"):
                        pass
                except Unavailable:
                    outside = None
            return Calls(succeeded, len(failed), outside)

    def deployed(self, function: str) -> Deployed:
        with self._faults.at("cloud.deployed"):
            return self.functions.get(function, Deployed(function, "1", "1"))

    def shift(self, function: str, version: str, revision: str) -> bool:
        with self._faults.at("cloud.shift"):
            one = self.functions[function]
            if one.revision != revision:
                return False
            self.functions[function] = Deployed(
                function, version, one.newest, None, one.deployed_at, revision=f"{revision}+"
            )
            self.done.append(f"shift {function} {version}")
            return True

    def depths(self) -> Mapping[str, int]:
        with self._faults.at("cloud.depths"):
            return dict(self.messages)

    def redrive(self, queue: str, most: int) -> int:
        with self._faults.at("cloud.redrive"):
            made = min(most, self.messages.get(queue, 0))
            self.messages[queue] = self.messages.get(queue, 0) - made
            if made:
                self.done.append(f"redrive {queue} {made}")
            return made

    def sweep(self) -> None:
        with self._faults.at("cloud.sweep"):
            self.done.append("sweep")


class FakeTopic:
    """See ``functions.platform.operations.notices.Topic``. ``heard`` is what was said."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.heard: list[tuple[str, str]] = []

    def publish(self, subject: str, text: str) -> str:
        with self._faults.at("topic.publish"):
            self.heard.append((subject, text))
            return f"message-{len(self.heard)}"


class FakeProber:
    """See ``baton.resilience.probing.Prober``. ``ill`` says what is wrong with whom."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.ill: dict[str, str] = {}

    def probe(self, dependency: str) -> str | None:
        with self._faults.at("prober.probe"):
            return self.ill.get(dependency)


@dataclass
class ControlRoom:
    """Operations on a platform in memory, driven as its workflow does."""

    platform: FakePlatform = field(default_factory=FakePlatform)
    cloud: FakeCloudControl = field(init=False)
    topic: FakeTopic = field(init=False)
    prober: FakeProber = field(init=False)

    def __post_init__(self) -> None:
        faults = self.platform.faults
        told = {"functions_by_area": {"leads": ("lead_triage", "engagement")}}
        self.platform.settings = self.platform.settings.model_copy(update=told)
        self.cloud = FakeCloudControl(faults)
        self.topic = FakeTopic(faults)
        self.prober = FakeProber(faults)

    def agent(self) -> Operations:
        """The agent, as a process has it."""
        outside = Outside(self.cloud, self.topic, self.prober)
        return Operations(**operations_of(cast("Platform", self.platform), outside))

    def step(self, step: Step, alarm: Alarm) -> OperationsResult:
        """One step."""
        return self.agent().perform(OperationsTask(step=step, alarm=alarm))

    def work(self, alarm: Alarm, *, most: int = 60) -> OperationsResult:
        """The whole workflow, with its waits."""
        step = Step.LOOK
        for _ in range(most):
            result = self.step(step, alarm)
            if result.next is Next.DONE:
                return result
            if result.next in (Next.WAIT, Next.TELL_LATER):
                self.platform.clock.advance(60)
            step = {
                Next.RECOVER: Step.RECOVER,
                Next.WAIT: Step.VERIFY,
                Next.TELL: Step.TELL,
                Next.TELL_LATER: Step.TELL,
            }[result.next]
        raise AssertionError("the incident never ends")


def an_alarm(name: str, at: datetime = NOON) -> Alarm:
    """An alarm that rang, as CloudWatch's event tells it."""
    metric = {"namespace": "Baton", "name": "Parked", "dimensions": {}}
    return Alarm.model_validate(
        {
            "alarmName": f"Baton-{name}",
            "state": {
                "value": "ALARM",
                "reason": "Threshold Crossed: 1 datapoint [3.0] was greater than 0.0.",
                "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.000+0000",
            },
            "configuration": {
                "description": "as the stack says",
                "metrics": [
                    {"id": "m1", "metricStat": {"metric": metric, "period": 300, "stat": "Sum"}}
                ],
            },
            "previousState": {"value": "OK"},
        }
    )
