"""What happened to an order, in the order in which it did, with who and why. Pure.

It is put together from what the order keeps (notes, returns) and from the effects that are about it
(payments, refunds, labels, mails), each as it stands now.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import Field

from baton.commerce.effect_kinds import (
    LABEL_KINDS,
    PAYMENT_KINDS,
    PAYMENT_REFUND,
)
from baton.commerce.orders.order import Order
from baton.core.contract import Contract, UtcDatetime
from baton.effects.effect import Effect, EffectId, EffectKind

_BUYER = "the buyer"
_PACKING = "packing"


class StoryKind(StrEnum):
    """What a line of a story is about."""

    NOTE = "note"
    PAYMENT = "payment"
    REFUND = "refund"
    LABEL = "label"
    MAIL = "mail"
    RETURN = "return"
    SHORTFALL = "shortfall"


_KINDS = {
    **dict.fromkeys(PAYMENT_KINDS, StoryKind.PAYMENT),
    **dict.fromkeys(LABEL_KINDS, StoryKind.LABEL),
    PAYMENT_REFUND: StoryKind.REFUND,
    str(EffectKind.EMAIL): StoryKind.MAIL,
}


class StoryLine(Contract):
    """One thing that happened. ``state`` is the order's then, or the effect's as it stands now."""

    at: UtcDatetime
    kind: StoryKind
    by: str = Field(description="who did it: a caller, a step of the order, or a worker")
    text: str
    state: str | None = None
    effect_id: EffectId | None = None


class OrderStory(Order):
    """An order with its whole story; ``trace`` is where the decisions about it are read."""

    story: tuple[StoryLine, ...]
    trace: str


def told(order: Order, effects: Sequence[Effect]) -> OrderStory:
    """The order with its story, the first thing first."""
    lines = [*_notes(order), *_returns(order), *map(_of_effect, effects)]
    # Equal moments stay in the order of notes, returns and effects.
    story = tuple(sorted(lines, key=lambda line: line.at))
    trace = f"/api/v1/traces/{order.order_id}"
    return OrderStory(**dict(order), story=story, trace=trace)


def _notes(order: Order) -> Iterator[StoryLine]:
    for note in order.history:
        yield StoryLine(
            at=note.at, kind=StoryKind.NOTE, by=note.by, text=note.text, state=note.state
        )


def _returns(order: Order) -> Iterator[StoryLine]:
    for one in order.returns:
        pieces = ", ".join(f"{count} x {sku}" for sku, count in sorted(one.pieces.items()))
        text = f"{pieces} for {one.amount} {order.quote.currency}: {one.reason}"
        state = "refunded" if one.refunded else "refused" if one.refused else "coming"
        kind, by = StoryKind.RETURN, _BUYER
        if one.missing:
            kind, by = StoryKind.SHORTFALL, _PACKING
            state = "open" if state == "coming" else state
        yield StoryLine(at=one.at, kind=kind, by=by, text=text, state=state)


def _of_effect(effect: Effect) -> StoryLine:
    """An effect when it was settled, or when it was last touched."""
    last = effect.story[-1].at if effect.story else effect.planned_at
    what = effect.effect_id.split(".", 2)[-1]
    why = f": {effect.reason}" if effect.reason else ""
    return StoryLine(
        at=effect.settled_at or last,
        kind=_KINDS.get(effect.kind, StoryKind.NOTE),
        by=effect.worker or effect.owner,
        text=f"{what}{why}",
        state=effect.state,
        effect_id=effect.effect_id,
    )
