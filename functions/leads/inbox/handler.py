"""Lambda entry point of the inbox: files that mail lies in, and text messages from the topic."""

from typing import Any

from baton.runtime import agent_handler
from functions.leads.inbox.agent import Inbox
from functions.leads.inbox.text_messages import tasks_of

_handle = agent_handler(Inbox.assemble)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Takes in what came, one by one. One that fails has the call come again, as a whole: what was
    taken in already is known by its id.
    """
    result: dict[str, Any] = {}
    for task in tasks_of(event):
        result = _handle(task, context)
    return result
