"""A Lambda worker in a process of its own, on the deployed tables, that dies where it is told to.

    python -m tests.integration.dying_worker MODULE never|before_pipeline|after_pipeline < event

It dies as a worker does whose machine is taken away: by a signal that nothing can catch, between the
transaction that came before the pipeline and everything that would have come after.
"""

import importlib
import json
import os
import signal
import sys
from typing import Any

from baton.messaging.workflows import StepFunctions, WorkflowResult


class _Context:
    """What the handlers ask of their Lambda context."""

    function_name = "dying-worker"
    aws_request_id = "dying-worker"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 120_000


def _die() -> None:
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def _die_around_the_pipeline(moment: str) -> None:
    run = StepFunctions.run

    def fatal(self: StepFunctions, *given: Any, **named: Any) -> WorkflowResult:
        if moment == "before_pipeline":
            _die()
        result = run(self, *given, **named)
        _die()
        return result

    StepFunctions.run = fatal  # type: ignore[method-assign]


def main(module: str, moment: str) -> None:
    """Handles one event; prints the answer as its last line, if it lives to give one."""
    if moment != "never":
        _die_around_the_pipeline(moment)
    handler = importlib.import_module(f"{module}.handler").handler
    answer = handler(json.load(sys.stdin), _Context())
    sys.stdout.write(f"\n{json.dumps(answer)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
