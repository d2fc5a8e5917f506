"""A visit of an order, because something about it changed. Express, as the outbox waits for it.

Visit

A visit that takes longer goes on by itself, or with the next one: every step is written down.
"""

from infra.configuration import Configuration
from infra.workflows.commerce.order_saga import visit
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, workflow

DEFINITION: Definition = workflow(
    "A visit of an order", "Visit", {"Visit": visit(None, timeout=25)}, timeout=27
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
