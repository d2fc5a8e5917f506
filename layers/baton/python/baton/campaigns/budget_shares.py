"""An amount divided exactly: in proportion, in whole units, and where curves have it. Pure.

Everything here takes channels in the order given; callers sort them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.campaigns.response_curves import Curve

_HALVINGS = 100
_SLOPE_HALVINGS = 44
_STEEPEST = 200.0
"""Logarithms of slopes beyond this, up or down, are no money's."""


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """What a channel may get, both ends included."""

    low: int
    high: int


def proportional(total: int, weights: Sequence[float], rooms: Sequence[ShareBounds]) -> list[int]:
    """``total`` in proportion to ``weights`` above 0, as far as each one's room lets it.

    The rooms must let the total in.
    """
    low, high = 0.0, max(room.high / weight for room, weight in zip(rooms, weights, strict=True))

    def at(level: float) -> list[float]:
        pairs = zip(rooms, weights, strict=True)
        return [_within(level * weight, room) for room, weight in pairs]

    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if math.fsum(at(middle)) < total else (low, middle)
    return rounded(total, at(high), rooms)


def rounded(total: int, wanted: Sequence[float], rooms: Sequence[ShareBounds]) -> list[int]:
    """Whole units that add up to ``total``, each in its room, by the largest remainder.

    ``wanted`` adds up to the total but for what floats lose; the rooms must let the total in.
    """
    whole = [
        min(room.high, max(room.low, math.floor(one)))
        for one, room in zip(wanted, rooms, strict=True)
    ]
    order = sorted(range(len(whole)), key=lambda place: (whole[place] - wanted[place], place))
    while missing := total - sum(whole):
        step = 1 if missing > 0 else -1
        ends = [room.high if missing > 0 else room.low for room in rooms]
        open_ones = [place for place in order[::step] if whole[place] != ends[place]]
        each = max(1, abs(missing) // len(open_ones))
        for place in open_ones[: abs(missing)]:
            whole[place] += step * min(each, abs(ends[place] - whole[place]))
    return whole


def best_split(total: int, curves: Sequence[Curve], rooms: Sequence[ShareBounds]) -> list[float]:
    """Where ``total`` brings most if the curves are the true ones: slopes are equal, but for who is at
    an end of their room (the Karush-Kuhn-Tucker conditions of a concave sum).
    """
    low, high = -_STEEPEST, _STEEPEST

    def at(log_slope: float) -> list[float]:
        pairs = zip(curves, rooms, strict=True)
        return [_within(curve.where(log_slope), room) for curve, room in pairs]

    for _ in range(_SLOPE_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if math.fsum(at(middle)) > total else (low, middle)
    more, less = at(low), at(high)
    most, least = math.fsum(more), math.fsum(less)
    part = (total - least) / (most - least) if most > least else 0.0
    return [below + part * (above - below) for below, above in zip(less, more, strict=True)]


def _within(amount: float, room: ShareBounds) -> float:
    return min(float(room.high), max(float(room.low), amount))
