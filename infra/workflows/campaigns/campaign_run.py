"""A run of a campaign, from its brief to what it brought (requirements D6, D7). Standard.

    Begin ─► Route ─► LeadGeneration, ContentCreator, AdManager or Analytics ─► Route ─► … ─► Done
              ▲ │                         │ came to no end
              │ ├─► Wait ─► the step      └─► Failed ─► Route
              └─┴─► Hold ══ waits for a person

Each agent merges its part into the run and answers whose turn it is: what follows what stands in
``baton.campaigns.flow``, and the state holds no more than that answer. ``Wait`` is for data: nobody
sleeps in a function. ``Hold`` is for a pause or an approval.
"""

from typing import Any

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

_DAY_SECONDS = 86_400
_STEP_SECONDS = 900
_HELD_SECONDS = 90 * _DAY_SECONDS

AGENTS = ("lead_generation", "content_creator", "ad_manager", "analytics")

_INPUT = "$states.context.Execution.Input"


def _turn(of: str) -> dict[str, Any]:
    return {
        **{name: f"{{% {of}.{name} %}}" for name in ("action", "step", "visit")},
        "wait_seconds": f"{{% $exists({of}.wait_seconds) ? {of}.wait_seconds : 0 %}}",
    }


_TASK = {
    "campaign_id": f"{{% {_INPUT}.campaign_id %}}",
    "run_id": f"{{% {_INPUT}.run_id %}}",
    "execution": f"{{% {_INPUT}.execution %}}",
    "step": "{% $step %}",
    "visit": "{% $visit %}",
}


def _state_of(agent: str) -> str:
    return "".join(part.capitalize() for part in agent.split("_"))


def _working(agent: str) -> State:
    return call(
        agent,
        _TASK,
        step=_state_of(agent),
        timeout=_STEP_SECONDS,
        keep=_turn("$states.result.Payload"),
        output={},
        catch=[
            on_any_error(
                "Failed",
                Assign={
                    "error": "{% $substring($states.errorOutput.Error, 0, 1000) %}",
                    "cause": "{% $exists($states.errorOutput.Cause) "
                    "? $substring($states.errorOutput.Cause, 0, 20000) : '' %}",
                },
                Output={},
            )
        ],
        then="Route",
    )


def _controlling(do: str, state: str, **more: Any) -> State:
    return call(
        "run_control",
        {**_TASK, "do": do, **more.pop("task", {})},
        step=state,
        output={},
        then="Route",
        patient=True,
        **more,
    )


DEFINITION: Definition = workflow(
    "A campaign from its brief to what it brought",
    "Begin",
    {
        "Begin": {
            "Type": "Pass",
            "Assign": {
                "action": "work",
                "step": "{% $states.input.step %}",
                "visit": "{% $states.input.visit %}",
                "wait_seconds": 0,
            },
            "Output": {},
            "Next": "Route",
        },
        "Route": choose(
            *((f"$action = 'work' and $step = '{agent}'", _state_of(agent)) for agent in AGENTS),
            ("$action = 'wait'", "Wait"),
            ("$action = 'hold'", "Hold"),
            otherwise="Done",
        ),
        **{_state_of(agent): _working(agent) for agent in AGENTS},
        "Wait": {
            "Type": "Wait",
            "Seconds": "{% $wait_seconds %}",
            "Assign": {"action": "work"},
            "Next": "Route",
        },
        "Hold": _controlling(
            "hold",
            "Hold",
            task={"task_token": "{% $states.context.Task.Token %}"},
            wait_for_token=True,
            timeout=_HELD_SECONDS,
            keep=_turn("$states.result"),
            catch=[{"ErrorEquals": ["States.Timeout"], "Next": "Abandoned"}],
        ),
        "Abandoned": _controlling(
            "abandoned", "Abandoned", timeout=30, keep=_turn("$states.result.Payload")
        ),
        "Failed": _controlling(
            "failed",
            "Failed",
            task={"error": "{% $error %}", "cause": "{% $cause %}"},
            timeout=30,
            keep=_turn("$states.result.Payload"),
        ),
        "Done": {"Type": "Succeed"},
    },
    timeout=400 * _DAY_SECONDS,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION)
