"""What a function's cold start costs: import, and everything until it could do its first task.

Each function starts in a process of its own, as a new Lambda container does, with its bytecode
there. ``import`` ends when the handler is imported; ``ready`` when the agent is assembled too, which
a call with an empty task makes it do (the task is refused, as it must be).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.handlers import AGENTS, FUNCTIONS, ROOT
from tests.benchmarks.report import Section, at_most

RUNS = 5
_SNAPSHOT = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
"""With it a function is assembled while it is imported, as before a snapshot on AWS."""
LIMIT_MS = 450

_PROGRAM = """
import contextlib, io, json, sys, time
wall = time.perf_counter()
from {module}.handler import handler
imported = time.process_time() * 1000, (time.perf_counter() - wall) * 1000
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
    handler({{"task": {{}}, "trace": {{"correlation_id": "bench"}}}}, None)
print(json.dumps([*imported, time.process_time() * 1000]))
"""


def run(variables: dict[str, str]) -> Section:
    """Measures every function; ``variables`` are what the functions are told."""
    section = Section(
        "Cold start (ms; the best of five processes, bytecode present)",
        note="CPU includes the interpreter's own start. SnapStart restores what was assembled: only "
        "the first call is left.",
    )
    for name, module in FUNCTIONS.items():
        cpu, wall, _ = _best(module, variables)
        if name in AGENTS:
            section.figures.append(at_most(f"{name} import, CPU", cpu, "ms", LIMIT_MS))
        else:
            section.add(f"{name} import, CPU", cpu, "ms")
        section.add(f"{name} import, wall", wall, "ms")
        assembled, _, ready = _best(module, {**variables, **_SNAPSHOT})
        section.add(f"{name} assembled, CPU", assembled, "ms")
        section.add(f"{name} first call after the snapshot, CPU", ready - assembled, "ms")
    return section


def _best(module: str, variables: dict[str, str]) -> tuple[float, float, float]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "layers" / "baton" / "python")]),
        "PYTHONPYCACHEPREFIX": str(Path(ROOT, ".local", "bench-bytecode")),
        **variables,
    }
    runs: list[list[float]] = []
    for _ in range(RUNS + 1):  # the first writes the bytecode
        done = subprocess.run(  # noqa: S603 - our own interpreter and text
            [sys.executable, "-c", _PROGRAM.format(module=module)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    cpu, wall, ready = (min(column) for column in zip(*runs[1:], strict=True))
    return cpu, wall, ready
