"""A question about the shop, for who answers customers (requirement F2). Express, waited for.

Answer ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, asked_once

_FIELDS = ("request_id", "question", "intents", "person", "staff", "language", "last")

DEFINITION: Definition = asked_once(
    "A question about the shop", "shop_answers", step="Answer", fields=_FIELDS, timeout=10
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
