"""The states that workflows are written with: Amazon States Language, as plain data.

A workflow is a dictionary with ``${placeholders}`` for the ARNs and names that only the deployment
knows. So it can be read beside the language's reference, and tried against a local AWS without CDK.
``{% … %}`` is JSONata, of which three names come from Step Functions: ``$states.input`` (what the
state was given), ``$states.result`` (what its task answered) and ``$states.context``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

State = dict[str, Any]
Definition = dict[str, Any]

CORRELATION = "{% $states.context.Execution.Input.correlation_id %}"

HANDED_ON = "handed on"
"""What a step decided is kept by a later one."""

_PERMANENT = ["InvalidInput", "NotFound", "Conflict", "Forbidden", "Unprocessable"]
"""Errors of ``baton.core.errors`` that another try does not mend."""

_PASSING = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "States.TaskFailed",
]


WAITED_SECONDS = 25
"""How long a workflow of one step may take, under the limit of who waits for it."""


def retries(
    *, tries: int = 2, first_wait: int = 1, longest_wait: int = 4, timeouts: bool = False
) -> list[State]:
    """Two more tries, each waiting a random part of a doubling number of seconds (full jitter, see
    Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015). ``timeouts`` says whether
    a task that did not end in its time is tried again, which ``States.TaskFailed`` does not cover.
    """
    return [
        {"ErrorEquals": _PERMANENT, "MaxAttempts": 0},
        {
            "ErrorEquals": [*_PASSING, *(["States.Timeout"] if timeouts else [])],
            "MaxAttempts": tries,
            "IntervalSeconds": first_wait,
            "BackoffRate": 2,
            "MaxDelaySeconds": longest_wait,
            "JitterStrategy": "FULL",
        },
    ]


def patience(*, timeouts: bool = True) -> list[State]:
    """Retries for a step that nobody waits for, and after which nobody else comes: eight more tries,
    in about four minutes and at most eight. A person's decision or an erasure outlasts an outage so.
    """
    return retries(tries=8, first_wait=2, longest_wait=120, timeouts=timeouts)


def call(
    function: str,
    task: Mapping[str, Any],
    *,
    step: str,
    timeout: int | str,
    then: str | None,
    keep: Mapping[str, Any] | None = None,
    output: Any = None,
    catch: Iterable[State] = (),
    correlation: str = CORRELATION,
    wait_for_token: bool = False,
    patient: bool = False,
    decisions: str | None = None,
) -> State:
    """A task for a function, and its answer.

    ``keep`` assigns workflow variables from ``$states.result``; ``output`` is what the next state is
    given, the function's answer if ``None``. Without ``then`` the workflow ends here. With
    ``wait_for_token`` it goes on when somebody completes the task, and its result is what they sent.
    A ``patient`` task is tried for minutes; one that waits for a token is over when its time is.
    ``decisions`` is ``HANDED_ON`` if the answer has what was decided, for ``all_decisions``; or the
    variable that has those of the steps before, which this step keeps with its own.
    """
    state: State = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke"
        + (".waitForTaskToken" if wait_for_token else ""),
        "Arguments": {
            "FunctionName": f"${{{function}}}",
            "Payload": {
                "task": dict(task),
                "trace": {
                    "correlation_id": correlation,
                    "execution": "{% $states.context.Execution.Name %}",
                    "step": step,
                    **_traced(decisions),
                },
            },
        },
        "TimeoutSeconds": timeout,
        "Retry": patience(timeouts=not wait_for_token) if patient else retries(),
        "Output": output
        or ("{% $states.result %}" if wait_for_token else "{% $states.result.Payload %}"),
    }
    return _continued(state, then, keep, catch)


def asked_once(
    title: str, agent: str, *, step: str, fields: Iterable[str], timeout: int
) -> Definition:
    """A workflow of one step that somebody waits for: the agent's answer, as ``{"answer": …}``. The
    task's ``fields`` are all named, nulls too.
    """
    task = {name: f"{{% $states.input.task.{name} %}}" for name in fields}
    answer = {"answer": "{% $states.result.Payload %}"}
    only = call(agent, task, step=step, timeout=timeout, output=answer, then=None)
    return workflow(title, step, {step: only}, timeout=WAITED_SECONDS)


def all_decisions(before: str = "[]") -> str:
    """The decisions of the steps ``before``, and those in the answer of this one."""
    return f"{{% [$append({before}, $states.result.Payload.decisions)] %}}"


def request(
    action: str,
    arguments: Mapping[str, Any],
    *,
    timeout: int,
    then: str | None,
    output: Any,
    catch: Iterable[State] = (),
) -> State:
    """A call of an AWS service, ``action`` as ``dynamodb:updateItem`` or ``aws-sdk:sfn:…``."""
    state: State = {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{action}",
        "Arguments": dict(arguments),
        "TimeoutSeconds": timeout,
        "Retry": retries(),
        "Output": output,
    }
    return _continued(state, then, None, catch)


def choose(*branches: tuple[str, str], otherwise: str) -> State:
    """The first branch whose JSONata condition holds, as ``("$x > 1", "ThatState")``."""
    return {
        "Type": "Choice",
        "Choices": [{"Condition": f"{{% {when} %}}", "Next": then} for when, then in branches],
        "Default": otherwise,
    }


def on_any_error(then: str, **more: Any) -> State:
    """A catcher for every error."""
    return {"ErrorEquals": ["States.ALL"], "Next": then, **more}


def in_jsonata(states: Mapping[str, State]) -> dict[str, State]:
    """The same states, each saying that it is written in JSONata: for a workflow that is not."""
    return {
        name: state if state["Type"] == "Succeed" else {"QueryLanguage": "JSONata", **state}
        for name, state in states.items()
    }


def workflow(
    comment: str,
    start: str,
    states: Mapping[str, State],
    *,
    timeout: int,
    language: str = "JSONata",
) -> Definition:
    """A whole definition. ``timeout`` in seconds is that of an execution."""
    return {
        "Comment": comment,
        "QueryLanguage": language,
        "StartAt": start,
        "TimeoutSeconds": timeout,
        "States": dict(states),
    }


def _traced(decisions: str | None) -> Mapping[str, Any]:
    if decisions is None:
        return {}
    return {"hands_on": True} if decisions == HANDED_ON else {"decisions": decisions}


def _continued(
    state: State, then: str | None, keep: Mapping[str, Any] | None, catch: Iterable[State]
) -> State:
    if keep:
        state["Assign"] = dict(keep)
    if catchers := list(catch):
        state["Catch"] = catchers
    state.update({"Next": then} if then else {"End": True})
    return state
