"""Lambda entry point of outreach: a sweep each minute, single effects, and what others report."""

from typing import Any

from baton.runtime import agent_handler
from functions.leads.outreach.agent import Outreach
from functions.leads.outreach.reports import task_of

_handle = agent_handler(Outreach.assemble)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Carries out what is due, or takes a report. What tells nothing of ours is left alone."""
    task = task_of(event)
    return {} if task is None else _handle(task, context)
