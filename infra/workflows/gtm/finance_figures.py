"""Figures worked out, because somebody asked (requirement E3). Express, waited for.

Figures ─► {"answer": …}
"""

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, asked_once

_TASK = ("request_id", "figures", "period", "country", "channel", "currency", "by", "campaign")

DEFINITION: Definition = asked_once(
    "Figures worked out", "finance", step="Figures", fields=_TASK, timeout=20
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION, express=True)
