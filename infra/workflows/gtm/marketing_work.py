"""Marketing done, because somebody asked (requirement E2). Express, waited for.

Marketing ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, asked_once

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

DEFINITION: Definition = asked_once(
    "Marketing done", "marketing", step="Marketing", fields=_TASK, timeout=22
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
