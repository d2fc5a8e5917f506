"""How right the learned scorecard is on real leads it has not seen, and what rating a lead costs.

Everything is learned anew in every fold as a user's training would: bins, rounds and calibration
come from the fold's own leads. Columns that look like leaks are found and left out by training
itself. Grouped folds keep leads that say the same in every column together, of which there are many.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from baton.leads.scoring.points import Scoring, log_odds, points_of
from functions.leads.training.figures import brier, calibration_error
from functions.leads.training.history import History, RawMapping, history_of
from functions.leads.training.leaks import auc
from functions.leads.training.learning import Learned, learn, part_of
from functions.leads.training.selection import Selected, select
from functions.leads.training.table import read_table
from functions.leads.training.training import train
from tests.benchmarks.report import Figure, Section, at_most, cpu_per_call

LEADS = Path(__file__).resolve().parents[3] / "shared" / "data" / "leads_education.csv"
SEEDS = (0, 1)
FOLDS = 5
EDGES = (40.0, 50.0, 60.0, 70.0)
LEAKS = {
    "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index",
    "Asymmetrique Profile Index", "Asymmetrique Activity Score", "Asymmetrique Profile Score",
    "Last Activity", "Last Notable Activity",
}  # fmt: skip

Rates = list[float]


def run() -> list[Section]:
    """The leads' part of ``docs/quality.md``."""
    if not LEADS.exists():
        note = "Skipped: ../shared/data/leads_education.csv is not there."
        return [Section("Quality: learned scorecard", note=note)]
    history = history_of(read_table(LEADS.read_bytes()), RawMapping())
    selection = select(history)
    columns = list(selection.columns)
    found = {one.column for one in selection.left_out if one.leak}
    note = f"Leaks found by training itself: {len(found & LEAKS)} of {len(LEAKS)}."
    if found != LEAKS:
        note += f" Differences: {sorted(found ^ LEAKS)}."
    shuffled = _cross_validated(history, columns, grouped=False)
    grouped = _cross_validated(history, columns, grouped=True)
    return [
        _accuracy(f"leads, shuffled, {FOLDS} folds x {len(SEEDS)} seeds", shuffled, note),
        _accuracy(
            f"leads, grouped by identical rows, {FOLDS} folds x {len(SEEDS)} seeds",
            grouped,
            f"The most leads that say the same are {', '.join(map(str, _largest(columns)))}: each of "
            "these sets is all in the fold that is asked, or not at all.",
        ),
        _bands(shuffled),
        _in_order(history, columns, shuffled),
        _evaluation(history),
    ]


class _Tested:
    """What was expected of every lead in the fold that had not seen it, over all seeds."""

    def __init__(self) -> None:
        self.rates: Rates = []
        self.scores: list[float] = []
        self.converted: list[bool] = []
        self.auc: list[float] = []
        self.unconstrained: dict[str, list[float]] = {}


def _cross_validated(history: History, columns: list[Selected], *, grouped: bool) -> _Tested:
    tested = _Tested()
    for known, asked in _folds(history, columns, grouped=grouped):
        won = [history.converted[place] for place in known]
        after = [history.converted[place] for place in asked]
        part = part_of(columns, known)
        learned = learn(part, won)
        leads = [history.leads[place] for place in asked]
        rates = learned.model_rates(leads)
        tested.rates += rates
        usual = log_odds(learned.base_rate)
        tested.scores += [50 + points_of(log_odds(rate) - usual) for rate in rates]
        tested.converted += after
        tested.auc.append(auc(rates, after))
        for name, rivals in _unconstrained(learned, part, won, leads):
            tested.unconstrained.setdefault(name, []).append(auc(rivals, after))
    return tested


def _said(columns: Sequence[Selected]) -> list[tuple[str, ...]]:
    """What every lead says in all columns."""
    return list(zip(*(map(str, one.cells) for one in columns), strict=True))


def _largest(columns: Sequence[Selected]) -> list[int]:
    return [leads for _, leads in Counter(_said(columns)).most_common(3)]


def _folds(
    history: History, columns: Sequence[Selected], *, grouped: bool
) -> Iterator[tuple[list[int], list[int]]]:
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    said = _said(columns)
    numbers = {row: number for number, row in enumerate(dict.fromkeys(said))}
    groups = [numbers[row] for row in said]
    for seed in SEEDS:
        kind: Any = StratifiedGroupKFold if grouped else StratifiedKFold
        folds = kind(FOLDS, shuffle=True, random_state=seed)
        for known, asked in folds.split(said, history.converted, groups if grouped else None):
            yield known.tolist(), asked.tolist()


