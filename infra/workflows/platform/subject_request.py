"""What is kept of a person shown, or erased while its asker waits (requirement B7). Express.

    Serve ─► {"found": …, "done": …, "erasure" or "export": …}

Express, so that what is shown is in no execution's history. An erasure that takes longer than its
asker waits goes on in the function, and in the workflow ``erasure`` if the function ends.
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, workflow

_NAMES = ("step", "erasure_id", "subject", "requested_by", "correlation_id", "cursor")

DEFINITION: Definition = workflow(
    "What is kept of a person shown or erased",
    "Serve",
    {
        "Serve": call(
            "erasure",
            {
                name: f"{{% $exists($states.input.{name}) ? $states.input.{name} : null %}}"
                for name in _NAMES
            },
            step="Serve",
            timeout=24,
            then=None,
        )
    },
    timeout=25,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
