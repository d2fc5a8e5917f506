"""An erasure brought to its end (requirement B7). Standard: it outlasts whatever was in flight.

    GoOn ─► Gone? ── yes ─► Settle ─► Verify ─► Verified? ── yes ─► Done
      ▲       │ no                      ▲           │ no
      └───────┘                         └───────────┘

``Settle`` waits longer than any function or pipeline may take. Whoever had read something of the
person before the tombstones were set has written it by then or never will; ``Verify`` erases what
came that way, and forgets which records were whose. Nothing personal travels through the workflow.
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, workflow

LONGEST_FUNCTION_SECONDS = 900
SETTLE_SECONDS = LONGEST_FUNCTION_SECONDS + 60

_DAY_SECONDS = 86_400


def _step(step: str, name: str, then: str) -> State:
    return call(
        "erasure",
        {
            "step": step,
            "erasure_id": "{% $states.context.Execution.Input.erasure_id %}",
            "correlation_id": "{% $states.context.Execution.Input.correlation_id %}",
        },
        step=name,
        timeout=LONGEST_FUNCTION_SECONDS,
        patient=True,
        output={"done": "{% $states.result.Payload.done %}"},
        then=then,
    )


def definition(settle_seconds: int = SETTLE_SECONDS) -> Definition:
    """The workflow; ``settle_seconds`` is how long what was in flight may take to end."""
    return workflow(
        "An erasure brought to its end",
        "GoOn",
        {
            "GoOn": _step("continue", "GoOn", "Gone?"),
            "Gone?": choose(("$states.input.done", "Settle"), otherwise="GoOn"),
            "Settle": {"Type": "Wait", "Seconds": settle_seconds, "Next": "Verify"},
            "Verify": _step("verify", "Verify", "Verified?"),
            "Verified?": choose(("$states.input.done", "Done"), otherwise="Verify"),
            "Done": {"Type": "Succeed"},
        },
        timeout=7 * _DAY_SECONDS,
    )


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=definition())