def _unconstrained(
    learned: Learned, part: Sequence[Selected], won: Sequence[bool], leads: Sequence[Any]
) -> Iterator[tuple[str, Rates]]:
    """Boosting that may use any interactions, on the same bins: as it comes, and with six leaves."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from functions.leads.training.boosting import matrix

    # The features alone: interactions make how many are left open.
    features = learned.bins[:-1]
    known = [one.codes(each.cells) for one, each in zip(features, part, strict=True)]
    train_codes = matrix(known)
    asked = matrix(learned.codes(leads)[:-1])
    categorical = [not one.is_number for one in features]
    for name, options in (
        ("as it comes", {}),
        ("small trees", {"learning_rate": 0.05, "max_iter": 150, "max_leaf_nodes": 6}),
    ):
        model = HistGradientBoostingClassifier(
            categorical_features=categorical, early_stopping=False, random_state=0, **options
        )
        with threadpool_limits(limits=1):
            model.fit(train_codes, won)
            yield name, model.predict_proba(asked)[:, 1].tolist()


def _accuracy(title: str, tested: _Tested, note: str = "") -> Section:
    section = Section(f"Quality: {title}", note=note)
    ours = sum(tested.auc) / len(tested.auc)
    section.figures.append(Figure("AUC, mean of folds", 100 * ours, "%", "≥ 87", ours >= 0.87))
    best = 0.0
    for name, values in tested.unconstrained.items():
        mean = sum(values) / len(values)
        best = max(best, mean)
        section.add(f"AUC of unconstrained boosting, {name}", 100 * mean, "%")
    section.figures += [
        at_most("AUC behind the better unconstrained one", 100 * (best - ours), "%", 0.5),
        at_most("Brier x 100", 100 * brier(tested.rates, tested.converted), "", 14),
        at_most("ECE, 10 bins", 100 * calibration_error(tested.rates, tested.converted), "%", 3),
    ]
    return section


def _bands(tested: _Tested) -> Section:
    section = Section(
        "Quality: conversion by score, shuffled folds",
        note="50 is the usual odds; 10 points more are twice the odds.",
    )
    bounds = (float("-inf"), *EDGES, float("inf"))
    rates = []
    for low, high in pairwise(bounds):
        pairs = zip(tested.scores, tested.converted, strict=True)
        inside = [won for score, won in pairs if low <= score < high]
        rates.append(100 * sum(inside) / len(inside))
        name = f"score from {low:g} to {high:g} ({len(inside) // len(SEEDS)} leads)"
        if low == EDGES[-1]:
            figure = Figure(name, rates[-1], "% converted", "≥ 80", rates[-1] >= 80)
        elif high == EDGES[0]:
            figure = at_most(name, rates[-1], "% converted", 13)
        else:
            figure = Figure(name, rates[-1], "% converted")
        section.figures.append(figure)
    rises = rates == sorted(rates)
    section.figures.append(Figure("rises from band to band", float(rises), "", "1", rises))
    return section


def _in_order(history: History, columns: list[Selected], shuffled: _Tested) -> Section:
    """Learned from the first 70 % in the order of ``Lead Number``, tested on the last 30 %."""
    cut = round(0.7 * len(history.leads))
    learned = learn(part_of(columns, range(cut)), history.converted[:cut])
    rates, after = learned.model_rates(history.leads[cut:]), history.converted[cut:]
    section = Section(f"Quality: leads in the order of {history.ordered_by}, 70 % → 30 %")
    section.add("AUC in order", 100 * auc(rates, after), "%")
    section.add("AUC shuffled", 100 * sum(shuffled.auc) / len(shuffled.auc), "%")
    section.add("Brier x 100 in order", 100 * brier(rates, after), "")
    section.add("Brier x 100 shuffled", 100 * brier(shuffled.rates, shuffled.converted), "")
    section.add("ECE in order", 100 * calibration_error(rates, after), "%")
    section.add("ECE shuffled", 100 * calibration_error(shuffled.rates, shuffled.converted), "%")
    section.add("converted, first 70 %", 100 * sum(history.converted[:cut]) / cut, "%")
    section.add("converted, last 30 %", 100 * sum(after) / len(after), "%")
    return section


def _evaluation(history: History) -> Section:
    from datetime import UTC, datetime

    training = train(history, source=LEADS.name, now=datetime(2026, 1, 1, tzinfo=UTC))
    scoring = Scoring(training.scorecard)
    ours = [scoring.expected_rate(scoring.points(lead)) for lead in history.leads]
    theirs = training.learned.model_rates(history.leads)
    apart = max(abs(one - other) for one, other in zip(ours, theirs, strict=True))
    leads = list(history.leads[:1000])

    def evaluate() -> None:
        for lead in leads:
            scoring.points(lead)

    def explain() -> None:
        for lead in leads:
            scoring.rate(lead)

    section = Section("Quality: evaluation in plain Python")
    section.figures.append(at_most("a lead's points", cpu_per_call(evaluate, 5) / 1000, "µs", 10))
    section.figures.append(
        at_most("with confidence and contributions", cpu_per_call(explain, 5) / 1000, "µs", 100)
    )
    section.figures.append(at_most("furthest from scikit-learn", apart, "probability", 1e-9))
    size = len(training.scorecard.text().encode())
    section.figures.append(at_most("scorecard", size, "bytes", 20_000))
    return section
