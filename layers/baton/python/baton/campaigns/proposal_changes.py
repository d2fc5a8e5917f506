"""Whether a person's changes fit the proposals they are about.

The API asks before it keeps a decision, so that a slip of the pen comes back at once; the optimiser
asks again before it carries one out.
"""

import math
from collections.abc import Iterable, Mapping

from baton.campaigns.campaign import Proposal

Value = float | int | str

_PERCENT = "_percent"
_ALL = 100


def faults_in(proposals: Iterable[Proposal], changes: Mapping[str, Value]) -> dict[str, str]:
    """What is wrong with each parameter in ``changes``, by its name; empty if nothing is.

    A parameter must be one of a proposal's and keep its kind, number or text; a number keeps its
    sign, and a percentage stays within 100.
    """
    proposed = {name: value for one in proposals for name, value in one.parameters.items()}
    faults = {name: _fault(proposed, name, value) for name, value in changes.items()}
    return {name: fault for name, fault in faults.items() if fault}


def _fault(proposed: Mapping[str, Value], name: str, value: Value) -> str | None:
    if name not in proposed:
        known = ", ".join(sorted(proposed)) or "none"
        return f"is not a parameter of this case; its parameters are: {known}"
    kept = proposed[name]
    if isinstance(kept, str) or isinstance(value, str):
        same_kind = isinstance(kept, str) and isinstance(value, str)
        return None if same_kind else f"must be a {'text' if isinstance(kept, str) else 'number'}"
    return _number_fault(kept, value, in_percent=name.endswith(_PERCENT))


def _number_fault(kept: float, value: float, *, in_percent: bool) -> str | None:
    if not math.isfinite(value):
        return "must be a finite number"
    if kept * value < 0:
        return f"must not turn the change around; {kept:g} was proposed"
    if in_percent and abs(value) > _ALL:
        return f"must be between -{_ALL} and {_ALL}"
    return None
