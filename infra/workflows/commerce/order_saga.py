"""An order from its price to its parcel, or back to nothing (requirement F4). Standard.

    Visit ─► Done
     ▲ │ must wait: for the buyer, for a payment that nobody knows of, for a service that is down
     └─ Wait

Which step is next, and which one undoes which, stands in ``baton.commerce.orders.flow``; every step is
written down before the next. Webhooks, cancellations and returns bring visits of their own
(``order_visit``), so that nobody waits for ``Wait``.
"""

from typing import Any

from infra.configuration import Configuration
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

_VISIT_SECONDS = 120
_DAYS = 2 * 86_400
"""Longer than any unpaid stock is held."""


def visit(then: str | None, timeout: int = _VISIT_SECONDS, **more: Any) -> State:
    """A visit of the order that the execution is about."""
    task = {"order_id": "{% $states.context.Execution.Input.order_id %}"}
    return call("order", task, step="Visit", timeout=timeout, then=then, **more)


DEFINITION: Definition = workflow(
    "An order from its price to its parcel",
    "Visit",
    {
        "Visit": visit(
            "Route",
            keep={"wait_seconds": "{% $states.result.Payload.wait_seconds %}"},
            output={},
            catch=[on_any_error("Later", Output={})],
        ),
        "Later": {"Type": "Pass", "Assign": {"wait_seconds": 300}, "Output": {}, "Next": "Wait"},
        "Route": choose(("$wait_seconds > 0", "Wait"), otherwise="Done"),
        "Wait": {"Type": "Wait", "Seconds": "{% $wait_seconds %}", "Next": "Visit"},
        "Done": {"Type": "Succeed"},
    },
    timeout=_DAYS,
)


def spec(_configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=DEFINITION)
