"""Workflows in memory: they record what they are asked for and answer by script."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from baton.messaging.workflows import RUN_SECONDS, WorkflowResult
from tests.fakes.platform.transaction import Ground

Script = (
    WorkflowResult | BaseException | Callable[[dict[str, Any]], dict[str, Any] | WorkflowResult]
)
"""What a run gives: a result, an error to raise, or a function from the input to the output."""


@dataclass(frozen=True)
class Execution:
    """One execution that was asked for."""

    workflow: str
    given: dict[str, Any]
    name: str


class FakeWorkflows:
    """See ``baton.messaging.workflows.Workflows``.

    ``runs`` are synchronous executions, ``started`` the others (one of a name), ``completed`` the
    tasks that were let go on. A workflow without a script ends with an error, so that no test
    passes on a result nobody wrote.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._scripts: dict[str, Script] = {}
        self.runs: list[Execution] = []
        self.started: list[Execution] = []
        self.completed: list[tuple[str, dict[str, Any]]] = []

    def script(self, workflow: str, script: Script) -> None:
        """Says what runs of a workflow give from now on."""
        self._scripts[workflow] = script

    def run(
        self, workflow: str, given: dict[str, Any], *, name: str, seconds: int = RUN_SECONDS
    ) -> WorkflowResult:
        del seconds
        with self._ground.faults.at("workflows.run"):
            execution = Execution(workflow, _through_json(given), name)
            with self._ground.lock:
                self.runs.append(execution)
            script = self._scripts.get(workflow, WorkflowResult(None, "NoScript"))
            if isinstance(script, BaseException):
                raise script
            if isinstance(script, WorkflowResult):
                return script
            answer = script(execution.given)
            if isinstance(answer, WorkflowResult):
                return answer
            return WorkflowResult(_through_json(answer))

    def start(self, workflow: str, given: dict[str, Any], *, name: str) -> None:
        execution = Execution(workflow, _through_json(given), name)
        with self._ground.faults.at("workflows.start"), self._ground.lock:
            same = [one for one in self.started if (one.workflow, one.name) == (workflow, name)]
            if not same:
                self.started.append(execution)

    def complete_task(self, task_token: str, output: dict[str, Any]) -> None:
        with self._ground.faults.at("workflows.complete_task"), self._ground.lock:
            self.completed.append((task_token, _through_json(output)))


def _through_json(value: dict[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False))
    return copy
