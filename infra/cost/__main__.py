"""Prints what a deployment costs: idle, from its templates, and running, from counted requests.

Idle cost is computed from the templates of the configuration in cdk.json, with what -c changes, as for
`make deploy`. Running cost is computed from what one lead asks of AWS, as the benchmark has counted it
on a real run (make bench SECTIONS=cost writes infra/cost/usage.json).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.cost.idle import Resource, idle_lines
from infra.cost.running import dollars_a_million, dollars_kept_a_month
from infra.spec_files import ROOT, read_yaml

PRICES = Path(__file__).with_name("prices.yaml")
USAGE = Path(__file__).with_name("usage.json")
IDLE_LIMIT = 45
"""Dollars a month, by default with every area on (design §10)."""
MILLION_LIMIT = 40
"""Dollars for a million leads, all in (design §10)."""


def prices() -> Mapping[str, Any]:
    """The price list."""
    read: Mapping[str, Any] = read_yaml(PRICES)
    return read


def resources_in(assembly: Path) -> Iterator[Resource]:
    """Every resource of an assembly's templates."""
    for path in sorted(assembly.glob("*.template.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))["Resources"].values()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints both tables; the exit status is 1 if the idle cost is above ``--limit``."""
    parser = argparse.ArgumentParser(
        prog="make cost",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-c",
        dest="context",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a value of the configuration, as for make deploy",
    )
    parser.add_argument("--usage", type=Path, default=USAGE, help="the benchmark's counts")
    parser.add_argument("--limit", type=float, help="dollars a month above which it fails")
    given = parser.parse_args(arguments)
    console, listed = Console(width=100), prices()
    with tempfile.TemporaryDirectory() as folder:
        synthesize(Path(folder), given.context)
        lines = idle_lines(resources_in(Path(folder)), listed)
    total = sum(line.dollars for line in lines)
    where = f"{listed['region']}, list prices of {listed['as_of']}"
    rows = [(line.what, f"{line.number:g}", line.dollars) for line in lines]
    console.print(_table(f"Idle, a month ({where})", rows, total))
    _print_running(console, given.usage, listed)
    return int(given.limit is not None and total > given.limit)


def synthesize(folder: Path, context: Sequence[str] = ()) -> None:
    """Makes the templates as ``make deploy`` would, without fetching packages. Raises ``SystemExit``
    with the CDK's words.
    """
    changes = dict(one.partition("=")[::2] for one in context) | {"install": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env={**os.environ, "CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps(changes)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-4_000:])


def _print_running(console: Console, usage: Path, listed: Mapping[str, Any]) -> None:
    counted = json.loads(usage.read_text(encoding="utf-8"))
    each = counted["per_lead"]
    lines = dollars_a_million(each, listed)
    rows = [(what, "", dollars) for what, dollars in lines.items()]
    title = f"Running, a million leads (counted on {counted['leads']} leads, {counted['at']})"
    console.print(_table(title, rows, sum(lines.values())))
    kept = dollars_kept_a_month(each["kept_bytes"], listed)
    rows = [(what, "", dollars) for what, dollars in kept.items()]
    console.print(_table("Kept, a month for each million leads", rows, sum(kept.values())))


def _table(title: str, rows: Sequence[tuple[str, str, float]], total: float) -> Table:
    table = Table(title=title, title_justify="left", show_footer=True)
    table.add_column("", footer="together")
    table.add_column("number", justify="right")
    table.add_column("$", justify="right", footer=f"{total:.2f}")
    for what, number, dollars in rows:
        table.add_row(what, number, f"{dollars:.2f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
