"""Churn: the chance that a customer buys nothing in some days, by the BG/NBD model. Pure.

Whether the model tells more than the days since the last purchase is found out, not assumed: it is
fitted to what was known some days ago, and held to what customers did since.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from baton.gtm.formulas import Undefined
from baton.gtm.insights import ChurnCheck, PurchaseModel
from functions.gtm.insights.bgnbd import BgNbd, History, counted, fit
from functions.gtm.insights.customers import Customers

MOST_HISTORIES = 10_000
"""Different histories with repeats that are fitted as they are; more are grouped."""

LEAST_REPEATS = 10
"""Four parameters say nothing of fewer repeat purchases."""

LEAST_CHECKED = 20

Days = tuple[int, int, int]
"""Repeats, days from the first purchase to the last, and to the last day that is known."""


@dataclass(slots=True)
class Outlook:
    """What the model expects of customers in the days asked about. Each history is worked out once."""

    model: BgNbd
    told: PurchaseModel
    horizon_days: int
    _chances: dict[Days, tuple[float, float]] = field(default_factory=dict)
    _purchases: dict[Days, float] = field(default_factory=dict)

    def chances(self, of: Days) -> tuple[float, float]:
        """That a customer buys nothing, and that they have not left for good."""
        place = self._place(of)
        if (found := self._chances.get(place)) is None:
            history, weeks = self._middle(place), self.horizon_days / 7
            found = self.model.no_purchase(history, weeks), self.model.alive(history)
            self._chances[place] = found
        return found

    def purchases(self, of: Days) -> float:
        """That are expected of a customer."""
        place = self._place(of)
        if (found := self._purchases.get(place)) is None:
            found = self.model.purchases_expected(self._middle(place), self.horizon_days / 7)
            self._purchases[place] = found
        return found

    def purchases_if_alive(self, of: Days) -> float:
        """That a customer would make who goes on at their rate."""
        repeats, _, age = of
        return (self.model.r + repeats) / (self.model.alpha + age / 7) * self.horizon_days / 7

    def _place(self, of: Days) -> Days:
        """Where a history belongs, by as many days a step as the model was fitted with."""
        repeats, recency, age = of
        step = self.told.days_a_step
        return (repeats, (age - recency) // step if repeats else 0, age // step)

    def _middle(self, place: Days) -> History:
        """The history in the middle of a place."""
        repeats, since, age = place
        step = self.told.days_a_step
        known = age * step + (step - 1) / 2
        last = max(known - since * step - (step - 1) / 2, 0.0) if repeats else 0.0
        return History(repeats, last / 7, known / 7)


def outlook(histories: Iterable[Days], horizon_days: int) -> Outlook:
    """The model of some customers. Raises ``Undefined`` where they bought too seldom to have one."""
    known, step = counted(histories, MOST_HISTORIES)
    repeats = sum(one.repeats * count for one, count in known.items())
    if repeats < LEAST_REPEATS:
        raise Undefined(
            f"Known: {repeats} repeat purchase{'' if repeats == 1 else 's'}; when customers buy again "
            f"is told from {LEAST_REPEATS} on."
        )
    found = fit(known)
    model = found.model
    told = PurchaseModel(
        r=model.r,
        alpha=model.alpha,
        a=model.a,
        b=model.b,
        log_likelihood=found.log_likelihood,
        customers=sum(known.values()),
        repeat_purchases=repeats,
        days_a_step=step,
        at_bounds=found.at_bounds,
    )
    return Outlook(model, told, horizon_days)


def check(customers: Customers) -> ChurnCheck:
    """How the model would have done. Raises ``Undefined`` where too little is known for that."""
    days = customers.check_days
    if customers.longest < 2 * days:
        raise Undefined(
            f"Purchases are known for {customers.longest} days; {2 * days} are needed to hold a chance "
            f"of {days} days to what happened."
        )
    known = list(customers.histories_before())
    stayed = sum(came for _, came in known)
    if len(known) < LEAST_CHECKED or stayed in (0, len(known)):
        raise Undefined(
            f"Of {len(known)} customers known {days} days before, {stayed} bought since: too few to "
            "tell those who did from those who did not."
        )
    made = outlook((history for history, _ in known), days)
    chances = [made.chances(history)[0] for history, _ in known]
    gone = [not came for _, came in known]
    return ChurnCheck(
        fitted_until=customers.as_of - timedelta(days=days),
        days=days,
        customers=len(known),
        auc=auc(zip(chances, gone, strict=True)),
        auc_of_recency=auc(
            (age - recency, is_gone)
            for ((_, recency, age), _), is_gone in zip(known, gone, strict=True)
        ),
        expected=sum(chances) / len(known),
        happened=sum(gone) / len(known),
    )


def auc(scored: Iterable[tuple[float, bool]]) -> float:
    """How likely one of whom it is true scores above one of whom it is not; equal scores count half
    (Hanley and McNeil 1982). Needs one of each.
    """
    counts: dict[float, list[int]] = {}
    for score, is_true in scored:
        counts.setdefault(score, [0, 0])[is_true] += 1
    above, below, pairs = 0.0, 0, 0
    for _, (untrue, true) in sorted(counts.items()):
        above += true * (below + untrue / 2)
        below += untrue
        pairs += true
    return above / (pairs * below)


def each(made: Outlook, customers: Customers) -> list[tuple[float, float]]:
    """Every customer's chances, in their order."""
    return list(map(made.chances, customers.histories()))
