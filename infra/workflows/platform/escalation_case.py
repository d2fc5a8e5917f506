"""A case that waits for a person (requirement A9). Standard: it may wait for days.

    AskPerson ══ waits for the decision ══► GoOn ─► Whose? ── nobody else's, or undecided ─► Done
        │ nobody decided for long            ▲        ▲ │
        ▼                                    │        │ └─ decided, and an area goes on ─► Call…
      Remind ─► AskAgain ══ waits ═══════════┘        │
                   │ nobody decided in time           │
                   └───────────► Expire ──────────────┘

``AskPerson`` keeps the task's token with the case; the decision completes the task, by the outbox.
What follows from a decision, ``GoOn`` does itself, by what the subject's area registers. A decision that
came while the case expired is answered by ``Expire``, and is followed like any other. A function of the
area that is called with the decision beside stands in its ``area.yaml`` under ``decided_cases``.
``AskAgain`` registers a token of its own; a decision that came between the two waits is found then.
"""

from collections.abc import Mapping

from infra.area_specs import DecidedCase, areas_on
from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

_DAY_SECONDS = 86_400

_CASE = {
    "subject": "{% $states.result.Payload.subject %}",
    "subject_id": "{% $states.result.Payload.subject_id %}",
    "decision": "{% $exists($states.result.Payload.decision) "
    "? $states.result.Payload.decision : $decision %}",
}


def _ask(step: str, seconds: int, *, unanswered: str) -> State:
    """Waits ``seconds`` for a person's decision; without one it goes on with ``unanswered``."""
    return call(
        "escalation",
        {
            "step": "register",
            "escalation_id": "{% $states.context.Execution.Input.escalation_id %}",
            "task_token": "{% $states.context.Task.Token %}",
        },
        step=step,
        wait_for_token=True,
        patient=True,
        timeout=seconds,
        keep={
            "escalation_id": "{% $states.context.Execution.Input.escalation_id %}",
            "decision": "{% $states.result %}",
        },
        catch=[
            {
                "ErrorEquals": ["States.Timeout"],
                "Assign": {
                    "escalation_id": "{% $states.context.Execution.Input.escalation_id %}",
                    "decision": None,
                },
                "Next": unanswered,
            }
        ],
        then="GoOn",
    )


def _asking(days: int, reminder_days: int) -> dict[str, State]:
    """One wait, or two with a reminder between them."""
    if not 0 < reminder_days < days:
        return {"AskPerson": _ask("AskPerson", days * _DAY_SECONDS, unanswered="Expire")}
    first = (days - reminder_days) * _DAY_SECONDS
    return {
        "AskPerson": _ask("AskPerson", first, unanswered="Remind"),
        "Remind": call(
            "escalation",
            {"step": "remind", "escalation_id": "{% $escalation_id %}"},
            step="Remind",
            timeout=30,
            catch=[on_any_error("AskAgain")],
            then="AskAgain",
        ),
        "AskAgain": _ask("AskAgain", reminder_days * _DAY_SECONDS, unanswered="Expire"),
    }


def _going_on(case: DecidedCase) -> State:
    return call(
        case.calls,
        {
            case.subject_as: "{% $subject_id %}",
            "escalation_id": "{% $escalation_id %}",
            "decision": "{% $decision %}",
        },
        step=_state_of(case),
        timeout=30,
        patient=True,
        then="Done",
    )


def _state_of(case: DecidedCase) -> str:
    return "Call" + "".join(part.capitalize() for part in case.calls.split("_"))


def _ending() -> dict[str, State]:
    """The case is over: somebody has decided, or nobody has in time."""
    return {
        "GoOn": call(
            "escalation",
            {
                "step": "resume",
                "escalation_id": "{% $escalation_id %}",
                "decision": "{% $decision %}",
            },
            step="GoOn",
            timeout=30,
            patient=True,
            keep=_CASE,
            then="Whose?",
        ),
        "Expire": call(
            "escalation",
            {"step": "expire", "escalation_id": "{% $escalation_id %}"},
            step="Expire",
            timeout=30,
            patient=True,
            keep=_CASE,
            then="Whose?",
        ),
    }


def definition(
    days: int, reminder_days: int = 0, decided_cases: Mapping[str, DecidedCase] | None = None
) -> Definition:
    """The workflow, with ``days`` for a person to decide, who is reminded ``reminder_days`` before
    they are over; 0, or as long as ``days``, is no reminder. ``decided_cases`` says by the kind of
    subject who is called when a case about one has been decided."""
    cases = decided_cases or {}
    return workflow(
        "A case that waits for a person",
        "AskPerson",
        {
            **_asking(days, reminder_days),
            **_ending(),
            "Whose?": choose(
                *(
                    (f"$subject = '{kind}' and $decision != null", _state_of(case))
                    for kind, case in cases.items()
                ),
                otherwise="Done",
            )
            if cases
            else {"Type": "Pass", "Next": "Done"},
            **{_state_of(case): _going_on(case) for case in cases.values()},
            "Done": {"Type": "Succeed"},
        },
        timeout=(days + 1) * _DAY_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, with what the areas that are on do with decisions."""
    cases = {
        kind: case for area in areas_on(configuration) for kind, case in area.decided_cases.items()
    }
    return WorkflowSpec(
        definition=definition(
            configuration.behaviour.escalation_days, configuration.reminder_days, cases
        )
    )
