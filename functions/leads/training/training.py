"""Training whole: from a history to a scorecard and the verdict on it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from statistics import fmean

import numpy as np

from baton.leads.scoring.lead_values import Values
from baton.leads.scoring.points import Scoring
from baton.leads.scoring.scorecard import MAX_BYTES, Figures, LeftOut, TrainedScorecard
from functions.leads.training.ageing import ageing_of
from functions.leads.training.bins import Detail
from functions.leads.training.drift import drift_of
from functions.leads.training.export import bytes_of
from functions.leads.training.figures import calibration_bands, figures_of, log_losses
from functions.leads.training.findings import Ageing, Drift, State
from functions.leads.training.history import FEWEST_OF_A_CLASS, History
from functions.leads.training.learning import Learned, bins_for, learn, learn_again, part_of
from functions.leads.training.promotion import Verdict, judge
from functions.leads.training.rejection import Refusal
from functions.leads.training.seen import digest, sample_of, share_seen
from functions.leads.training.selection import FINEST, Selected, Selection, select
from functions.leads.training.soundness import Band, bands_of, doubts

LATEST_SHARE = 0.2
MOSTLY = 0.5
_DETAILS = (
    FINEST,
    Detail(bins=48, categories=48, features=50),
    Detail(bins=32, categories=40, features=50),
    Detail(bins=24, categories=32, features=40),
    Detail(bins=16, categories=24, features=30),
    Detail(bins=12, categories=12, features=25),
    Detail(bins=8, categories=8, features=15),
)
_BYTES_TOLD = 2_600
"""About the bytes of a scorecard that are neither its tables nor the columns left out."""

_LEFT_OUT_KEPT = 40
_SOURCE_CHARACTERS = 200
_DAY_SECONDS = 86_400

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Training:
    """What came out: the scorecard, whether it takes over, and what was noticed on the way."""

    history: History
    scorecard: TrainedScorecard
    verdict: Verdict
    learned: Learned
    selection: Selection
    bands: tuple[Band, ...]
    """out of fold"""
    ageing: Ageing
    drift: Drift | None = None
    """of the latest leads, from those that the scorecard in use was learned from"""
    doubts: tuple[str, ...] = ()
    """why a person should not take the scorecard at its word, in sentences"""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything that a person should look at."""
        drift = self.drift.alarms if self.drift else ()
        return (*self.selection.warnings, *self.doubts, *(f"Drift: {alarm}" for alarm in drift))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed, and is as it may well be."""
        return (*self.history.notes, *self.selection.notes)


def train(
    history: History,
    *,
    source: str,
    now: datetime,
    current: TrainedScorecard | None = None,
    progress: Progress = lambda _: None,
) -> Training:
    """Learns from a history. Raises ``Refusal`` saying what is wrong with it."""
    progress(
        f"{len(history.leads):,} leads, {sum(history.converted):,} converted; looking at columns"
    )
    selection = select(history, current)
    progress(f"{len(selection.columns)} columns to learn from")
    return _Course(history, selection, source, now, current, progress).training()


@dataclass(frozen=True)
class _Course:
    """One training: it learns from the earlier leads, tests that on the latest, and learns from all."""

    history: History
    selection: Selection
    source: str
    now: datetime
    current: TrainedScorecard | None
    progress: Progress
    _learned: dict[int, Learned] = field(default_factory=dict)
    """from leads up to some way into the latest"""

    def training(self) -> Training:
        """All of it. The less detail, the smaller the scorecard: the first that fits is taken."""
        self._check_halves()
        for detail in self._details():
            self.progress("learning from all leads but the latest")
            before = learn(self._columns(0, self._cut), self.history.converted[: self._cut], detail)
            self.progress("learning from all leads")
            learned = learn_again(before, self.selection.columns, self.history.converted, detail)
            rates = before.rates_of(self._columns(self._cut))
            scorecard = self._scorecard(learned, self._latest(rates))
            if len(scorecard.text().encode()) <= MAX_BYTES:
                return self._tested(before, learned, rates, scorecard)
            self.progress("the scorecard is too big; telling less apart")
        raise Refusal("The scorecard would have over 20 KB: the columns' names are too long.")

    def _tested(
        self,
        before: Learned,
        learned: Learned,
        rates: Sequence[float],
        scorecard: TrainedScorecard,
    ) -> Training:
        won = self.history.converted[self._cut :]
        theirs = rates_of(self.current, self.history.leads[self._cut :]) if self.current else None
        verdict = judge(rates, theirs, won, usual=before.base_rate, allowance=self._allowance())
        moved = drift_of(self._scorecard(before), self.history.leads[self._cut :], won).features
        ageing = ageing_of(
            rates,
            won,
            moved=[one for one in moved if one.state is State.ALARM],
            usual=before.base_rate,
            learned_from=self._cut,
            cells=self._cut * len(self.selection.columns),
            days=self._days(),
            again=lambda start, end: self._again(before, start, end),
        )
        bands = bands_of(learned.out_of_fold, learned.base_rate, self.history.converted)
        drift = (
            drift_of(self.current, self.history.leads[self._cut :], won) if self.current else None
        )
        return Training(
            history=self.history,
            scorecard=scorecard,
            verdict=verdict,
            learned=learned,
            selection=self.selection,
            bands=bands,
            ageing=ageing,
            drift=drift,
            doubts=doubts(rates, won, bands, learned.base_rate, ageing),
        )

    def _details(self) -> Sequence[Detail]:
        """The details that are tried: not those whose tables would hardly fit."""
        left_out = _most_telling(self.selection.left_out)
        told = _BYTES_TOLD + sum(len(one.model_dump_json()) for one in left_out)
        for place, detail in enumerate(_DETAILS[:-1]):
            if told + bytes_of(bins_for(self.selection.columns, detail)) <= MAX_BYTES:
                return _DETAILS[place:]
        return _DETAILS[-1:]

    def _check_halves(self) -> None:
        """Raises ``Refusal`` if the earlier or the latest leads tell too little."""
        history, cut = self.history, self._cut
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

    def _again(self, before: Learned, start: int, end: int) -> Sequence[float]:
        """See ``ageing.Learning``."""
        until = self._cut + start
        if start and start not in self._learned:
            self.progress(f"learning from the first {until} leads, to see what that would help")
            columns, won = self._columns(0, until), self.history.converted[:until]
            self._learned[start] = learn_again(before, columns, won, before.detail)
        fresh = self._learned.get(start, before)
        return fresh.rates_of(self._columns(until, self._cut + end))

    def _columns(self, start: int, end: int | None = None) -> list[Selected]:
        places = range(*slice(start, end).indices(len(self.history.converted)))
        return part_of(self.selection.columns, places)

    @cached_property
    def _cut(self) -> int:
        """Where the latest fifth begins."""
        leads = len(self.history.converted)
        return leads - max(1, round(LATEST_SHARE * leads))

    def _days(self) -> float | None:
        """How long the latest leads took to come, if dates tell."""
        if self.history.seconds is None:
            return None
        latest = self.history.seconds[self._cut :]
        span = float(np.ptp(latest[~np.isnan(latest)])) if not np.isnan(latest).all() else 0.0
        return span / _DAY_SECONDS or None

    @cached_property
    def _digests(self) -> list[str]:
        pairs = zip(self.history.leads, self.history.converted, strict=True)
        return [digest(lead, converted=converted) for lead, converted in pairs]

    def _allowance(self) -> float:
        """By how many nats the scorecard in use looks too good on the latest leads.

        That is what it loses out of fold, less what it loses on leads that it was learned from; as far
        as the latest leads are among those.
        """
        if self.current is None:
            return 0.0
        seen = share_seen(self.current.sample, self._digests[self._cut :])
        if not seen or share_seen(self.current.sample, self._digests) < MOSTLY:
            return 0.0
        rates = rates_of(self.current, self.history.leads)
        known = log_losses(rates, self.history.converted)
        return seen * max(0.0, self.current.out_of_fold.log_loss - fmean(known))

    def _latest(self, rates: Sequence[float]) -> Figures:
        """How well what was learned from the earlier leads tells the latest fifth."""
        how = f"latest {len(rates)} leads by {self.history.ordered_by}, learned from those before"
        return figures_of(how, rates, self.history.converted[self._cut :])

    def _scorecard(self, learned: Learned, latest: Figures | None = None) -> TrainedScorecard:
        """What was learned from the first of the leads, or from all."""
        history, won = self.history, self.history.converted[: len(learned.out_of_fold)]
        how = (
            "every lead by folds without it and without leads that say the same; the latest fifth by "
            "the leads before"
        )
        content = "|".join(
            (history.fingerprint, *(table.model_dump_json() for table in learned.tables))
        )
        name = hashlib.sha256(content.encode()).hexdigest()[:8]
        return TrainedScorecard(
            version=f"{self.now:%Y-%m-%d}-{name}",
            trained_at=self.now,
            source=self.source[-_SOURCE_CHARACTERS:],
            fingerprint=history.fingerprint,
            leads=len(won),
            converted=sum(won),
            base_rate=learned.base_rate,
            base_points=learned.base_points,
            features=learned.tables,
            open_answers=learned.open_answers,
            out_of_fold=figures_of(how, learned.out_of_fold, won),
            latest=latest,
            calibration=calibration_bands(learned.out_of_fold, won),
            left_out=_most_telling(self.selection.left_out),
            sample=sample_of(self._digests[: len(won)]),
        )


def rates_of(scorecard: TrainedScorecard, leads: Sequence[Values]) -> list[float]:
    """What a scorecard expects of leads."""
    scoring = Scoring(scorecard)
    return [scoring.expected_rate(scoring.points(lead)) for lead in leads]


def _most_telling(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    """Leaks first, as many as there is room for."""
    return tuple(sorted(left_out, key=lambda one: not one.leak)[:_LEFT_OUT_KEPT])
