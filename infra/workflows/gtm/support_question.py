"""A question that support answers, or hands over (requirements E5, F2). Express, waited for.

Answer ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, asked_once

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

DEFINITION: Definition = asked_once(
    "A question answered or handed over", "support", step="Answer", fields=_FIELDS, timeout=20
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
