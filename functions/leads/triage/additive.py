"""The scorecard that was learned from the company's own leads, and when it is used.

Without one, the written scorecard serves, and its rating says so.
"""

from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.observability import logger
from baton.leads.assessment import Reason
from baton.leads.base_rate import Day, base_rate
from baton.leads.conversion_counts import ConversionCounts
from baton.leads.lead import NewLead
from baton.leads.scoring.lead_values import values_of
from baton.leads.scoring.points import Contribution, Scored, Scoring
from baton.leads.scoring.scorecard import NumberTable
from baton.leads.scoring.scorecard_repository import ScorecardRepository
from baton.tabular.cells import column_key
from functions.leads.triage.features import Features
from functions.leads.triage.scorecard import Rating, Scorecard

REFRESH = timedelta(minutes=5)
"""How long a container rates by what it last saw in use."""

TOLD = 8
"""So many contributions are told one by one; the rest as one."""

_LEAST_POINTS = 0.05
_LARGEST_FACTOR = 1_000.0

_CALLED = {
    "activity.seconds_on_site": "seconds on the site",
    "activity.visits": "visits",
    "activity.pages_per_visit": "pages a visit",
    "consent.email": "consent to e-mail",
    "consent.phone": "consent to calls",
    "consent.sms": "consent to text messages",
    "budget.amount": "budget",
    "company_size": "people in the company",
}
_BY_KEY = {column_key(name): words for name, words in _CALLED.items()}

_UNTRAINED = Reason(
    feature="scorecard",
    points=0.0,
    text="rated by the written scorecard: no lead history has been learned from yet",
)


class CurrentScorecard:
    """Rates by the learned scorecard in use, else by the written one.

    What is in use is looked up at most every five minutes. If that fails, what was in use before
    goes on serving: a lead never waits for a scorecard.
    """

    def __init__(
        self,
        written: Scorecard,
        scorecards: ScorecardRepository | None,
        clock: Clock,
        conversion_counts: ConversionCounts | None = None,
    ) -> None:
        self._written = written
        self._scorecards = scorecards
        self._clock = clock
        self._conversion_counts = conversion_counts
        self._looked_at: datetime | None = None
        self._scoring: Scoring | None = None

    def rate(self, details: NewLead, features: Features) -> Rating:
        """The rating of a lead; ``features`` are what the written scorecard sees of it."""
        scoring = self._current()
        if scoring is None:
            written = self._written.rate(features)
            return written.with_reason(_UNTRAINED)
        scored = scoring.rate(values_of(details))
        return Rating(
            scorecard=scoring.scorecard.version,
            points=scored.points,
            score=scored.score,
            confidence=scored.confidence,
            base_points=scored.base_points,
            reasons=reasons_of(scored),
            untold=self._written.untold(features),
        )

    def _current(self) -> Scoring | None:
        now = self._clock()
        if self._scorecards and (self._looked_at is None or now - self._looked_at >= REFRESH):
            self._looked_at = now
            try:
                self._scoring = self._loaded(self._scorecards)
            except Exception:  # noqa: BLE001 - whatever is wrong with it, leads go on
                logger("lead_triage").exception(
                    "the scorecard in use cannot be read; rating goes on"
                )
        return self._scoring

    def _loaded(self, scorecards: ScorecardRepository) -> Scoring | None:
        in_use = scorecards.in_use()
        if in_use is None or in_use.version is None:
            return None
        if self._scoring and self._scoring.scorecard.version == in_use.version:
            scorecard = self._scoring.scorecard
        else:
            scorecard = scorecards.version(in_use.version)
        if self._conversion_counts is None:
            return Scoring(scorecard)
        since = self._since(scorecard.trained_at)
        return Scoring(scorecard, base_rate(scorecard.base_rate, scorecard.leads, since))

    def _since(self, trained_at: datetime) -> list[Day]:
        """The days on which leads came that the scorecard was not learned from."""
        if self._conversion_counts is None:
            return []
        return list(self._conversion_counts.days(self._clock(), trained_at.date()))


def reasons_of(scored: Scored) -> tuple[Reason, ...]:
    """The contributions in words, the strongest first, the small ones together.

    Their points and the base add up to the score before clipping, exactly.
    """
    told = [one for one in scored.contributions[:TOLD] if abs(one.points) >= _LEAST_POINTS]
    reasons = [Reason(feature=one.feature.name, points=one.points, text=words(one)) for one in told]
    rest = scored.contributions[len(told) :]
    points = sum(one.points for one in rest)
    if points:
        text = f"{len(rest)} smaller things together: {_factor(points)}"
        reasons.append(Reason(feature="others", points=points, text=text))
    return tuple(reasons)


def words(contribution: Contribution) -> str:
    """A contribution in words: ``lead source: reference (odds x 3.2)``."""
    name = contribution.feature.name
    called = _BY_KEY.get(column_key(name), name.removeprefix("attributes.").replace("_", " "))
    return f"{called}: {_said(contribution)} ({_factor(contribution.points)})"


def _factor(points: float) -> str:
    """How much points change the odds of a conversion."""
    factor = 2.0 ** (points / 10)
    if factor > _LARGEST_FACTOR or factor < 1 / _LARGEST_FACTOR:
        return "odds x 1,000 and more" if points > 0 else "odds x 0.001 and less"
    return f"odds x {factor:.2g}" if factor < 10 else f"odds x {factor:.0f}"  # noqa: PLR2004


def _said(contribution: Contribution) -> str:
    table, place = contribution.feature, contribution.place
    if contribution.is_missing:
        return "not known"
    if not isinstance(table, NumberTable):
        named = list(table.points)
        return named[place] if place < len(named) else ("another" if named else "given")
    low = table.edges[place - 1] if place else None
    high = table.edges[place] if place < len(table.edges) else None
    if low is None:
        return f"below {high:,g}" if high is not None else "known"
    return f"{low:,g} or more" if high is None else f"from {low:,g} to below {high:,g}"
