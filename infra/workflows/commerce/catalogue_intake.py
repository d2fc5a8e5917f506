"""A file of products, prices and stock, slice by slice (requirement F0). Standard.

    Take ─► More? ── no ─► Done
     ▲        │ yes
     └────────┘

How far the file is stands beside its results: an execution that is started again goes on there.
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, choose, workflow

_SLICE_SECONDS = 900
_DAYS = 2 * 86_400

DEFINITION: Definition = workflow(
    "A file of products, slice by slice",
    "Take",
    {
        "Take": call(
            "catalogue_intake",
            {"key": "{% $states.context.Execution.Input.detail.object.key %}"},
            step="Take",
            timeout=_SLICE_SECONDS,
            patient=True,
            correlation="{% $states.context.Execution.Name %}",
            output={"more": "{% $states.result.Payload.more %}"},
            then="More?",
        ),
        "More?": choose(("$states.input.more", "Take"), otherwise="Done"),
        "Done": {"Type": "Succeed"},
    },
    timeout=_DAYS,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow, for every file that is dropped into ``products/``."""
    return WorkflowSpec(definition=DEFINITION, files=("products",))
