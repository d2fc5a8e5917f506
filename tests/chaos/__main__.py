"""``make chaos``: leads through the deployed stack while AWS misbehaves, and what became of them.

make chaos
make chaos ARGS="--leads 60 --seed 3 --rate 0.3"
"""

import argparse
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.chaos.report import show
from tests.chaos.storm import Course, storm


def main() -> int:
    """Runs it and shows the result; the exit status is 1 if a lead was lost or anything came twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--leads", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7, help="of the leads and the faults")
    parser.add_argument("--rate", type=float, default=0.2, help="share of requests that are hit")
    parser.add_argument("--callers", type=int, default=6)
    given = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    started = time.monotonic()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("Starting the local AWS", total=given.leads)

        def told(what: str, done: int) -> None:
            progress.update(bar, description=what, completed=done)
            if not console.is_terminal:
                console.print(f"{time.monotonic() - started:6.0f} s  {what}: {done}/{given.leads}")

        outcome = storm(Course(given.leads, given.seed, given.rate, given.callers), told)
    show(outcome, console)
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
