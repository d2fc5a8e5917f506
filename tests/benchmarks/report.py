"""Benchmark results as a table on the screen and as JSON in a file."""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

REPEATS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. ``target`` says what it must be at most (or at least, with ``>=``)."""

    name: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that must not exceed ``limit``."""
    return Figure(name, value, unit, f"≤ {limit:g}", value <= limit)


def at_least(name: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that must not be below ``limit``."""
    return Figure(name, value, unit, f"≥ {limit:g}", value >= limit)


@dataclass(slots=True)
class Section:
    """One group of figures, with what is needed to read them."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    note: str = ""

    def add(self, name: str, value: float, unit: str) -> None:
        """A figure without a target."""
        self.figures.append(Figure(name, value, unit))


def cpu_per_call(work: Callable[[], object], calls: int) -> float:
    """CPU microseconds a call: the best of five rounds, after one call to warm up.

    The best round is the one least disturbed by others on the machine.
    """
    work()
    rounds: list[float] = []
    for _ in range(REPEATS):
        started = time.process_time()
        for _ in range(calls):
            work()
        rounds.append((time.process_time() - started) / calls)
    return min(rounds) * 1e6


def show(sections: list[Section], console: Console | None = None) -> None:
    """Prints a table a section."""
    console = console or Console(width=110)
    for section in sections:
        table = Table(title=section.title, title_justify="left", caption=section.note or None)
        table.caption_justify = "left"
        table.add_column("figure", ratio=1)
        table.add_column("value", justify="right")
        table.add_column("unit")
        table.add_column("target")
        for figure in section.figures:
            mark = {True: " ✓", False: " ✗", None: ""}[figure.met]
            table.add_row(figure.name, _short(figure.value), figure.unit, figure.target + mark)
        console.print(table)


def save(sections: list[Section], path: Path) -> None:
    """Writes the results as JSON, with the machine and moment they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "sections": [asdict(section) for section in sections],
    }
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _short(value: float) -> str:
    if value and abs(value) < 0.01:
        return f"{value:.5f}"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
