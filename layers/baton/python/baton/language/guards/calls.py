"""What a model asks to be done, held to what the task allows. Everything else is refused.

A model never names who gets something: it names a tool of the task's list, and arguments that have
the tool's form. Recipients come from the task alone; amounts have a limit; the rest is text, which
goes through ``answer`` before it leaves. So a model that says anything at all reaches no
recipient, amount or tool beyond the list, however it was talked into it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

RECIPIENT, AMOUNT = "recipient", "amount"
"""The arguments that are checked against the task, wherever a tool takes one."""

_LONGEST = 20_000
"""Characters of a call's arguments."""


@dataclass(frozen=True, slots=True)
class ToolRule:
    """One tool a task allows: the form of its arguments (a model that forbids unknown fields and is
    strict), whom it may reach, and the most it may move, in minor units (0: nothing).
    """

    arguments: type[BaseModel]
    recipients: frozenset[str] = field(default=frozenset())
    amount_most: int = 0


Allowance = Mapping[str, ToolRule]
"""The tools of one task by name."""


@dataclass(frozen=True, slots=True)
class Permitted:
    """A call that may be made, with its checked arguments."""

    tool: str
    arguments: BaseModel


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that is not made, and why; the words repeat nothing that the model said."""

    reason: str


def judged(tool: Any, arguments: Any, allowance: Allowance) -> Permitted | Refused:
    """What becomes of a call as a model made it: any value for the tool, any for its arguments,
    which may be JSON text. Never raises.
    """
    rule = allowance.get(tool) if isinstance(tool, str) else None
    if rule is None:
        return Refused("The tool is not one of this task's.")
    try:
        given = _read(arguments)
        checked = rule.arguments.model_validate(given, strict=True, extra="forbid")
    except (ValidationError, ValueError, TypeError, RecursionError):
        return Refused("The arguments do not have the tool's form.")
    values = checked.model_dump()
    if RECIPIENT in values and values[RECIPIENT] not in rule.recipients:
        return Refused("The recipient is not one of this task's.")
    amount = values.get(AMOUNT, 0)
    if isinstance(amount, bool) or not isinstance(amount, int):
        return Refused("The amount is not a whole number of minor units.")
    if not 0 <= amount <= rule.amount_most:
        return Refused("The amount is outside this task's limit.")
    return Permitted(str(tool), checked)


def _read(arguments: Any) -> Any:
    """JSON text as a value. Raises ``ValueError``; a name given twice is a fault."""
    if not isinstance(arguments, str):
        return arguments
    if len(arguments) > _LONGEST:
        raise ValueError("too long")
    return json.loads(arguments, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found
