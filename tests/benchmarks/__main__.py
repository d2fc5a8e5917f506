"""``make bench``: every section, or those named in ``SECTIONS``.

make bench
make bench SECTIONS="framework steps"
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from infra.local.stack import LocalStack
from tests.benchmarks import (
    allocation,
    api_load,
    campaign_runs,
    commerce,
    console,
    consolidation,
    content,
    cost,
    effects,
    elasticities,
    facts,
    file_load,
    finance,
    finance_answers,
    framework,
    growth,
    guards,
    imports,
    insights,
    inventory,
    language,
    lead_life,
    libraries,
    memory,
    messages,
    protocols,
    quality_ads,
    quality_answers,
    quality_experiments,
    quality_leads,
    quality_training,
    recommendation,
    report,
    router,
    shape,
    soak,
    steps,
    support,
)
from tests.benchmarks.handlers import ROOT
from tests.benchmarks.local_stack import as_functions, deployed, environment
from tests.benchmarks.report import Section

RESULTS = ROOT / ".local" / "bench.json"

Outputs = dict[str, Any]


def _framework() -> Iterator[Section]:
    yield framework.run()


def _consolidation() -> Iterator[Section]:
    yield consolidation.run()


def _effects() -> Iterator[Section]:
    yield effects.run()


def _facts() -> Iterator[Section]:
    yield facts.run()


def _finance() -> Iterator[Section]:
    yield finance.run()
    yield finance_answers.run()


def _support() -> Iterator[Section]:
    yield from support.run()


def _router() -> Iterator[Section]:
    yield router.run()


def _growth() -> Iterator[Section]:
    yield growth.run()


def _content() -> Iterator[Section]:
    yield content.run()


def _inventory() -> Iterator[Section]:
    yield inventory.run()


def _language() -> Iterator[Section]:
    yield language.run()


def _libraries() -> Iterator[Section]:
    yield libraries.run()


def _quality() -> Iterator[Section]:
    yield from quality_leads.run()
    yield quality_training.run()
    yield from quality_ads.run()
    yield from quality_experiments.run()
    yield quality_answers.run()


def _pricing() -> Iterator[Section]:
    yield elasticities.run()


def _recommendation() -> Iterator[Section]:
    yield recommendation.run()


def _shape() -> Iterator[Section]:
    yield shape.run()


def _soak() -> Iterator[Section]:
    yield soak.run()


def _imports(stack: LocalStack, _outputs: Outputs, _rows: int) -> Iterator[Section]:
    yield imports.run(environment(stack))


def _steps(stack: LocalStack, outputs: Outputs, _rows: int) -> Iterator[Section]:
    with as_functions(stack) as handlers:
        yield steps.run(handlers, outputs)


def _cost(stack: LocalStack, outputs: Outputs, _rows: int) -> Iterator[Section]:
    clock = lead_life.MovableClock()
    with as_functions(stack, clock) as handlers:
        yield from cost.run(lead_life.lived(stack, outputs, handlers, clock))


def _api(_stack: LocalStack, outputs: Outputs, _rows: int) -> Iterator[Section]:
    yield api_load.run(outputs)


def _protocols(stack: LocalStack, outputs: Outputs, _rows: int) -> Iterator[Section]:
    with as_functions(stack) as handlers:
        yield from protocols.run(handlers, outputs)


def _file(stack: LocalStack, outputs: Outputs, rows: int) -> Iterator[Section]:
    yield file_load.run(stack, outputs, rows)


def _runs(_stack: LocalStack, outputs: Outputs, _rows: int) -> Iterator[Section]:
    yield campaign_runs.run(outputs)


ALONE: Mapping[str, Callable[[], Iterable[Section]]] = {
    "shape": _shape,
    "framework": _framework,
    "consolidation": _consolidation,
    "content": _content,
    "effects": _effects,
    "facts": _facts,
    "finance": _finance,
    "support": _support,
    "router": _router,
    "growth": _growth,
    "insights": insights.run,
    "inventory": _inventory,
    "language": _language,
    "libraries": _libraries,
    "quality": _quality,
    "soak": _soak,
    "recommendation": _recommendation,
    "pricing": _pricing,
    "commerce": commerce.run,
    "memory": memory.run,
    "guards": guards.run,
    "messages": messages.run,
    "allocation": allocation.run,
    "console": console.run,
}
ON_A_STACK: Mapping[str, Callable[[LocalStack, Outputs, int], Iterable[Section]]] = {
    "imports": _imports,
    "steps": _steps,
    "cost": _cost,
    "api": _api,
    "protocols": _protocols,
    "file": _file,
    "runs": _runs,
}
SECTIONS = (*ALONE, *ON_A_STACK)


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
    screen = Console(width=110)
    results: list[Section] = []
    for section in _measured(wanted, given.rows):
        results.append(section)
        report.show([section], screen)
    report.save(results, given.out)
    screen.print(f"Saved in {given.out}.")
    missed = [f.name for section in results for f in section.figures if f.met is False]
    if missed:
        screen.print(f"Missed: {', '.join(missed)}", style="red")
    return 1 if missed else 0


def _measured(wanted: set[str], rows: int) -> Iterator[Section]:
    for name, alone in ALONE.items():
        if name in wanted:
            yield from alone()
    if not wanted & ON_A_STACK.keys():
        return
    with deployed() as (stack, outputs):
        for name, on_a_stack in ON_A_STACK.items():
            if name in wanted:
                yield from on_a_stack(stack, outputs, rows)


if __name__ == "__main__":
    sys.exit(main())
