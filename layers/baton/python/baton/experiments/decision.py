"""Whether an experiment goes on, and why, in words. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.experiments.report import ExperimentOutcome as Outcome
from baton.experiments.report import Safety
from baton.experiments.variant_results import (
    PairwiseComparison,
    VariantResult,
    doubt,
    figures,
    found_of,
    harms,
    p_text,
)
from baton.statistics.intervals import Interval
from baton.statistics.sample_ratio import SampleRatio

SLACK = 1.1
"""By how much more than planned an effect may be uncertain, and still not to see it says something."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``significance`` of the whole experiment; ``planned_units`` a variant; ``minimum_effect`` is the
    smallest difference worth seeing.

    With ``only_at_the_end`` nothing but a broken split or harm is concluded before the planned units
    are there, and nothing goes on after that: a test that may be read only once needs it.
    """

    significance: float
    planned_units: int
    minimum_effect: float
    only_at_the_end: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome with its reason; ``variant`` is the one to be used from now on, if any.

    ``leaders`` are better than the control and do no harm, the best first.
    """

    outcome: Outcome
    reason: str
    variant: str | None = None
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """All that a decision is made of. ``units`` is what the variant with the fewest has, in units of
    an even split.
    """

    ratio: SampleRatio
    results: Sequence[VariantResult]
    units: int
    control: str
    rules: Rules
    duels: Sequence[PairwiseComparison] = ()

    @property
    def complete(self) -> bool:
        """Whether the planned units are there."""
        return self.units >= self.rules.planned_units

    def decide(self) -> Decision:
        """Decides, in this order: a broken split voids everything; harm ends it; then the primary
        metric. A winner is better than the control and than every other variant that does no harm,
        and none of its own guardrails is unresolved.
        """
        if self.ratio.is_broken(at_the_end=self.complete):
            return Decision(
                Outcome.STOP_BROKEN_SPLIT,
                f"The units were not split as planned (chi-squared {self.ratio.chi_square:.2f},"
                f" {p_text(self.ratio.p_value)}, always-valid {p_text(self.ratio.always_valid_p)})."
                " Find out why before trusting any figure of this experiment.",
            )
        harmful = [one for one in self.results if one.with_safety(Safety.HARMED)]
        safe = [one for one in self.results if not one.with_safety(Safety.HARMED)]
        if harmful and not safe:
            reason = f"{harms(harmful)} Go back to {self.control}."
            return Decision(Outcome.STOP_HARM, reason, self.control)
        decided = self._judged(safe)
        if not harmful:
            return decided
        reason = f"{harms(harmful)} {decided.reason}"
        return Decision(decided.outcome, reason, decided.variant, decided.leaders)

    def _judged(self, safe: Sequence[VariantResult]) -> Decision:
        """The decision by the primary metric of the variants that do no harm."""
        if self.rules.only_at_the_end and not self.complete:
            return self._wait("The test is read once, when the planned units are there.")
        clear = [one for one in safe if self._is_clear(one.p_value)]
        better = [one for one in clear if one.gain.estimate > 0]
        if better:
            return self._led(self._ranked(better), safe)
        if safe and len(clear) == len(safe):
            which = "Every variant" if len(safe) == len(self.results) else "Every other variant"
            reason = f"{which} is worse than {self.control}. {found_of(clear)}"
            return Decision(Outcome.STOP_WORSE, reason, self.control)
        if self.complete:
            return self._ended(safe)
        return self._wait(f"No variant is shown to be better yet. {found_of(safe)}")

    def _ended(self, safe: Sequence[VariantResult]) -> Decision:
        """The planned units are there, and no variant is better."""
        worth = self.rules.minimum_effect
        if any(one.unread for one in safe):
            why = f"but not everything can be read. {found_of(safe)} Find out why before"
            return self._open(f"{why} anything is concluded.")
        if any(one.gain.high - one.gain.low > 2 * SLACK * worth for one in safe):
            why = f"but too little is known: an effect of {worth:g} would not be seen."
            return self._open(f"{why} {found_of(safe)}{self._further()}")
        return Decision(
            Outcome.STOP_NO_DIFFERENCE,
            f"{self._planned()}, and no variant is shown to be better than {self.control}."
            f" {found_of(safe)}",
            self.control,
        )

    def _open(self, why: str, leaders: tuple[str, ...] = ()) -> Decision:
        """The planned units are there, and a person decides."""
        reason = f"{self._planned()}, {why}"
        return Decision(Outcome.STOP_UNRESOLVED, reason, leaders=leaders)

    def _planned(self) -> str:
        return f"The planned {self.rules.planned_units:,} units a variant are there"

    def _further(self) -> str:
        if self.rules.only_at_the_end:
            return " Decide by hand."
        return " Go on until it is known, or decide by hand."

    def _led(self, better: Sequence[VariantResult], safe: Sequence[VariantResult]) -> Decision:
        """The decision where some variants are better than the control, the best first."""
        usable = [one for one in better if not one.is_unresolved]
        leader = better[0]
        if leader.is_unresolved and not (self.complete and usable):
            return self._unresolved(leader, usable)
        note = ""
        if leader.is_unresolved:
            note = f" {doubt(leader)}"
            leader = usable[0]
            safe = [one for one in safe if not one.is_unresolved]
        leaders = tuple(one.variant for one in usable)
        rivals = [one for one in safe if one is not leader and not self._beats(leader, one)]
        if rivals:
            return self._tied(leader, rivals, leaders, note)
        reason = f"{leader.variant} is better. {found_of([leader])}{self._duels_of(leader)}{note}"
        return Decision(Outcome.STOP_WINNER, reason, leader.variant, leaders)

    def _unresolved(self, leader: VariantResult, usable: Sequence[VariantResult]) -> Decision:
        leaders = tuple(one.variant for one in usable)
        if not self.complete:
            return self._wait(doubt(leader), leaders)
        return self._open(f"and {doubt(leader)}{self._further()}", leaders)

    def _tied(
        self,
        leader: VariantResult,
        rivals: Sequence[VariantResult],
        leaders: tuple[str, ...],
        note: str,
    ) -> Decision:
        names = ", ".join(one.variant for one in rivals)
        reason = (
            f"{leader.variant} is better than {self.control}; it is not told apart from {names}."
            f" {found_of([leader, *rivals])}{self._duels_of(leader)}{note}"
        )
        if not self.complete:
            return self._wait(reason, leaders)
        use = f"use {' or '.join(leaders)}"
        if self.rules.only_at_the_end:
            reason += f" For now {use}; only a new experiment can tell them apart."
            return Decision(Outcome.STOP_TIE, reason, leader.variant, leaders)
        worth = self.rules.minimum_effect
        gains = [self._duel(leader, one).gain for one in rivals]
        if all(gain.high - gain.low <= worth for gain in gains):
            reason += f" The difference is known to within the {worth:g} worth seeing: {use}."
            return Decision(Outcome.STOP_TIE, reason, leader.variant, leaders)
        return self._wait(f"{reason} Go on to tell them apart, or {use}.", leaders)

    def _ranked(self, better: Sequence[VariantResult]) -> list[VariantResult]:
        """The largest effect first, but never one that another of them is shown to beat."""
        ranked = sorted(better, key=lambda one: one.gain.estimate, reverse=True)
        first = next(
            (one for one in ranked if not any(self._beats(other, one) for other in ranked)),
            ranked[0],
        )
        return [first, *(one for one in ranked if one is not first)]

    def _beats(self, one: VariantResult, other: VariantResult) -> bool:
        if one is other:
            return False
        duel = self._duel(one, other)
        return duel.gain.estimate > 0 and self._is_clear(duel.p_value)

    def _duel(self, one: VariantResult, other: VariantResult) -> PairwiseComparison:
        """How much better ``one`` is; nothing is known of a pair that was not compared."""
        for duel in self.duels:
            if (duel.variant, duel.other) == (one.variant, other.variant):
                return duel
            if (duel.variant, duel.other) == (other.variant, one.variant):
                return PairwiseComparison(
                    one.variant, other.variant, duel.gain.negated(), duel.p_value
                )
        unknown = Interval(0.0, -math.inf, math.inf, 1 - self.rules.significance)
        return PairwiseComparison(one.variant, other.variant, unknown, 1.0)

    def _duels_of(self, leader: VariantResult) -> str:
        others = [one for one in self.results if one is not leader]
        duels = [self._duel(leader, other) for other in others]
        return "".join(
            f" {one.variant} against {one.other}: {figures(one.gain, one.p_value)}."
            for one in duels
        )

    def _is_clear(self, p_value: float) -> bool:
        return p_value <= self.rules.significance

    def _wait(self, why: str, leaders: tuple[str, ...] = ()) -> Decision:
        reason = (
            f"{why} {self.units:,} of {self.rules.planned_units:,} planned units a variant so far."
        )
        return Decision(Outcome.CONTINUE, reason, leaders=leaders)
