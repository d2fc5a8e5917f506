"""How likely a person answers, by hour and by channel: what they did, pooled with what others did.

Beta-binomial, in a chain from everybody to the person (A. Gelman et al., Bayesian Data Analysis,
3rd ed. 2013, sections 2.4 and 5.3; as shrinkage: C. Morris, JASA 78, 1983, p. 47). A level that saw
``r`` answers to ``n`` sends, under a parent with the mean ``m``:

    rate ~ Beta(w m + r, w (1 - m) + n - r),    w = min(weight of the parent, what the parent knows)

so that a level with few sends is judged by its parent, and one with many by itself; ``w`` is in sends.
The chain of an hour is: the channel's other hours -> everybody in this hour -> the segment -> the
person; that of a channel: everybody -> the segment -> the person. Each send counts on one level only:
the segment's are taken out of everybody's, and the person's out of the segment's. The working days
are pooled, and so are the days of the weekend, since nobody gets enough of one Tuesday nine o'clock.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

from baton.leads.engagement import Channel
from baton.leads.responses import (
    HOURS_A_DAY,
    HOURS_A_WEEK,
    Counts,
    acted_name,
    opened_name,
    sends_name,
)

_WORKING_DAYS = 5
_FIRST_GUESS = (0.2, 4.0)
"""The rate of a channel of which nothing is known, and how many sends that guess is worth."""
_HOUR_WEIGHT, _SEGMENT_WEIGHT, _PERSON_WEIGHT = 30.0, 30.0, 6.0
_ENOUGH_OF_ALL, _ENOUGH_OF_ONE = 50, 5
"""Sends by a channel to everybody, or to the person, from which on they are gone by."""


@dataclass(frozen=True, slots=True)
class ResponseCount:
    """Answers to sends. Corrections that arrive late never make it negative."""

    answers: int = 0
    sends: int = 0

    def __add__(self, other: "ResponseCount") -> "ResponseCount":
        return ResponseCount(self.answers + other.answers, self.sends + other.sends)

    def without(self, part: "ResponseCount") -> "ResponseCount":
        """The rest, when ``part`` of it is counted elsewhere; at least nothing."""
        sends = max(0, self.sends - part.sends)
        return ResponseCount(min(sends, max(0, self.answers - part.answers)), sends)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate of answers, as a beta distribution with ``a`` and ``b`` above 0.

    ``learned`` is what the expectation rests on, in sends, where that is not what the spread of the
    rate says: of a person who was never written to a lot is known on average, and little in person.
    """

    a: float
    b: float
    learned: float | None = None

    @property
    def mean(self) -> float:
        """Its expectation, 0 to 1."""
        return self.a / (self.a + self.b)

    def draw(self, chance: Random) -> float:
        """A rate that may be the true one, for Thompson sampling: spread as far as more data could
        still move the expectation. How much people differ, trying hours on one of them cannot tell.
        """
        known = self.learned or self.a + self.b
        return chance.betavariate(known * self.mean, known * (1 - self.mean))

    def interval(self, level: float = 0.8) -> tuple[float, float]:
        """The central interval that holds the rate with probability ``level``."""
        from baton.statistics.distributions import beta_quantile  # a few estimates are asked for it

        low, high = (beta_quantile(tail, self.a, self.b) for tail in _tails(level))
        return low, high

    def after(self, count: ResponseCount, weight: float) -> "Estimate":
        """A level below, by the formula above, with this one worth ``weight`` sends at most."""
        known = min(weight, self.a + self.b)
        return Estimate(
            known * self.mean + count.answers,
            known * (1 - self.mean) + count.sends - count.answers,
        )

    def of_person(self, count: ResponseCount, weight: float) -> "Estimate":
        """The level of one person, below this one.

        Its expectation moves with the person's data and with this level's, each by its share, so its
        variance is ``B² v + (1 - B)² s``, with ``B = w / (w + n)``, this level's ``v`` and the data's
        sampling variance ``s``: in sends, ``1 / learned = B² / known + n / (w + n)²``.
        """
        rate = self.after(count, weight)
        known = self.learned or self.a + self.b
        total = rate.a + rate.b
        share = 1 - count.sends / total
        learned = 1 / (share * share / known + count.sends / (total * total))
        return Estimate(rate.a, rate.b, learned)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an estimate rests on, level by level; the levels do not overlap."""

    person: ResponseCount
    segment: ResponseCount
    others: ResponseCount


class Level:
    """One level's counters, by channel and hour."""

    def __init__(self, counts: Counts | None = None) -> None:
        self.counts = counts or {}

    def at(self, channel: Channel, hour: int, *, weekend: bool) -> ResponseCount:
        """What was sent in an hour of the day, over all days of a kind."""
        return self._hours.get((channel, hour, weekend), ResponseCount())

    def acted(self, channel: Channel) -> ResponseCount:
        """What was sent by a channel, and acted upon."""
        sends = self.opened(channel).sends
        return ResponseCount(min(sends, max(0, self.counts.get(acted_name(channel), 0))), sends)

    def opened(self, channel: Channel) -> ResponseCount:
        """What was sent by a channel, and opened at least."""
        return self._channels.get(channel, ResponseCount())

    @cached_property
    def _channels(self) -> Mapping[Channel, ResponseCount]:
        found: dict[Channel, ResponseCount] = {}
        for (channel, _, _), one in self._hours.items():
            found[channel] = found.get(channel, ResponseCount()) + one
        return found

    @cached_property
    def _hours(self) -> Mapping[tuple[Channel, int, bool], ResponseCount]:
        found: dict[tuple[Channel, int, bool], ResponseCount] = {}
        for channel, hour, sends_of, opened_of in _NAMES if self.counts else ():
            if (sends := self.counts.get(sends_of, 0)) > 0:
                weekend = hour >= _WORKING_DAYS * HOURS_A_DAY
                key = (channel, hour % HOURS_A_DAY, weekend)
                opened = min(sends, max(0, self.counts.get(opened_of, 0)))
                found[key] = found.get(key, ResponseCount()) + ResponseCount(opened, sends)
        return found


