"""A question that support answers, or hands over (requirements E5, F2). Express, waited for.

Answer ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, call, workflow

_FIELDS = (
    "request_id",
    "question",
    "asker",
    "person",
    "channel",
    "language",
    "conversation_id",
    "ticket_id",
    "collection",
    "reference",
    "correlation_id",
)

DEFINITION: Definition = workflow(
    "A question answered or handed over",
    "Answer",
    {
        "Answer": call(
            "support",
            {name: f"{{% $states.input.task.{name} %}}" for name in _FIELDS},
            step="Answer",
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
