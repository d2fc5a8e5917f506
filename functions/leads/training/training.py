"""Training whole: from a history file to a scorecard and the verdict on it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from baton.leads.scoring.lead_values import Values
from baton.leads.scoring.points import Scoring, log_odds, points_of
from baton.leads.scoring.scorecard import MAX_BYTES, Figures, LeftOut, TrainedScorecard
from functions.leads.training.bins import Detail
from functions.leads.training.drift import Drift, drift_of
from functions.leads.training.figures import calibration_bands, figures_of, log_losses
from functions.leads.training.history import FEWEST_OF_A_CLASS, History
from functions.leads.training.learning import Learned, learn, part_of
from functions.leads.training.promotion import Verdict, judge
from functions.leads.training.rejection import Refusal
from functions.leads.training.seen import digest, sample_of, share_seen
from functions.leads.training.selection import FINEST, Selection, select

LATEST_SHARE = 0.2
MOSTLY = 0.5
_COARSER = (
    FINEST,
    Detail(bins=32, categories=24, features=40),
    Detail(bins=16, categories=12, features=25),
    Detail(bins=8, categories=8, features=15),
)
_LEFT_OUT_KEPT = 40
_SOURCE_CHARACTERS = 200

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Training:
    """What came out: the scorecard, whether it takes over, and what was noticed on the way."""

    scorecard: TrainedScorecard
    verdict: Verdict
    learned: Learned
    selection: Selection
    bands: tuple[tuple[str, int, float], ...]
    """scores in words, leads, and the share of them that converted; out of fold"""
    drift: Drift | None = None
    """of the latest leads, from those that the scorecard in use was learned from"""


def train(
    history: History,
    *,
    source: str,
    now: datetime,
    current: TrainedScorecard | None = None,
    progress: Progress = lambda _: None,
) -> Training:
    """Learns from a history. Raises ``Refusal`` saying what is wrong with it."""
    progress(f"{len(history.leads)} leads, {sum(history.converted)} converted; looking at columns")
    selection = select(history, current)
    progress(f"{len(selection.columns)} columns to learn from; testing on the latest leads")
    latest, verdict = _latest(history, selection, current)
    for detail in _COARSER:
        progress("learning from all leads")
        learned = learn(selection.columns, history.converted, detail)
        scorecard = _scorecard(history, selection, learned, latest=latest, source=source, now=now)
        if len(scorecard.text().encode()) <= MAX_BYTES:
            bands = score_bands(learned, history.converted)
            drift = _latest_drift(history, current) if current else None
            return Training(scorecard, verdict, learned, selection, bands, drift)
        progress("the scorecard is too big; telling less apart")
    raise Refusal("The scorecard would have over 20 KB: the columns' names are too long.")


def _latest(
    history: History, selection: Selection, current: TrainedScorecard | None
) -> tuple[Figures, Verdict]:
    """How well a scorecard learned from the earlier leads tells the latest fifth."""
    cut = _cut(history)
    before, after = history.converted[:cut], history.converted[cut:]
    if min(sum(before), cut - sum(before)) < FEWEST_OF_A_CLASS:
        raise Refusal(
            f"Of the first {cut} leads (ordered by {history.ordered_by}) {sum(before)} converted; "
            f"at least {FEWEST_OF_A_CLASS} of each outcome are needed to test on the latest."
        )
    if len(set(after)) == 1:
        raise Refusal(
            f"The latest {len(after)} leads (ordered by {history.ordered_by}) all had the same "
            "outcome, so nothing can be tested on them. Name another column in training.order."
        )
    learned = learn(part_of(selection.columns, range(cut)), before)
    rates = learned.model_rates(history.leads[cut:])
    theirs = rates_of(current, history.leads[cut:]) if current else None
    allowance = _allowance(history, current) if current else 0.0
    how = f"latest {len(after)} leads by {history.ordered_by}, learned from those before"
    verdict = judge(rates, theirs, after, usual=learned.base_rate, allowance=allowance)
    return figures_of(how, rates, after), verdict


def _allowance(history: History, current: TrainedScorecard) -> float:
    """By how many nats the scorecard in use looks too good on the latest leads.

    That is what it loses out of fold, less what it loses on leads that it was learned from; as far
    as the latest leads are among those.
    """
    cut, digests = _cut(history), _digests(history)
    seen = share_seen(current.sample, digests[cut:])
    if not seen or share_seen(current.sample, digests) < MOSTLY:
        return 0.0
    known = log_losses(rates_of(current, history.leads), history.converted)
    return seen * max(0.0, current.out_of_fold.log_loss - fmean(known))


def _digests(history: History) -> list[str]:
    pairs = zip(history.leads, history.converted, strict=True)
    return [digest(lead, converted=converted) for lead, converted in pairs]


def _latest_drift(history: History, current: TrainedScorecard) -> Drift:
    cut = _cut(history)
    return drift_of(current, history.leads[cut:], history.converted[cut:])


def _cut(history: History) -> int:
    """Where the latest fifth begins."""
    return len(history.leads) - max(1, round(LATEST_SHARE * len(history.leads)))


def rates_of(scorecard: TrainedScorecard, leads: Sequence[Values]) -> list[float]:
    """What a scorecard expects of leads."""
    scoring = Scoring(scorecard)
    return [scoring.expected_rate(scoring.points(lead)) for lead in leads]


def score_bands(learned: Learned, converted: Sequence[bool]) -> tuple[tuple[str, int, float], ...]:
    """Leads and their conversion rate by score, out of fold: below 40, by ten to 70, from 70 on."""
    usual = log_odds(learned.base_rate)
    scores = [50 + points_of(log_odds(rate) - usual) for rate in learned.out_of_fold]
    bands = []
    for name, low, high in (
        ("below 40", float("-inf"), 40.0),
        ("40 to 50", 40.0, 50.0),
        ("50 to 60", 50.0, 60.0),
        ("60 to 70", 60.0, 70.0),
        ("70 and more", 70.0, float("inf")),
    ):
        inside = [won for score, won in zip(scores, converted, strict=True) if low <= score < high]
        bands.append((name, len(inside), sum(inside) / len(inside) if inside else 0.0))
    return tuple(bands)


def _scorecard(
    history: History,
    selection: Selection,
    learned: Learned,
    *,
    latest: Figures,
    source: str,
    now: datetime,
) -> TrainedScorecard:
    how = "every lead by folds without it and without leads that say the same"
    content = "|".join(
        (history.fingerprint, *(table.model_dump_json() for table in learned.tables))
    )
    name = hashlib.sha256(content.encode()).hexdigest()[:8]
    return TrainedScorecard(
        version=f"{now:%Y-%m-%d}-{name}",
        trained_at=now,
        source=source[-_SOURCE_CHARACTERS:],
        fingerprint=history.fingerprint,
        leads=len(history.leads),
        converted=sum(history.converted),
        base_rate=learned.base_rate,
        base_points=learned.base_points,
        features=learned.tables,
        open_answers=learned.open_answers,
        out_of_fold=figures_of(how, learned.out_of_fold, history.converted),
        latest=latest,
        calibration=calibration_bands(learned.out_of_fold, history.converted),
        left_out=_most_telling(selection.left_out),
        sample=sample_of(_digests(history)),
    )


def _most_telling(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    """Leaks first, as many as there is room for."""
    return tuple(sorted(left_out, key=lambda one: not one.leak)[:_LEFT_OUT_KEPT])
