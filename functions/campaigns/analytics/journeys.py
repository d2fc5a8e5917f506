"""Journeys: the channels that met a lead, in their order, and whether it converted. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_TOUCHES = 50
"""Of a journey: the last ones before it ended."""

MOST_CHANNELS = 40
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Journey:
    """What leads of one kind of journey met; ``count`` of them went so."""

    touches: tuple[str, ...]
    converted: bool
    count: float = 1.0


def grouped(journeys: Iterable[Journey]) -> tuple[Journey, ...]:
    """Journeys that are alike as one, sorted, without empty ones and only with their last touches.
    Channels beyond the most met ones are one, ``other``: methods take the fourth power of their number.
    """
    kept = [one for one in journeys if one.touches and one.count > 0]
    met: defaultdict[str, float] = defaultdict(float)
    for one in kept:
        for channel in one.touches:
            met[channel] += one.count
    ranked = sorted(met, key=lambda channel: (-met[channel], channel))
    rare = frozenset(ranked[MOST_CHANNELS - 1 :] if len(ranked) > MOST_CHANNELS else ())
    counts: defaultdict[tuple[tuple[str, ...], bool], float] = defaultdict(float)
    for one in kept:
        touches = tuple(OTHER if channel in rare else channel for channel in one.touches)
        counts[touches[-MOST_TOUCHES:], one.converted] += one.count
    return tuple(Journey(*key, counts[key]) for key in sorted(counts))


def channels_in(journeys: Iterable[Journey]) -> tuple[str, ...]:
    """Every channel that met somebody, sorted."""
    return tuple(sorted({channel for one in journeys for channel in one.touches}))


def conversions_in(journeys: Iterable[Journey]) -> float:
    """How many converted."""
    return sum(one.count for one in journeys if one.converted)


Credits = Mapping[str, float]
"""Conversions by channel; they add up to all."""


def last_touch(journeys: Sequence[Journey]) -> Credits:
    """All of a conversion to the channel that met the lead last."""
    found = dict.fromkeys(channels_in(journeys), 0.0)
    for one in journeys:
        if one.converted:
            found[one.touches[-1]] += one.count
    return found


FIRST_AND_LAST = 0.4
"""What the first and the last touch get each; those between share the rest."""

_ENDS = 2


def position_based(journeys: Sequence[Journey]) -> Credits:
    """40 % of a conversion to the first touch, 40 % to the last, the rest evenly to those between; of
    two touches each gets half (the U-shaped rule of web analytics).
    """
    found = dict.fromkeys(channels_in(journeys), 0.0)
    for one in journeys:
        if not one.converted:
            continue
        for channel, weight in zip(one.touches, _weights(len(one.touches)), strict=True):
            found[channel] += one.count * weight
    return found


def _weights(touches: int) -> list[float]:
    if touches <= _ENDS:
        return [1 / touches] * touches
    between = (1 - 2 * FIRST_AND_LAST) / (touches - _ENDS)
    return [FIRST_AND_LAST, *[between] * (touches - _ENDS), FIRST_AND_LAST]
