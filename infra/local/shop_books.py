"""The shop's books, added up from outside: orders against the payment provider, the carrier and stock.
Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

SOLD = frozenset(("confirmed", "shipped", "delivered"))


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units of the shop's currency, by who says so."""

    what: str
    orders: int
    provider: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """A SKU: what came in, was sold and came back, and what is on hand."""

    sku: str
    received: int
    sold: int
    returned: int
    on_hand: int
    reserved: int
    moved: int

    @property
    def is_right(self) -> bool:
        """Whether what is on hand is what is left, by orders and by the ledger of movements."""
        left = self.received - self.sold + self.returned
        return self.on_hand == left == self.moved and self.reserved == 0


@dataclass(frozen=True, slots=True)
class Books:
    """All that has to add up. ``wrong`` names what does not."""

    states: Mapping[str, int]
    money: Sequence[Money]
    pieces: Sequence[Pieces]
    labels: int
    wrong: Sequence[str]


def books(
    orders: Sequence[Json],
    intents: Iterable[Json],
    shipments: Iterable[Json],
    stock: Mapping[str, Json],
    movements: Mapping[str, Sequence[Json]],
) -> Books:
    """The books of a shop. ``intents`` and ``shipments`` are as the stand-ins keep them, ``stock`` and
    ``movements`` as the API shows them, by SKU.
    """
    money = _money(orders, list(intents))
    pieces = [_pieces(sku, orders, level, movements[sku]) for sku, level in stock.items()]
    labels = sum(bool(one["postage_label"]) and not one["refund_status"] for one in shipments)
    parcels = sum(one["state"] in SOLD and bool(one.get("shipping")) for one in orders)
    wrong = [f"{one.what}: orders say {one.orders}, the provider {one.provider}"
             for one in money if one.orders != one.provider]  # fmt: skip
    wrong += [
        f"{one.sku}: {one.on_hand} on hand do not add up" for one in pieces if not one.is_right
    ]
    if labels != parcels:
        wrong.append(f"{parcels} parcels were sold, and {labels} labels are to be paid for")
    states = Counter(str(one["state"]) for one in orders)
    return Books(states, money, pieces, labels, wrong)


def _money(orders: Sequence[Json], intents: Sequence[Json]) -> list[Money]:
    """Captured and refunded as both say; kept as what orders are worth; held is nothing any more."""
    charges = [one.get("latest_charge") or {} for one in intents]
    captured = sum(one["amount_received"] for one in intents)
    refunded = sum(one.get("amount_refunded", 0) for one in charges)
    worth = sum(one["quote"]["total"] - _given_back(one) for one in orders if one["state"] in SOLD)
    return [
        Money("captured", sum(one["payment"]["captured"] for one in orders), captured),
        Money("refunded", sum(one["payment"]["refunded"] for one in orders), refunded),
        Money("kept", worth, captured - refunded),
        Money("still held", 0, sum(one["amount_capturable"] for one in intents)),
    ]


def _given_back(order: Json) -> int:
    return sum(one["amount"] for one in order["returns"] if one["refunded"])


def _pieces(sku: str, orders: Sequence[Json], level: Json, movements: Sequence[Json]) -> Pieces:
    stands = [one for one in orders if one["state"] in SOLD]
    received = sum(one["on_hand"] for one in movements if one["reason"] == "received")
    return Pieces(
        sku=sku,
        received=received,
        sold=sum(
            line["quantity"]
            for one in stands
            for line in one["quote"]["lines"]
            if line["sku"] == sku
        ),
        returned=sum(
            each["pieces"].get(sku, 0)
            for one in stands
            for each in one["returns"]
            if each["restocked"]
        ),
        on_hand=level["on_hand"],
        reserved=level["reserved"],
        moved=sum(one["on_hand"] for one in movements),
    )
