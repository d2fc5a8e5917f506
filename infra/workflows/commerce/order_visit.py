"""A visit of an order, because something about it changed. Express.

Visit
"""

from infra.configuration import Configuration
from infra.workflows.commerce.order_saga import visit
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, workflow

DEFINITION: Definition = workflow(
    "A visit of an order", "Visit", {"Visit": visit(None)}, timeout=240
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
