"""Columns that know the outcome: set after it was known, or because of it.

A scorecard that uses one looks brilliant on the history and knows nothing of a new lead.
"""

import re
from collections import Counter
from collections.abc import Sequence

from baton.leads.scoring.lead_values import feature_key
from functions.leads.training.bins import Bins
from functions.leads.training.columns import words_of

NEAR_PERFECT = 0.88
"""From this AUC on, one column alone tells too well who converts."""

ONE_CLASS_SHARE = 0.995
EXPECTED_OF_THE_OTHER = 10.0
"""So many leads of the other outcome must be expected by chance before their absence means much."""

_FOLDS = 5
_PRIOR_LEADS = 5.0
_AFTER = re.compile(
    r"\blast (?!name\b)|\btags?\b|\bdisposition\b|\boutcome\b|\bresult\b"
    r"|\b(won|lost|closed?|closing|conver(ted|t|sion))\b"
    r"|\b(lost|loss|close|win|won|rejection|churn) reason\b"
    r"|\b(deal|contract|invoice|order|payment|purchase|subscription|enrol\w*)"
    r" (value|amount|date|id|number|status|total)\b"
    r"|\b(notes?|comments?|remarks?)\b|\bfollow ?up\b"
    r"|\blead (quality|profile|grade|stage|status)\b"
    r"|\b(score|scoring|grade|rating|quality|index|rank)\b"
    r"|\b(owner|assigned|assignee|modified|updated)\b"
    r"|\b(?P<state>status|stage)\b"
)
_ABOUT_THE_PERSON = re.compile(
    r"\b(marital|employment|job|work|civil|family|relationship|company|funding|residen\w*|housing"
    r"|home|student|education\w*|health|credit|life|price|consumer)\b"
)
_OWN_FIELDS = frozenset(
    map(feature_key, ("activity.visits", "activity.seconds_on_site", "activity.pages_per_visit"))
)


def leak_in(bins: Bins, codes: Sequence[int], converted: Sequence[bool]) -> str | None:
    """Why a column looks like a leak; ``None`` if it does not."""
    if bins.key not in _OWN_FIELDS and (word := _named_as_later(bins.name)):
        return f'is named as something set later ("{word}")'
    if why := _filled_for_one_class(codes, converted):
        return why
    alone = auc_alone(codes, converted)
    if alone >= NEAR_PERFECT:
        return f"tells nearly perfectly by itself who converts (AUC {alone:.3f})"
    return None


def auc_alone(codes: Sequence[int], converted: Sequence[bool]) -> float:
    """How well a column alone tells converted leads: the AUC of its bins' rates, out of fold.

    Every lead is ranked by the rate of its bin in the other four fifths, smoothed by five leads at
    the usual rate.
    """
    seen: list[Counter[int]] = [Counter() for _ in range(_FOLDS)]
    won: list[Counter[int]] = [Counter() for _ in range(_FOLDS)]
    places = {True: 0, False: 0}
    folds = []
    for code, outcome in zip(codes, converted, strict=True):
        fold = places[outcome] % _FOLDS
        places[outcome] += 1
        folds.append(fold)
        seen[fold][code] += 1
        won[fold][code] += outcome
    usual = sum(converted) / len(converted)
    all_seen, all_won = sum(seen, Counter[int]()), sum(won, Counter[int]())
    ranks = [
        (all_won[code] - won[fold][code] + _PRIOR_LEADS * usual)
        / (all_seen[code] - seen[fold][code] + _PRIOR_LEADS)
        for code, fold in zip(codes, folds, strict=True)
    ]
    return auc(ranks, converted)


def auc(ranks: Sequence[float], converted: Sequence[bool]) -> float:
    """The chance that a converted lead ranks above another, ties counting half.

    Mann and Whitney, Annals of Mathematical Statistics 18, 1947, 50-60; both outcomes must occur.
    """
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    total, at = 0.0, 0
    while at < len(order):
        end = at
        while end < len(order) and ranks[order[end]] == ranks[order[at]]:
            end += 1
        total += (at + 1 + end) / 2 * sum(converted[place] for place in order[at:end])
        at = end
    yes = sum(converted)
    return (total - yes * (yes + 1) / 2) / (yes * (len(ranks) - yes))


def _named_as_later(name: str) -> str | None:
    words = words_of(name)
    found = _AFTER.search(words)
    if found is None or _ABOUT_THE_PERSON.search(words):
        return None
    return found[0].strip()


def _filled_for_one_class(codes: Sequence[int], converted: Sequence[bool]) -> str | None:
    filled = [outcome for code, outcome in zip(codes, converted, strict=True) if code >= 0]
    usual = sum(converted) / len(converted)
    if len(filled) == len(codes):
        return None
    for outcome, rate, said in ((True, 1 - usual, "converted"), (False, usual, "did not convert")):
        same = sum(one is outcome for one in filled)
        if same >= ONE_CLASS_SHARE * len(filled) and rate * len(filled) >= EXPECTED_OF_THE_OTHER:
            return f"is filled for leads only that {said} ({same} of {len(filled)})"
    return None
