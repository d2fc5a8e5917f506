"""Customers looked into, because somebody asked (requirement E4). Express, waited for.

Insights ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, workflow

_TASK = (
    "request_id",
    "analyses",
    "period",
    "country",
    "channel",
    "currency",
    "horizon_days",
)

DEFINITION: Definition = workflow(
    "Customers looked into",
    "Insights",
    {
        "Insights": call(
            "insights",
            {name: f"{{% $states.input.task.{name} %}}" for name in _TASK},
            step="Insights",
            timeout=20,
            output={"answer": "{% $states.result.Payload %}"},
            then=None,
        )
    },
    timeout=25,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
