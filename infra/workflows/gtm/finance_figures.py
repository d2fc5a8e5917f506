"""Figures worked out, because somebody asked (requirement E3). Express, waited for.

Figures ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, workflow

_TASK = ("request_id", "figures", "period", "country", "channel", "currency", "campaign")

DEFINITION: Definition = workflow(
    "Figures worked out",
    "Figures",
    {
        "Figures": call(
            "finance",
            {name: f"{{% $states.input.task.{name} %}}" for name in _TASK},
            step="Figures",
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
