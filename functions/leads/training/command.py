"""``python -m functions.leads.training``: a scorecard from a history file, on one's own machine."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.files.training_options import TrainingOptions
from baton.leads.scoring.scorecard import TrainedScorecard
from functions.leads.training.duration import duration_text
from functions.leads.training.history import (
    Mapping,
    RawMapping,
    RawOutcome,
    history_of,
    read_mapping,
)
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import read_table

DONE, WRONG, NOT_BETTER = 0, 1, 3

_EPILOG = """\
Exit codes: 0 written; 1 the history was refused; 2 wrong arguments; 3 the scorecard that is there
is better and stays. Without --mapping, columns are used under their own names, and the outcome is
the column that looks like one. A mapping file may also hold --rising, --falling, --keep,
--leave-out, --category (as `categories`), --decimal-comma, --decimal-point and --order, as its
section `training`.
"""


def main(arguments: Sequence[str]) -> int:
    """Runs the command; gives the exit code."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except Refusal as refusal:
        _say(sys.stderr, "The history was refused; nothing was changed.")
        for reason in refusal.reasons:
            _say(sys.stderr, f"  {reason}")
    except OSError as error:
        _say(sys.stderr, f"{error.filename}: {error.strerror}")
    return WRONG


def _run(given: argparse.Namespace) -> int:
    content = given.history.read_bytes()
    mapping = _mapping(given)
    out: Path = given.out
    current = _current(given.current or out) if not given.force else None
    _say(sys.stderr, f"{given.history.name}: reading {len(content):,} bytes")
    table = read_table(content)
    mapped = isinstance(mapping, ColumnMapping)
    takes = duration_text(len(table), len(table.header), table.values, mapped=mapped)
    _say(sys.stderr, f"{given.history.name}: {takes}")
    history = history_of(table, mapping)
    from functions.leads.training.report import report
    from functions.leads.training.training import train

    training = train(
        history,
        source=given.history.name,
        now=datetime.now(UTC),
        current=current,
        progress=lambda text: _say(sys.stderr, f"{given.history.name}: {text}"),
    )
    _say(sys.stdout, report(training))
    if not training.verdict.takes_over and not given.force:
        _say(sys.stderr, f"Not written: {out} is as it was.")
        return NOT_BETTER
    partial = out.with_name(f"{out.name}.partial")
    partial.write_text(training.scorecard.text() + "\n", encoding="utf-8")
    partial.replace(out)
    _say(sys.stderr, f"Written: {out}")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m functions.leads.training",
        description="Learns a scorecard from a company's lead history, a CSV file.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "--history", type=Path, required=True, metavar="FILE", help="leads with their outcomes, CSV"
    )
    add("--mapping", type=Path, metavar="FILE", help="which columns are which fields, YAML")
    add("--out", type=Path, required=True, metavar="FILE", help="where the scorecard goes, JSON")
    add("--current", type=Path, metavar="FILE", help="the one to compare with (default: --out)")
    add("--force", action="store_true", help="write it even if it is worse")
    add("--outcome", metavar="COLUMN[=TEXT]", help="the outcome, and the text that means converted")
    add(
        "--not-converted",
        action="append",
        default=[],
        metavar="TEXT",
        help="the text that means not converted; rows with any other do not count",
    )
    for name, text in (
        ("rising", "more never gives fewer points"),
        ("falling", "more never gives more points"),
        ("keep", "use it although it looks like a leak"),
        ("leave-out", "do not use it"),
        ("category", "its numbers are names of categories"),
        ("decimal-comma", "its decimals stand after a comma: 1.200 is a thousand and two hundred"),
        ("decimal-point", "its decimals stand after a point: 1.200 is one and two tenths"),
    ):
        add(f"--{name}", action="append", default=[], metavar="COLUMN", help=text)
    add("--order", metavar="COLUMN", help="says which leads are the latest")
    return parser


def _mapping(given: argparse.Namespace) -> Mapping:
    mapping: Mapping = RawMapping()
    if given.mapping:
        mapping = read_mapping(given.mapping.read_text("utf-8-sig"), given.mapping.stem)
    options = mapping.training
    changes: dict[str, object] = {
        "training": TrainingOptions(
            rising=(*options.rising, *given.rising),
            falling=(*options.falling, *given.falling),
            keep=(*options.keep, *given.keep),
            leave_out=(*options.leave_out, *given.leave_out),
            categories=(*options.categories, *given.category),
            decimal_comma=(*options.decimal_comma, *given.decimal_comma),
            decimal_point=(*options.decimal_point, *given.decimal_point),
            order=given.order or options.order,
        )
    }
    if given.outcome:
        column, _, text = given.outcome.partition("=")
        changes["outcome"] = RawOutcome(
            column=column, true=(text,) if text else (), false=tuple(given.not_converted)
        )
    return mapping.model_copy(update=changes)


def _current(path: Path) -> TrainedScorecard | None:
    if not path.exists():
        return None
    try:
        return TrainedScorecard.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise Refusal(f"{path} is no scorecard; name another file, or use --force.") from error


def _say(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")
    stream.flush()
