"""``make bench``: every section, or those named in ``SECTIONS``.

make bench
make bench SECTIONS="framework steps"
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from tests.benchmarks import (
    api_load,
    consolidation,
    cost,
    file_load,
    framework,
    imports,
    memory,
    protocols,
    quality_ads,
    quality_experiments,
    quality_leads,
    report,
    steps,
)
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.local_stack import as_functions, deployed, environment
from tests.benchmarks.report import Section

RESULTS = ROOT / ".local" / "bench.json"
SECTIONS = (
    "framework",
    "imports",
    "steps",
    "api",
    "protocols",
    "file",
    "memory",
    "consolidation",
    "quality",
)
ON_A_STACK = {"imports", "steps", "api", "protocols", "file"}


def main() -> int:
    """Measures, shows and saves; the exit status is 1 if a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--rows", type=int, default=file_load.ROWS, help="rows of the file section")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the JSON goes")
    given = parser.parse_args()
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    wanted = set(given.sections or SECTIONS)
    console = Console(width=110)
    results: list[Section] = []
    for section in _measured(wanted, given.rows):
        results.append(section)
        report.show([section], console)
    report.save(results, given.out)
    console.print(f"Saved in {given.out}.")
    missed = [f.name for section in results for f in section.figures if f.met is False]
    if missed:
        console.print(f"Missed: {', '.join(missed)}", style="red")
    return 1 if missed else 0


def _measured(wanted: set[str], rows: int) -> Iterator[Section]:
    if "framework" in wanted:
        yield framework.run()
    if "consolidation" in wanted:
        yield consolidation.run()
    if "quality" in wanted:
        yield from quality_leads.run()
        yield from quality_ads.run()
        yield from quality_experiments.run()
    if "memory" in wanted:
        yield from memory.run()
    if not wanted & ON_A_STACK:
        return
    with deployed() as (stack, outputs):
        if "imports" in wanted:
            yield imports.run(environment(stack))
        if "steps" in wanted:
            with as_functions(stack) as handlers:
                section, meter = steps.run(handlers, outputs)
            yield section
            yield cost.run(meter)
        if "api" in wanted:
            yield api_load.run(outputs)
        if "protocols" in wanted:
            with as_functions(stack) as handlers:
                yield from protocols.run(handlers, outputs)
        if "file" in wanted:
            yield file_load.run(stack, outputs, rows)


if __name__ == "__main__":
    sys.exit(main())
