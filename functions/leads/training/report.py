"""What training found, for people to read."""

from collections.abc import Iterator

from baton.leads.scoring.scorecard import CategoryTable, Figures, NumberTable
from functions.leads.training.training import Training

_STRONGEST = 10


def report(training: Training) -> str:
    """The report of a training, in lines of text."""
    return "\n".join(_lines(training)) + "\n"


def _lines(training: Training) -> Iterator[str]:
    card = training.scorecard
    yield f"Scorecard {card.version}, {len(card.text().encode()):,} bytes"
    yield f"  learned from {card.leads:,} leads, of which {card.base_rate:.1%} converted"
    yield ""
    yield "On leads it had not seen"
    yield f"  {'':44} {'leads':>7} {'AUC':>6} {'Brier':>6} {'ECE':>6}"
    for figures in (card.out_of_fold, card.latest):
        if figures:
            yield from _figures(figures)
    yield ""
    yield "Score (50: the usual odds; +10: twice the odds)"
    for name, leads, rate in training.bands:
        yield f"  {name:12} {leads:>7,} leads, {rate:>6.1%} converted"
    yield ""
    yield "What counts most, in points"
    strongest = sorted(card.tables, key=lambda table: -_spread(table))
    for table in strongest[:_STRONGEST]:
        low, high = _range(table)
        yield f"  {table.name[:50]:50} {low:+6.1f} to {high:+6.1f}"
    yield from _left_out(training)
    for alarm in training.drift.alarms if training.drift else ():
        yield f"Drift: {alarm}."
    for note in training.selection.notes:
        yield f"Note: {note}."
    yield ""
    yield training.verdict.why


def _figures(figures: Figures) -> Iterator[str]:
    yield f"  {figures.how}"
    row = f"{figures.leads:>7,} {figures.auc:.4f} {figures.brier:.4f} {figures.ece:.4f}"
    yield f"  {'':44} {row}"


def _left_out(training: Training) -> Iterator[str]:
    left_out = training.selection.left_out
    leaks = [one for one in left_out if one.leak]
    if leaks:
        yield ""
        yield "Left out, since they look set after the outcome was known (--keep COLUMN to use one)"
        for one in leaks:
            yield f"  {one.column}: {one.why}"
    if others := [one for one in left_out if not one.leak]:
        yield ""
        yield "Left out, since there is nothing to learn from them"
        for one in others:
            yield f"  {one.column}: {one.why}"
    yield ""


def _points(table: NumberTable | CategoryTable) -> list[float]:
    if isinstance(table, NumberTable):
        return [*table.points, table.missing]
    return [*table.points.values(), table.other, table.missing]


def _range(table: NumberTable | CategoryTable) -> tuple[float, float]:
    points = _points(table)
    return min(points), max(points)


def _spread(table: NumberTable | CategoryTable) -> float:
    low, high = _range(table)
    return high - low
