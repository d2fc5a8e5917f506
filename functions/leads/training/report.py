"""What training found, for people to read."""

from collections.abc import Iterator, Sequence

from baton.leads.scoring.scorecard import CategoryTable, Figures, NumberTable
from functions.leads.training.account import OutcomeRead
from functions.leads.training.findings import Ageing
from functions.leads.training.history import History
from functions.leads.training.selection import Selection
from functions.leads.training.training import Training

_STRONGEST = 10
_SHOWN = 5


def report(training: Training) -> str:
    """The report of a training, in lines of text."""
    return "\n".join(_lines(training)) + "\n"


def refusal_report(source: str, reasons: Sequence[str]) -> str:
    """The report of a training that did not take place."""
    return "\n".join([f"Nothing was learned from {source}.", *(f"  {one}" for one in reasons), ""])


def _lines(training: Training) -> Iterator[str]:
    card = training.scorecard
    yield f"Scorecard {card.version}, {len(card.text().encode()):,} bytes"
    yield f"  learned from {card.leads:,} leads, of which {card.base_rate:.1%} converted"
    yield ""
    yield from _history(training.history)
    yield ""
    if training.warnings:
        yield "Warnings"
        yield from (f"  {warning}." for warning in training.warnings)
        yield ""
    yield "On leads it had not seen"
    yield f"  {'':44} {'leads':>7} {'AUC':>6} {'Brier':>6} {'ECE':>6}"
    for figures in (card.out_of_fold, card.latest):
        if figures:
            yield from _figures(figures)
    yield ""
    yield "Score (50: the usual odds; +10: twice the odds)"
    for band in training.bands:
        yield f"  {band.name:12} {band.leads:>7,} leads, {band.rate:>6.1%} converted"
    yield ""
    yield from _ageing(training.ageing)
    yield ""
    yield "What counts most, in points"
    strongest = sorted(card.tables, key=lambda table: -_spread(table))
    for table in strongest[:_STRONGEST]:
        low, high = _range(table)
        yield f"  {table.name[:50]:50} {low:+6.1f} to {high:+6.1f}"
    yield ""
    yield from _columns(training.selection)
    yield ""
    for note in training.notes:
        yield f"Note: {note}."
    yield training.verdict.why


def _history(history: History) -> Iterator[str]:
    if history.outcome:
        yield "Outcome"
        yield from _outcome(history.outcome)
    if account := history.account:
        yield f"Rows of the file: {account.rows:,}"
        yield f"  {account.learned_from:>9,} learned from, ordered by {history.ordered_by}"
        for one in account.left_out:
            yield f"  {one.rows:>9,} left out: {one.why}"
    if history.recorded:
        yield f"Leads recorded here: {history.recorded:,}"


def _outcome(outcome: OutcomeRead) -> Iterator[str]:
    yield f"  column {outcome.column}"
    for said, texts in (("", outcome.converted), ("not ", outcome.not_converted)):
        told = ", ".join(f'"{text[:40]}" ({rows:,} rows)' for text, rows in texts.items())
        yield f"  {said}converted: {told or 'none'}"


def _figures(figures: Figures) -> Iterator[str]:
    yield f"  {figures.how}"
    row = f"{figures.leads:>7,} {figures.auc:.4f} {figures.brier:.4f} {figures.ece:.4f}"
    yield f"  {'':44} {row}"


def _ageing(ageing: Ageing) -> Iterator[str]:
    days = f" of {ageing.days:,.0f} days" if ageing.days and ageing.days >= 1 else ""
    yield (
        f"The latest {ageing.leads:,} leads{days}, {ageing.converted:.1%} of which converted, by a "
        "scorecard learned from those before"
    )
    yield f"  {'':48} {'expected':>8} {'ECE':>6} {'AUC':>6}"
    for one in ageing.kept:
        how = f"learned again {one.how}" if one.every else one.how
        yield f"  {how[:48]:48} {one.expected:>8.1%} {one.ece:.4f} {one.auc:.4f}"
    yield f"  {ageing.advice}."
    if ageing.moved:
        told = ", ".join(f"{one.feature} (PSI {one.psi:.2f})" for one in ageing.moved[:_SHOWN])
        yield f"  Distributed differently than before: {told}."


def _columns(selection: Selection) -> Iterator[str]:
    yield "Columns that were learned from"
    for used in selection.columns:
        yield f"  {used.column.name}: {used.column.holds}"
    leaks = [one for one in selection.left_out if one.leak]
    if leaks:
        yield "Left out, since they look set after the outcome was known (--keep COLUMN to use one)"
        for one in leaks:
            yield f"  {one.column}: {one.why}"
    if others := [one for one in selection.left_out if not one.leak]:
        yield "Left out, since there is nothing to learn from them"
        for one in others:
            yield f"  {one.column}: {one.why}"


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
