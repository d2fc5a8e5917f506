"""``make scale``: what throttles first at 10, 1,000 and 10,000 leads a second, before and after; and
at as many orders.

make scale
make scale ARGS="--leads 60"
"""

import argparse
import json
import sys
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from tests.scale import orders
from tests.scale.limits import Limit, first, limits
from tests.scale.traffic import LEADS, sample

RATES = (10, 1_000, 10_000)
PROMISED = 1_000
SHOWN = 20
BEFORE = Path(__file__).parent / "before.yaml"
KEPT = Path(".local/scale.json")


def main() -> int:
    """Shows it; the exit status is 1 if something of ours throttles at 1,000 a second."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("--leads", type=int, default=LEADS, help="of the sample")
    parser.add_argument("--orders", type=int, default=orders.ORDERS, help="of theirs")
    given = parser.parse_args()
    found, of_orders = limits(sample(given.leads)), orders.limits(orders.sample(given.orders))
    before = yaml.safe_load(BEFORE.read_text(encoding="utf-8"))
    console = Console(width=130)
    console.print(_by_rate(found, before))
    console.print(_by_place(found, "Leads"))
    console.print(_by_place(of_orders, "Orders"))
    KEPT.parent.mkdir(exist_ok=True)
    rates = {
        name: {one.name: one.rate for one in those}
        for name, those in (("leads", found), ("orders", of_orders))
    }
    KEPT.write_text(json.dumps(rates, indent=2), encoding="utf-8")
    return int(any(one.ours for one in first([*found, *of_orders], PROMISED)))


def _by_rate(found: list[Limit], before: dict[str, float]) -> Table:
    table = Table(title="What throttles or falls behind first", title_justify="left")
    for heading in ("leads a second", "before", "now, of ours", "now, of the account's quotas"):
        table.add_column(heading, justify="right" if heading == "leads a second" else "left")
    for rate in RATES:
        passed = [name for name, limit in sorted(before.items(), key=lambda one: one[1])]
        worse = [name for name in passed if before[name] < rate]
        ours = [one.name for one in first(found, rate) if one.ours]
        others = [one.name for one in first(found, rate) if not one.ours]
        table.add_row(f"{rate:,}", *map(_named, (worse, ours, others)))
    return table


def _named(names: list[str]) -> str:
    if not names:
        return "nothing"
    return names[0] + (f", then {len(names) - 1} more" if len(names) > 1 else "")


def _by_place(found: list[Limit], what: str) -> Table:
    table = Table(title=f"{what} a second from which it happens", title_justify="left")
    table.add_column("from", justify="right")
    table.add_column("what")
    table.add_column("then")
    for one in found[:SHOWN]:
        table.add_row(f"{one.rate:,.0f}", one.name, one.beyond)
    return table


if __name__ == "__main__":
    sys.exit(main())
