"""What may be offered, with where it comes from. Pure.

Interest of the moment (what is in the basket or was looked at) weighs as much as a whole history: who
looks at tents today is shown tents, whatever they bought last year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import CandidateSource, RecommendationQuestion
from baton.commerce.recommending.business_rules import BusinessRules, is_within
from baton.commerce.recommending.model import Bought, Learned, scores_of

MOST_SCORED = 60
MOST_POPULAR = 15
MOST_CROSS = 10
MOST_FRESH = 12
"""Together under 100 SKUs, which are looked up in one go."""

LATEST_VIEWS = 3
EARLIER_VIEW = 0.5
"""The weight of what was looked at before the latest three."""

History = Mapping[Sku, Bought]
Neighbours = Mapping[Sku, Mapping[Sku, float]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A SKU that may be offered: its score over the best one's (0 to 1), and why. ``is_open`` marks what
    is not known well, to which exploration turns.
    """

    sku: Sku
    score: float
    source: CandidateSource
    because_of: Sku | None = None
    is_open: bool = False


def interest_of(question: RecommendationQuestion) -> dict[Sku, float]:
    """What somebody is interested in at the moment, and how much (0 to 1)."""
    found = dict.fromkeys(question.viewed[:-LATEST_VIEWS], EARLIER_VIEW)
    found |= dict.fromkeys(question.viewed[-LATEST_VIEWS:], 1.0)
    return found | dict.fromkeys(question.basket, 1.0)


def candidates_of(
    question: RecommendationQuestion,
    learned: Learned | None,
    *,
    history: History,
    neighbours: Neighbours,
    rules: BusinessRules,
    categories: Iterable[str],
) -> list[Candidate]:
    """All candidates, each SKU once, the best first; nothing that is in the basket. ``categories`` are
    those of what interests the customer, the page's first.
    """
    if learned is None:
        return []
    scored = _scored(question, history, neighbours, learned, rules)
    least = scored[-1].score if scored else 1.0
    found = [
        *scored,
        *_cross(question, learned, list(categories), least),
        *_popular(question, learned, least),
        *(
            Candidate(sku, 0.0, CandidateSource.FRESH, is_open=True)
            for sku in learned.fresh[:MOST_FRESH]
        ),
    ]
    once: dict[Sku, Candidate] = {}
    for one in found:
        if one.sku not in question.basket:
            once.setdefault(one.sku, one)
    return list(once.values())


def _scored(
    question: RecommendationQuestion,
    history: History,
    neighbours: Neighbours,
    learned: Learned,
    rules: BusinessRules,
) -> list[Candidate]:
    """What the model leads to, as far as it is relevant."""
    interest, mixture = interest_of(question), learned.mixture
    scores = scores_of(mixture, history, interest, neighbours, _popularity(question, learned))
    for sku in interest:
        scores.pop(sku, None)
    ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    best = ranked[0][1] if ranked else 0.0
    if best <= 0:
        return []
    relevant = (one for one in ranked[:MOST_SCORED] if one[1] >= rules.relevance_floor * best)
    weights = {sku: mixture.weight(one.age_days) for sku, one in history.items()}
    return [
        _explained(
            question,
            sku,
            score / best,
            history=history,
            weights=weights | interest,
            neighbours=neighbours,
        )
        for sku, score in relevant
    ]


def _explained(
    question: RecommendationQuestion,
    sku: Sku,
    score: float,
    *,
    history: History,
    weights: Mapping[Sku, float],
    neighbours: Neighbours,
) -> Candidate:
    """A candidate with what leads to it most."""
    if sku in history:
        return Candidate(sku, score, CandidateSource.REPEAT, sku)
    leads = {
        one: weight * neighbours[one].get(sku, 0.0)
        for one, weight in weights.items()
        if one in neighbours
    }
    lead = max(leads, key=lambda one: (leads[one], one), default=None)
    if lead is None or leads[lead] <= 0:
        return Candidate(sku, score, CandidateSource.POPULAR)
    if lead in question.basket:
        return Candidate(sku, score, CandidateSource.BASKET, lead)
    return Candidate(
        sku,
        score,
        CandidateSource.VIEWED if lead in question.viewed else CandidateSource.HISTORY,
        lead,
    )


def _cross(
    question: RecommendationQuestion, learned: Learned, categories: list[str], least: float
) -> list[Candidate]:
    """What sells best in the categories that matter here."""
    found: list[Candidate] = []
    for category in categories:
        known = learned.popular_in.get(f"category#{category}", {})
        on_page = question.category is not None and is_within(category, question.category)
        source = CandidateSource.POPULAR if on_page else CandidateSource.CROSS_SELL
        found += [Candidate(sku, least * value, source) for sku, value in known.items()]
    found.sort(key=lambda one: -one.score)
    return found[:MOST_CROSS]


def _popular(question: RecommendationQuestion, learned: Learned, least: float) -> list[Candidate]:
    """What sells best in the country, then anywhere: less than all that is relevant."""
    known = _popularity(question, learned)
    ranked = sorted(known.items(), key=lambda one: (-one[1], one[0]))[:MOST_POPULAR]
    best = ranked[0][1] if ranked else 1.0
    return [
        Candidate(sku, least / 2 * value / best, CandidateSource.POPULAR) for sku, value in ranked
    ]


def _popularity(question: RecommendationQuestion, learned: Learned) -> Mapping[Sku, float]:
    """Of the country if enough is known of it."""
    return learned.popular_in.get(f"country#{question.country}") or learned.popular
