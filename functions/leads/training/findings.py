"""What training finds out about a scorecard, as it is handed on: how it ages, and what has drifted."""

from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract

POOR_CALIBRATION = 0.05
"""From this calibration error on, expected rates are not to be taken at their word."""


class State(StrEnum):
    """What is to be thought of it."""

    STEADY = "steady"
    WATCH = "watch"
    ALARM = "alarm"
    UNKNOWN = "unknown"
    """too few leads to say"""


class FeatureDrift(Contract):
    """How far a feature's distribution has moved."""

    feature: str
    psi: float = Field(ge=0)
    state: State


class CalibrationDrift(Contract):
    """Conversions of recent leads beside those expected. ``z`` is the difference in standard errors."""

    leads: int
    converted: int
    expected: float
    z: float
    ece: float
    state: State


class Drift(Contract):
    """Every feature, the furthest moved first, and the calibration if outcomes are known."""

    scorecard: str
    leads: int
    features: tuple[FeatureDrift, ...]
    calibration: CalibrationDrift | None = None

    @property
    def alarms(self) -> tuple[str, ...]:
        """What has changed too much, in sentences."""
        found = [
            f"{one.feature} is distributed differently than when the scorecard was learned "
            f"(PSI {one.psi:.2f})"
            for one in self.features
            if one.state is State.ALARM
        ]
        if self.calibration and self.calibration.state is State.ALARM:
            seen = self.calibration
            found.append(
                f"{seen.converted} of {seen.leads} recent leads converted where {seen.expected:.0f} "
                f"were expected (z {seen.z:+.1f})"
            )
        return tuple(found)


class Kept(Contract):
    """What a scorecard would have expected of the latest leads, kept up to date in one way or not;
    ``every`` how many leads it was learned again, if it was.
    """

    how: str
    every: int | None = None
    expected: float = Field(ge=0, le=1, description="the mean of the expected rates")
    ece: float = Field(ge=0, le=1)
    auc: float = Field(ge=0, le=1)


class Ageing(Contract):
    """The latest ``leads`` and the share of them that ``converted``. ``kept`` are ways to keep the
    scorecard up to date: to leave it alone, to move its usual rate, and to learn it again, each time
    sooner than the one before; only the first if it held. ``moved`` are the features whose
    distribution has changed.
    """

    leads: int
    days: float | None = None
    converted: float
    steady: bool
    kept: tuple[Kept, ...]
    moved: tuple[FeatureDrift, ...] = ()

    @property
    def advice(self) -> str:
        """What to do about it, in a sentence."""
        if self.steady:
            return "The scorecard held: to learn again once a week, as is scheduled, is enough"
        alone, moved, *again = self.kept
        helps = "brings" if moved.ece < alone.ece else "does not help; it brings"
        said = (
            f"What becomes of leads has changed: {self.converted:.1%} of the latest converted, "
            f"{alone.expected:.1%} were expected. The usual rate, moved by recorded outcomes, {helps} "
            f"the calibration error from {alone.ece:.3f} to {moved.ece:.3f}"
        )
        if not again:
            return said
        best = next(
            (one for one in again if one.ece <= POOR_CALIBRATION),
            min(again, key=lambda one: one.ece),
        )
        if best.ece >= min(alone.ece, moved.ece):
            return (
                f"{said}. To learn again sooner helps less: {best.how} brings it to {best.ece:.3f}, "
                "since the leads from before the change count as well"
            )
        sooner = best.ece > POOR_CALIBRATION and best is again[-1]
        enough = "; sooner is better still" if sooner else ""
        return f"{said}. Learn again {best.how} (then {best.ece:.3f}{enough})"
