"""One processed lead handed to an agent, because somebody asked (requirement C1). Express, waited for.

    HandOver ─► Taken? ── no: the context is too poor ──────────────────► {"handoff": …}
                  │ engagement: Engage ──────────► Assemble ────────────► {"handoff": …, "lead": …}
                  └ campaign_optimizer: Optimise ──►┘

The agent gets the handoff with its context and does its work; what comes of it is kept with the lead
in one transaction. A lead that has moved on meanwhile is given as it is kept.
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, workflow

_REPORT = "$states.context.Execution.Input.lead.report"


_NOBODY_THERE: State = {
    "Type": "Fail",
    "Error": "NotFound",
    "Cause": "The area of this agent is off.",
}


def _handing_over() -> dict[str, State]:
    return {
        "HandOver": call(
            "handoff",
            {
                "kind": "lead",
                "record": "{% $states.input.lead %}",
                "source_agent": "{% $states.input.source_agent %}",
                "route": "{% $states.input.route %}",
                "context": "{% $states.input.context %}",
                "request_id": "{% $states.input.request_id %}",
            },
            step="HandOver",
            timeout=12,
            keep={
                "lead": "{% $states.input.lead %}",
                "target": "{% $states.input.route.target_agent %}",
                "handoff": "{% $states.result.Payload.handoff %}",
                "plan": "{% $exists($states.input.lead.report.plan) "
                "? $states.input.lead.report.plan : null %}",
                "advice": None,
            },
            then="Taken?",
        ),
    }


def _engaging() -> dict[str, State]:
    return {
        "Engage": call(
            "engagement",
            {
                "lead": "{% $lead %}",
                "assessment": f"{{% {_REPORT}.assessment %}}",
                "category": f"{{% {_REPORT}.category %}}",
                "handoff": "{% $handoff %}",
            },
            step="Engage",
            timeout=6,
            keep={"plan": "{% $states.result.Payload.plan %}"},
            then="Assemble",
        ),
    }


def _optimising() -> dict[str, State]:
    return {
        "Optimise": call(
            "campaign_optimizer",
            {"lead": "{% $lead %}", "handoff": "{% $handoff %}"},
            step="Optimise",
            timeout=12,
            keep={
                "advice": "{% $exists($states.result.Payload.advice) "
                "? $states.result.Payload.advice : null %}"
            },
            then="Assemble",
        ),
    }


def _concluding() -> dict[str, State]:
    """What came of it is kept with the lead, in one transaction."""
    return {
        "Assemble": call(
            "result_writer",
            {
                "lead": "{% $lead %}",
                "assessment": f"{{% {_REPORT}.assessment %}}",
                "category": f"{{% {_REPORT}.category %}}",
                "temperature": f"{{% {_REPORT}.temperature %}}",
                "handoffs": "{% [$handoff] %}",
                "plan": "{% $plan %}",
                "advice": "{% $advice %}",
                "handed_over": True,
            },
            step="Assemble",
            timeout=12,
            output={
                "handoff": "{% $handoff %}",
                "lead": "{% $states.result.Payload.lead %}",
            },
            then=None,
        ),
    }


def definition(*, optimiser: bool) -> Definition:
    """The workflow; without an ``optimiser`` leads are handed to engagement only."""
    return workflow(
        "One processed lead handed to an agent",
        "HandOver",
        {
            **_handing_over(),
            "Taken?": choose(
                ("$handoff.accepted = false", "HeldBack"),
                ("$target = 'engagement'", "Engage"),
                otherwise="Optimise" if optimiser else "NobodyThere",
            ),
            "HeldBack": {"Type": "Succeed", "Output": {"handoff": "{% $handoff %}"}},
            **_engaging(),
            **(_optimising() if optimiser else {"NobodyThere": _NOBODY_THERE}),
            **_concluding(),
        },
        timeout=25,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow, with the optimiser of the campaigns if these are on."""
    return WorkflowSpec(
        definition=definition(optimiser="campaigns" in configuration.areas), express=True
    )
