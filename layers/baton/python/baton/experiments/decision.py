"""Whether an experiment goes on, and why, in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.experiments.report import ExperimentOutcome as Outcome
from baton.experiments.report import Safety
from baton.statistics.intervals import Interval
from baton.statistics.sample_ratio import SampleRatio


@dataclass(frozen=True, slots=True)
class Standing:
    """A treated variant on the primary metric: its effect, and its p-value after correction.

    ``gain`` is the effect as an improvement: positive is better, whichever way the metric points.
    ``guardrails`` are its guardrail metrics' safeties by name.
    """

    variant: str
    gain: Interval
    p_value: float
    guardrails: tuple[tuple[str, Safety], ...] = ()

    def with_safety(self, safety: Safety) -> tuple[str, ...]:
        """The names of the guardrails of that safety."""
        return tuple(name for name, found in self.guardrails if found is safety)


@dataclass(frozen=True, slots=True)
class Rules:
    """``significance`` of the whole experiment; ``planned_units`` a variant. With
    ``only_at_the_end`` nothing but a broken split or harm is concluded before they are there, which
    a test that may be read only once needs.
    """

    significance: float
    planned_units: int
    only_at_the_end: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome with its reason; ``variant`` is the one to be used from now on, if any."""

    outcome: Outcome
    reason: str
    variant: str | None = None


def decide(
    ratio: SampleRatio, contact_statuses: Sequence[Standing], units: int, control: str, rules: Rules
) -> Decision:
    """Decides; ``units`` is what the smallest variant has.

    In this order: a broken split voids everything; harm ends it; then the primary metric. A winner
    whose guardrails are not yet clear waits for the planned units.
    """
    if ratio.is_broken(at_the_end=units >= rules.planned_units):
        return Decision(
            Outcome.STOP_BROKEN_SPLIT,
            f"The units were not split as planned (chi-squared {ratio.chi_square:.2f}, p ="
            f" {ratio.p_value:.2g}, always-valid p = {ratio.always_valid_p:.2g}). Find out why before"
            " trusting any figure of this experiment.",
        )
    safe = [one for one in contact_statuses if not one.with_safety(Safety.HARMED)]
    if contact_statuses and not safe:
        return _harmed(contact_statuses, control)
    if rules.only_at_the_end and units < rules.planned_units:
        return _wait(units, rules, "The test is read once, when the planned units are there.")
    return _judged(safe, units, control, rules)


def _judged(safe: Sequence[Standing], units: int, control: str, rules: Rules) -> Decision:
    """The decision by the primary metric of the variants that do no harm."""
    complete = units >= rules.planned_units
    clear = [one for one in safe if one.p_value <= rules.significance]
    if winners := [one for one in clear if one.gain.estimate > 0]:
        return _won(max(winners, key=lambda one: one.gain.estimate), units, complete, rules)
    if safe and len(clear) == len(safe):
        return Decision(
            Outcome.STOP_WORSE,
            f"Every variant that does no harm is worse than {control}. {_found(clear)}",
            control,
        )
    if complete:
        return Decision(
            Outcome.STOP_NO_DIFFERENCE,
            f"The planned {rules.planned_units:,} units a variant are there, and no variant is shown"
            f" to be better than {control}. {_found(safe)}",
            control,
        )
    return _wait(units, rules, "No variant is shown to be better yet.")


def _won(one: Standing, units: int, complete: bool, rules: Rules) -> Decision:
    unclear = one.with_safety(Safety.UNCLEAR)
    if unclear and not complete:
        note = f"{one.variant} leads ({_found([one])}), but it is not clear that it does no harm to"
        return _wait(units, rules, f"{note} {', '.join(unclear)}.")
    caveat = f" Not clear yet: harm to {', '.join(unclear)}." if unclear else ""
    return Decision(
        Outcome.STOP_WINNER, f"{one.variant} is better. {_found([one])}{caveat}", one.variant
    )


def _harmed(contact_statuses: Sequence[Standing], control: str) -> Decision:
    harms = "; ".join(
        f"{one.variant} harms {', '.join(one.with_safety(Safety.HARMED))}"
        for one in contact_statuses
    )
    return Decision(
        Outcome.STOP_HARM, f"{harms}, by more than was agreed to. Go back to {control}.", control
    )


def _wait(units: int, rules: Rules, why: str) -> Decision:
    reason = f"{why} {units:,} of {rules.planned_units:,} planned units a variant so far."
    return Decision(Outcome.CONTINUE, reason)


def _found(contact_statuses: Sequence[Standing]) -> str:
    return " ".join(
        f"{one.variant}: {one.gain.estimate:+.4g} ({one.gain.low:+.4g} to {one.gain.high:+.4g} at"
        f" {one.gain.level:.0%}), p = {one.p_value:.2g}."
        for one in contact_statuses
    )