class ResponseModel:
    """The posteriors of one person. ``segment`` is what the person's segment did and ``whole`` what
    everybody did, each with all that is below it; ``in_segment`` is the part of the person's own that
    was counted in this segment.
    """

    def __init__(
        self,
        *,
        whole: Level | None = None,
        segment: Level | None = None,
        person: Level | None = None,
        in_segment: Level | None = None,
    ) -> None:
        self._whole, self._segment = whole or Level(), segment or Level()
        self._person = person or Level()
        self._in_segment = in_segment or self._person
        self._estimates: dict[tuple[Channel, int, bool], Estimate] = {}

    def knows(self, channel: Channel) -> bool:
        """Whether there is enough evidence of a channel to go by it."""
        return self.knows_person(channel) or self._whole.opened(channel).sends >= _ENOUGH_OF_ALL

    def knows_person(self, channel: Channel) -> bool:
        """Whether there is enough evidence of this very person."""
        return self._person.opened(channel).sends >= _ENOUGH_OF_ONE

    def hour(self, channel: Channel, hour: int, *, weekend: bool = False) -> Estimate:
        """The rate at which this person opens what is sent in an hour of the day (0 to 23)."""
        key = (channel, hour, weekend)
        if key not in self._estimates:
            basis = self.basis(channel, hour, weekend=weekend)
            here = self._whole.at(channel, hour, weekend=weekend)
            other_hours = self._whole.opened(channel).without(here)
            elsewhere = _first_guess().after(other_hours, math.inf)
            everybody = elsewhere.after(basis.others, _HOUR_WEIGHT)
            alike = everybody.after(basis.segment, _SEGMENT_WEIGHT)
            self._estimates[key] = alike.of_person(basis.person, _PERSON_WEIGHT)
        return self._estimates[key]

    def channel(self, channel: Channel) -> Estimate:
        """The rate at which this person acts upon what comes by a channel."""
        levels = (self._person, self._in_segment, self._segment, self._whole)
        basis = _apart(*(level.acted(channel) for level in levels))
        everybody = _first_guess().after(basis.others, math.inf)
        alike = everybody.after(basis.segment, _SEGMENT_WEIGHT)
        return alike.of_person(basis.person, _PERSON_WEIGHT)

    def own(self, channel: Channel) -> ResponseCount:
        """What was sent to the person by a channel, and acted upon."""
        return self._person.acted(channel)

    def basis(self, channel: Channel, hour: int, *, weekend: bool = False) -> Basis:
        """What the estimate of an hour rests on."""
        levels = (self._person, self._in_segment, self._segment, self._whole)
        return _apart(*(level.at(channel, hour, weekend=weekend) for level in levels))


def _apart(
    person: ResponseCount, in_segment: ResponseCount, segment: ResponseCount, whole: ResponseCount
) -> Basis:
    """The levels without what is counted below them."""
    elsewhere = person.without(in_segment)
    return Basis(person, segment.without(in_segment), whole.without(segment).without(elsewhere))


_NAMES = tuple(
    (channel, hour, sends_name(channel, hour), opened_name(channel, hour))
    for channel in Channel
    for hour in range(HOURS_A_WEEK)
)


def _first_guess() -> Estimate:
    rate, worth = _FIRST_GUESS
    return Estimate(rate * worth, (1 - rate) * worth)


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
