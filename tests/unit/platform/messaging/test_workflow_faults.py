"""Starting workflows when Step Functions is slow, busy or gone."""

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from baton.core.errors import Unavailable
from baton.messaging.workflows import StepFunctions, WorkflowResult
from tests.fakes.platform.scripted import ScriptedClients, client_error

URL = "http://127.0.0.1"


def workflows(script: ScriptedClients) -> StepFunctions:
    return StepFunctions(script.clients, lambda name: f"arn:{name}")


def run(script: ScriptedClients) -> WorkflowResult:
    return workflows(script).run("lead_pipeline", {"a": 1}, name="n")


def test_a_run_that_does_not_answer_in_time_is_not_started_again() -> None:
    script = ScriptedClients()
    script.script("start_sync_execution", ReadTimeoutError(endpoint_url=URL))
    assert run(script) == WorkflowResult(None, "TimedOut")
    assert len(script.calls) == 1


@pytest.mark.parametrize(
    "error", [client_error("ThrottlingException"), ConnectionClosedError(endpoint_url=URL)], ids=str
)
def test_a_run_that_did_not_begin_is_tried_once_more(error: Exception) -> None:
    script = ScriptedClients()
    script.script("start_sync_execution", error, {"status": "SUCCEEDED", "output": '{"b": 2}'})
    assert run(script) == WorkflowResult({"b": 2})
    script.script("start_sync_execution", error, error)
    with pytest.raises(Unavailable):
        run(script)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": "FAILED", "error": "States.TaskFailed", "cause": "x"}, "States.TaskFailed"),
        ({"status": "TIMED_OUT"}, "TIMED_OUT"),
    ],
)
def test_a_run_that_failed_is_a_result(answer: dict[str, object], error: str) -> None:
    script = ScriptedClients()
    script.script("start_sync_execution", answer)
    assert run(script) == WorkflowResult(None, error)


def test_a_workflow_that_does_not_exist_is_a_fault_of_ours() -> None:
    script = ScriptedClients()
    script.script("start_sync_execution", client_error("StateMachineDoesNotExist"))
    script.script("start_execution", client_error("StateMachineDoesNotExist"))
    with pytest.raises(ClientError):
        run(script)
    with pytest.raises(ClientError):
        workflows(script).start("lead_pipeline", {}, name="n")


def test_an_execution_that_was_started_before_is_no_fault() -> None:
    script = ScriptedClients()
    script.script("start_execution", client_error("ExecutionAlreadyExists"))
    workflows(script).start("escalation_case", {}, name="n")


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_task_that_is_gone_is_no_fault(code: str) -> None:
    script = ScriptedClients()
    script.script("send_task_success", client_error(code))
    workflows(script).complete_task("token", {})


def test_a_busy_service_is_unavailable() -> None:
    script = ScriptedClients()
    for operation in ("start_execution", "send_task_success"):
        script.script(operation, client_error("ThrottlingException"))
    with pytest.raises(Unavailable):
        workflows(script).start("escalation_case", {}, name="n")
    with pytest.raises(Unavailable):
        workflows(script).complete_task("token", {})


def test_what_json_does_not_have_is_refused_before_it_is_sent() -> None:
    script = ScriptedClients()
    with pytest.raises(ValueError, match="JSON"):
        workflows(script).start("escalation_case", {"a": float("nan")}, name="n")
    assert script.calls == []
