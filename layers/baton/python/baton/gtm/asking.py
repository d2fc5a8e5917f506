"""What all who ask an agent and wait for it do the same: see the services beside."""

from typing import TypeVar

from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput, Unavailable
from baton.gtm.periods import Period
from baton.messaging.workflows import Workflows

Answer = TypeVar("Answer", bound=Contract)


def asked(
    workflows: Workflows,
    workflow: str,
    task: Contract,
    answer: type[Answer],
    *,
    request_id: str,
    correlation_id: str,
    late: str,
) -> Answer:
    """The answer of the agent that does the ``task``. Raises ``Unavailable``, which says ``late``, if
    there is none in time.
    """
    # With nulls: the workflow names each field.
    given = {"task": task.model_dump(mode="json"), "correlation_id": correlation_id}
    result = workflows.run(workflow, given, name=request_id)
    if result.output is None:
        raise Unavailable(late)
    return answer.model_validate(result.output.get("answer"))


def asked_period(text: str) -> Period:
    """The field ``period`` of a question. Raises ``InvalidInput`` if it is none."""
    try:
        return Period.read(text)
    except ValueError as error:
        raise InvalidInput([FieldError("/period", str(error), "period")]) from error
