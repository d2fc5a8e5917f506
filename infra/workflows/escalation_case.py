"""A case that waits for a person (requirement A9). Standard: it may wait for days.

    AskPerson ══ waits for the decision ══► GoOn ─► Whose? ── lead, or nobody decided ─► Done
        │                                             ▲ │
        │ nobody decided in time                      │ └─ campaign, decided ─► Optimise
        └──────────────────────► Expire ──────────────┘

``AskPerson`` keeps the task's token with the case; the decision completes the task, by the outbox.
What a decision means for a lead, ``GoOn`` does itself: it puts the lead back into its pipeline. A
decision that came while the case expired is answered by ``Expire``, and is followed like any other.
"""

from infra.workflows.states import Definition, call, choose, workflow

_DAY_SECONDS = 86_400

_CASE = {
    "subject": "{% $states.result.Payload.subject %}",
    "subject_id": "{% $states.result.Payload.subject_id %}",
    "decision": "{% $exists($states.result.Payload.decision) "
    "? $states.result.Payload.decision : $decision %}",
}


def definition(days: int) -> Definition:
    """The workflow, with ``days`` for a person to decide."""
    return workflow(
        "A case that waits for a person",
        "AskPerson",
        {
            "AskPerson": call(
                "escalation",
                {
                    "step": "register",
                    "escalation_id": "{% $states.input.escalation_id %}",
                    "task_token": "{% $states.context.Task.Token %}",
                },
                step="AskPerson",
                wait_for_token=True,
                timeout=days * _DAY_SECONDS,
                keep={
                    "escalation_id": "{% $states.input.escalation_id %}",
                    "decision": "{% $states.result %}",
                },
                catch=[
                    {
                        "ErrorEquals": ["States.Timeout"],
                        "Assign": {
                            "escalation_id": "{% $states.input.escalation_id %}",
                            "decision": None,
                        },
                        "Next": "Expire",
                    }
                ],
                then="GoOn",
            ),
            "GoOn": call(
                "escalation",
                {
                    "step": "resume",
                    "escalation_id": "{% $escalation_id %}",
                    "decision": "{% $decision %}",
                },
                step="GoOn",
                timeout=30,
                keep=_CASE,
                then="Whose?",
            ),
            "Expire": call(
                "escalation",
                {"step": "expire", "escalation_id": "{% $escalation_id %}"},
                step="Expire",
                timeout=30,
                keep=_CASE,
                then="Whose?",
            ),
            "Whose?": choose(
                ("$subject = 'campaign' and $decision != null", "Optimise"), otherwise="Done"
            ),
            "Optimise": call(
                "campaign_optimizer",
                {
                    "campaign_id": "{% $subject_id %}",
                    "escalation_id": "{% $escalation_id %}",
                    "decision": "{% $decision %}",
                },
                step="Optimise",
                timeout=30,
                then="Done",
            ),
            "Done": {"Type": "Succeed"},
        },
        timeout=(days + 1) * _DAY_SECONDS,
    )
