"""Customers in segments: each in one by RFM, and those at risk by churn. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.core.wording import counted
from baton.gtm.formulas import Undefined
from baton.gtm.segment_repository import MemberRow
from baton.gtm.segments import SegmentName
from functions.gtm.insights.churn import Outlook
from functions.gtm.insights.customers import Customers
from functions.gtm.insights.lifetime_value import PurchaseValue
from functions.gtm.insights.rfm import FIFTHS, Score, scores
from functions.gtm.insights.segment_specs import segment_of

FROM_CHANCE = 0.5
"""Of no purchase, from which a repeat customer is at risk."""

LEAST_ALIVE = 0.2
"""Below this chance of not having left for good, a customer is taken to be lost, and not at risk."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A customer at risk, by their number."""

    number: int
    no_purchase: float
    at_stake: float


def by_rfm(customers: Customers) -> dict[SegmentName, list[tuple[int, Score]]]:
    """Numbers of customers with their scores, by segment, those who spent most first. Raises
    ``Undefined`` for fewer customers than there are scores.
    """
    if len(customers) < FIFTHS:
        known = counted(len(customers), "customer")
        raise Undefined(f"Known: {known}; fifths take {FIFTHS} of them.")
    found: dict[SegmentName, list[tuple[int, Score]]] = defaultdict(list)
    for number, score in enumerate(scores(customers)):
        found[segment_of(score)].append((number, score))
    for those in found.values():
        those.sort(key=lambda one: -customers.spent[one[0]])
    return found


def at_risk(
    customers: Customers,
    made: Outlook,
    chances: Sequence[tuple[float, float]],
    value: PurchaseValue,
) -> list[Risk]:
    """Repeat customers who will probably not buy, but are probably not gone for good; those first who
    have most at stake: what they would spend at their own rate, times the chance that they do not.
    """
    found = []
    both = zip(customers.histories(), chances, strict=True)
    for number, (history, (no_purchase, alive)) in enumerate(both):
        if history[0] and no_purchase >= FROM_CHANCE and alive >= LEAST_ALIVE:
            each = value.of(customers.purchases[number], customers.spent[number])
            stake = made.purchases_if_alive(history) * each * no_purchase
            found.append(Risk(number, no_purchase, stake))
    return sorted(found, key=lambda one: -one.at_stake)


def members_by_rfm(customers: Customers, those: Iterable[tuple[int, Score]]) -> Sequence[MemberRow]:
    """The members of a segment by RFM."""
    days = customers.last_purchases()
    return [
        MemberRow(*_told(customers, days, number), score.text, None, None)
        for number, score in those
    ]


def members_at_risk(customers: Customers, those: Iterable[Risk]) -> Sequence[MemberRow]:
    """The members at risk."""
    days = customers.last_purchases()
    return [
        MemberRow(
            *_told(customers, days, one.number),
            None,
            round(one.no_purchase, 4),
            round(one.at_stake),
        )
        for one in those
    ]


def _told(customers: Customers, days: Mapping[int, str], number: int) -> tuple[str, int, str, int]:
    """What is told of every member."""
    return (
        customers.ids[number],
        customers.purchases[number],
        days[customers.since_last[number]],
        round(customers.spent[number]),
    )
