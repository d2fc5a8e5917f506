"""Where variants stand, and the words for it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.experiments.report import Safety
from baton.statistics.intervals import Interval

SMALLEST_P = 1e-99
"""Smaller p-values are not told apart."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A variant on a guardrail metric: how much worse it made it, beside what was agreed to; or why
    that is not known.
    """

    metric: str
    safety: Safety
    harm: Interval
    margin: float
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class VariantResult:
    """A treated variant on the primary metric: its effect, and its p-value after correction.

    ``gain`` is the effect as an improvement: positive is better, whichever way the metric points.
    ``unread`` says why the test could not be read; then ``p_value`` says nothing.
    """

    variant: str
    gain: Interval
    p_value: float
    guardrails: tuple[Guarded, ...] = ()
    unread: str | None = None

    def with_safety(self, safety: Safety) -> tuple[Guarded, ...]:
        """Its guardrails of that safety."""
        return tuple(one for one in self.guardrails if one.safety is safety)

    @property
    def is_unresolved(self) -> bool:
        """Whether it is not known of a guardrail that it does no harm to it."""
        return bool(self.with_safety(Safety.UNCLEAR))


@dataclass(frozen=True, slots=True)
class PairwiseComparison:
    """Two treated variants against each other: how much better ``variant`` is than ``other``."""

    variant: str
    other: str
    gain: Interval
    p_value: float


def percent(level: float) -> str:
    """A confidence level in percent with the digits it has: 95 %, 97.5 %, 98.33 %."""
    digits = 2 + max(0, -math.floor(math.log10(100 * (1 - level))))
    return f"{100 * level:.{digits}f}".rstrip("0").rstrip(".") + " %"


def harms(results: Sequence[VariantResult]) -> str:
    """Which variants harm what, and by how much."""
    said = "; ".join(
        f"{one.variant} harms {_guarded(one.with_safety(Safety.HARMED))}" for one in results
    )
    return f"{said}."


def doubt(one: VariantResult) -> str:
    """That a variant leads, and what harm it may do."""
    unclear = _guarded(one.with_safety(Safety.UNCLEAR))
    lead = f"{one.variant} leads by {figures(one.gain, one.p_value)}"
    return f"{lead}, but it is not clear that it does no harm to {unclear}."


def _guarded(guardrails: Sequence[Guarded]) -> str:
    return ", ".join(
        f"{one.metric} ({one.unread})"
        if one.unread
        else f"{one.metric} (worse by {_span(one.harm)}, where {one.margin:g} was agreed to)"
        for one in guardrails
    )


def found_of(results: Sequence[VariantResult]) -> str:
    """Each variant's effect, or why it is not read."""
    return " ".join(
        f"{one.variant} is not read: {one.unread}."
        if one.unread
        else f"{one.variant}: {figures(one.gain, one.p_value)}."
        for one in results
    )


def figures(gain: Interval, p_value: float) -> str:
    """An effect with its bounds and its p-value."""
    return f"{_span(gain)}, {p_text(p_value)}"


def p_text(p_value: float) -> str:
    """``p = 0.03``; one that is too small to be told is below something, and never 0."""
    return f"p {'<' if p_value < SMALLEST_P else '='} {max(p_value, SMALLEST_P):.2g}"


def _span(found: Interval) -> str:
    return (
        f"{found.estimate:+.4g} ({found.low:+.4g} to {found.high:+.4g} at {percent(found.level)})"
    )
