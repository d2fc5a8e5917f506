"""Customers looked into, because somebody asked (requirement E4). Express, waited for.

Insights ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, asked_once

_TASK = (
    "request_id",
    "analyses",
    "period",
    "country",
    "channel",
    "currency",
    "horizon_days",
)

DEFINITION: Definition = asked_once(
    "Customers looked into", "insights", step="Insights", fields=_TASK, timeout=20
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
