"""Marketing done, because somebody asked (requirement E2). Express, waited for.

Marketing ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, workflow

_TASK = (
    "request_id",
    "work",
    "period",
    "goal",
    "subject",
    "translations",
    "audience",
    "segment_id",
    "offer",
    "language",
    "channel",
    "currency",
)

DEFINITION: Definition = workflow(
    "Marketing done",
    "Marketing",
    {
        "Marketing": call(
            "marketing",
            {name: f"{{% $states.input.task.{name} %}}" for name in _TASK},
            step="Marketing",
            timeout=22,
            output={"answer": "{% $states.result.Payload %}"},
            then=None,
        )
    },
    timeout=25,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
