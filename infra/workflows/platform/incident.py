"""What an alarm leads to (requirement G10). Standard: recoveries take their time to help.

    Look ─► Next? ─ recover ─► Recover ─► Next?
              │ wait ─► Settle ─► Verify ─► Next?
              │ tell ─► Tell ─► Next?            ◄── any step that fails for good
              │ tell_later ─► Pause ─► Tell
              └ done ─► Done

The input is CloudWatch's event as it is. Every step knows its incident by the alarm and its moment, so
an event that comes twice, or a step that is repeated, does nothing twice; what a step does about the
deployment is an effect with limits. How often it goes round is bounded by the agent, and by the time
limit.
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

SETTLE_SECONDS = 60
LOCAL_SETTLE_SECONDS = 3
"""On one machine somebody watches."""

STEP_SECONDS = 60

_TIMEOUT_SECONDS = 3 * 3_600


def _step(step: str, name: str) -> State:
    """One step; what fails for good is told to people, and telling that fails ends the execution."""
    return call(
        "operations",
        {"step": step, "alarm": "{% $states.context.Execution.Input.detail %}"},
        step=name,
        timeout=STEP_SECONDS,
        patient=step == "tell",
        output={"next": "{% $states.result.Payload.next %}"},
        then="Next?",
        correlation="{% $states.context.Execution.Input.id %}",
        catch=[] if step == "tell" else [on_any_error("Tell")],
    )


def definition(settle_seconds: int = SETTLE_SECONDS) -> Definition:
    """The workflow; ``settle_seconds`` is how long a recovery is given before it is looked at."""
    return workflow(
        "What an alarm leads to: evidence, diagnosis, recovery, or people who know",
        "Look",
        {
            "Look": _step("look", "Look"),
            "Next?": choose(
                ("$states.input.next = 'recover'", "Recover"),
                ("$states.input.next = 'wait'", "Settle"),
                ("$states.input.next = 'tell'", "Tell"),
                ("$states.input.next = 'tell_later'", "Pause"),
                otherwise="Done",
            ),
            "Recover": _step("recover", "Recover"),
            "Settle": {"Type": "Wait", "Seconds": settle_seconds, "Next": "Verify"},
            "Verify": _step("verify", "Verify"),
            "Pause": {"Type": "Wait", "Seconds": settle_seconds, "Next": "Tell"},
            "Tell": _step("tell", "Tell"),
            "Done": {"Type": "Succeed"},
        },
        timeout=_TIMEOUT_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, for every alarm of this deployment that starts to ring."""
    settle = LOCAL_SETTLE_SECONDS if configuration.local else SETTLE_SECONDS
    return WorkflowSpec(definition=definition(settle), on_alarms=True)
