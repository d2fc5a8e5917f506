"""Starting workflows."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from baton.aws.clients import Clients, aws_errors, error_code, is_passing, unavailable


@dataclass(frozen=True, slots=True)
class WorkflowResult:
    """How a synchronous execution ended: ``output`` when it succeeded, else ``error``."""

    output: dict[str, Any] | None
    error: str | None = None


RUN_SECONDS = 28
"""How long a synchronous execution is waited for: the longest Express workflow and some, and less
than the 29 s after which API Gateway gives up."""


class Workflows(Protocol):
    """The state machines, by setting name: ``lead_pipeline``, ``campaign_review``, …"""

    def run(
        self, workflow: str, given: dict[str, Any], *, name: str, seconds: int = RUN_SECONDS
    ) -> WorkflowResult:
        """Runs an Express workflow and waits for its end, ``seconds`` at most. Raises ``Unavailable`` if
        not started.
        """
        ...

    def start(self, workflow: str, given: dict[str, Any], *, name: str) -> None:
        """Starts a workflow. A Standard execution of the same name is started once only."""
        ...

    def complete_task(self, task_token: str, output: dict[str, Any]) -> None:
        """Lets a workflow that waits for this token go on. A token that is gone is not a fault."""
        ...


START_ATTEMPTS = 2

_GONE = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}


class StepFunctions:
    """Workflows in Step Functions. ``arn`` gives a state machine's ARN for its setting name."""

    def __init__(self, clients: Clients, arn: Callable[[str], str]) -> None:
        self._client = clients.later("stepfunctions")
        self._clients = clients
        clients.later(
            "stepfunctions", read_seconds=RUN_SECONDS, attempts=1
        )  # made before it is asked for
        self._arn = arn

    def run(
        self, workflow: str, given: dict[str, Any], *, name: str, seconds: int = RUN_SECONDS
    ) -> WorkflowResult:
        """See ``Workflows``. An execution that does not answer in time may still be running: that is
        a result with the error ``TimedOut``, and it is not started a second time.
        """
        from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

        client = self._clients.get("stepfunctions", read_seconds=seconds, attempts=1)
        asked = {"stateMachineArn": self._arn(workflow), "input": _text(given), "name": name}
        for attempt in range(1, START_ATTEMPTS + 1):
            try:
                return _result(client.start_sync_execution(**asked))
            except ReadTimeoutError:
                return WorkflowResult(None, "TimedOut")
            except (BotoCoreError, ClientError) as error:
                if not is_passing(error):
                    raise
                if attempt == START_ATTEMPTS:
                    raise unavailable("The workflow service", error) from error
        raise AssertionError("every attempt returns or raises")

    def start(self, workflow: str, given: dict[str, Any], *, name: str) -> None:
        """See ``Workflows``."""
        from botocore.exceptions import ClientError

        asked = {"stateMachineArn": self._arn(workflow), "input": _text(given), "name": name}
        try:
            with aws_errors("The workflow service"):
                self._client().start_execution(**asked)
        except ClientError as error:
            if error_code(error) != "ExecutionAlreadyExists":
                raise

    def complete_task(self, task_token: str, output: dict[str, Any]) -> None:
        """See ``Workflows``."""
        from botocore.exceptions import ClientError

        try:
            with aws_errors("The workflow service"):
                self._client().send_task_success(taskToken=task_token, output=_text(output))
        except ClientError as error:
            if error_code(error) not in _GONE:
                raise


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _result(answer: dict[str, Any]) -> WorkflowResult:
    if answer["status"] == "SUCCEEDED":
        return WorkflowResult(json.loads(answer["output"]))
    return WorkflowResult(None, str(answer.get("error") or answer["status"]))
