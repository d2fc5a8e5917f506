"""One campaign looked at, because somebody asked (requirement A8). Express, waited for.

    Review ─► {"review": …}

The optimiser stores its review, and opens a case if a person has to decide, in one transaction.
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, workflow

DEFINITION: Definition = workflow(
    "One campaign looked at",
    "Review",
    {
        "Review": call(
            "campaign_optimizer",
            {
                "campaign_id": "{% $states.input.campaign_id %}",
                "review_id": "{% $states.input.review_id %}",
                "correlation_id": "{% $states.input.correlation_id %}",
            },
            step="Review",
            timeout=12,
            output={"review": "{% $states.result.Payload.review %}"},
            then=None,
        )
    },
    timeout=25,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
