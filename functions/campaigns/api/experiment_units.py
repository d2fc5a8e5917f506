"""Routes of an experiment's units: what each gets, and what comes of it (requirement A8)."""

from enum import StrEnum
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import Conflict, FieldError, InvalidInput, NotFound
from baton.experiments.experiment import Experiment, ExperimentStatus, NewExperiment
from baton.experiments.metric import Key, Metric, MetricKind
from baton.experiments.repository import ExperimentRepository
from baton.experiments.unit import (
    Exposure,
    Measurement,
    NewExclusion,
    NewExposure,
    NewMeasurement,
    UnitId,
)
from baton.http.openapi_responses import described
from baton.http.responses import document
from baton.statistics.assignment import assign
from functions.campaigns.api.experiment_bots import is_bot


class LeftOut(StrEnum):
    """Why a unit does not take part."""

    SHARE = "share"
    """it is not among the share that does"""
    BOT = "bot"
    """it is a program"""
    EXCLUDED = "excluded"
    """it was found not to be a person"""
    PAUSED = "paused"
    STOPPED = "stopped"


class Assignment(Contract):
    """What a unit gets: the variant, with its parameters."""

    experiment_id: Ulid
    unit: UnitId
    variant: Key
    parameters: dict[str, float | int | str | bool] = Field(default_factory=dict)
    counted: bool = Field(
        description="whether the unit takes part. One that does not gets the control, or what was "
        "chosen when the experiment was stopped"
    )
    left_out: LeftOut | None = Field(default=None, description="why it does not take part")
    exposed_at: UtcDatetime | None = Field(
        default=None, description="when it first came, if it counts"
    )


class MeasurementReceipt(Contract):
    """An outcome as it is counted, in the variant that the unit had."""

    experiment_id: Ulid
    unit: UnitId
    metric: Key
    value: float = Field(description="of a mean with a floor or a cap, within these")
    per: float | None = None
    variant: Key
    counted: bool = Field(description="false of a unit that is excluded")


class ExclusionReceipt(Contract):
    """A unit that counts no more; it gets the control from now on."""

    experiment_id: Ulid
    unit: UnitId
    variant: Key = Field(description="the variant that it had")


class UnitService:
    """Assigns units to variants, and counts what comes of it."""

    def __init__(self, *, experiments: ExperimentRepository, clock: Clock) -> None:
        self._experiments = experiments
        self._clock = clock

    def assign(self, experiment_id: str, coming: NewExposure) -> Assignment:
        """What the unit gets; logs its exposure the first time.

        Raises ``NotFound``, ``Conflict`` for a draft, ``InvalidInput`` for a value from before that
        no metric asks for.
        """
        experiment = self._experiments.get(experiment_id)
        details = experiment.details
        if experiment.status is ExperimentStatus.DRAFT:
            raise Conflict("The experiment is a draft. Start it before units are assigned.")
        if faults := _past_faults(details, coming):
            raise InvalidInput(faults)
        if reason := _outside(experiment, coming):
            chosen = experiment.chosen if reason is LeftOut.STOPPED else None
            return _left_out(experiment, coming.unit, reason, chosen)
        variant = assign(experiment_id, coming.unit, details.weights, share=details.share)
        if variant is None:
            return self._beyond_share(experiment, coming.unit)
        exposure = Exposure(
            unit=coming.unit,
            variant=variant,
            at=self._clock(),
            phase=experiment.phase,
            past=_capped(details, coming),
        )
        return _given(experiment, self._experiments.expose(experiment_id, exposure))

    def measure(self, experiment_id: str, measured: NewMeasurement) -> MeasurementReceipt:
        """Counts an outcome once; a later one of the same unit and metric replaces it.

        It counts in the variant that the unit was given, also while the experiment is paused. Raises
        ``NotFound`` for an unknown experiment or a unit that was never assigned, ``InvalidInput``,
        and ``Conflict`` for a draft and after the stop: then everybody gets the same variant, so that
        an outcome says nothing about the one before.
        """
        experiment = self._experiments.get(experiment_id)
        metric = experiment.details.metric(measured.metric)
        if metric is None:
            text = f"the experiment has no metric {measured.metric}"
            raise InvalidInput([FieldError("/metric", text)])
        if faults := _outcome_faults(metric, measured):
            raise InvalidInput(faults)
        _must_be_open(experiment)
        value = metric.capped(measured.value)
        outcome = Measurement(
            unit=measured.unit,
            metric=metric.name,
            value=value,
            per=measured.per or 0.0,
            capped=value != measured.value,
        )
        exposure = self._experiments.measure(experiment_id, outcome)
        return MeasurementReceipt(
            experiment_id=experiment_id,
            unit=measured.unit,
            metric=measured.metric,
            value=value,
            per=measured.per,
            variant=exposure.variant,
            counted=not exposure.excluded,
        )

    def exclude(self, experiment_id: str, excluded: NewExclusion) -> ExclusionReceipt:
        """Leaves a unit out that was found to be a program or a test, with all its outcomes.

        Raises ``NotFound`` as for an outcome, and ``Conflict`` for a draft and after the stop.
        """
        _must_be_open(self._experiments.get(experiment_id))
        exposure = self._experiments.exclude(experiment_id, excluded.unit)
        return ExclusionReceipt(
            experiment_id=experiment_id, unit=excluded.unit, variant=exposure.variant
        )

    def _beyond_share(self, experiment: Experiment, unit: str) -> Assignment:
        """What a unit gets that is not among the share; if an earlier phase had a larger one, it may
        take part already.
        """
        if any(one.share > experiment.details.share for one in experiment.earlier):
            try:
                first = self._experiments.exposure(experiment.experiment_id, unit)
            except NotFound:
                pass
            else:
                return _given(experiment, first)
        return _left_out(experiment, unit, LeftOut.SHARE)


class UnitRoutes:
    """Takes units and their outcomes in."""

    def __init__(self, app: APIGatewayHttpResolver, service: UnitService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        one, tags = "/api/v1/experiments/<experiment_id>", ["experiments"]
        self._app.post(
            f"{one}/assignments",
            tags=tags,
            operation_id="assign_unit",
            description="Ask where the variants begin to differ: the unit counts from then on. The "
            "same unit always gets the same variant, and is counted once. Send its `user_agent`, or "
            "`bot`, so that programs are left out.",
            responses=described(200, Assignment, "What the unit gets"),
        )(self.assign)
        self._app.post(
            f"{one}/outcomes",
            tags=tags,
            operation_id="measure_unit",
            description="An outcome of a unit that was assigned: 0 or 1 of a rate, the amount so far "
            "of a mean, and of a ratio also what it is divided by (`per`). A later one replaces it, "
            "so it is counted once.",
            responses=described(200, MeasurementReceipt, "The outcome as it is counted"),
        )(self.measure)
        self._app.post(
            f"{one}/exclusions",
            tags=tags,
            operation_id="exclude_unit",
            description="Leaves out a unit that was found to be a program or a test: it and its "
            "outcomes count no more, for good. Find such units by what has nothing to do with their "
            "variant; the report tells how many each variant lost, and checks the split without them.",
            responses=described(200, ExclusionReceipt, "The unit that is left out"),
        )(self.exclude)

    def assign(self, experiment_id: str, coming: Annotated[NewExposure, Body()]) -> "Response[str]":
        """Says which variant a unit gets."""
        return document(self._service.assign(experiment_id, coming))

    def measure(
        self, experiment_id: str, measured: Annotated[NewMeasurement, Body()]
    ) -> "Response[str]":
        """Counts an outcome."""
        return document(self._service.measure(experiment_id, measured))

    def exclude(
        self, experiment_id: str, excluded: Annotated[NewExclusion, Body()]
    ) -> "Response[str]":
        """Leaves a unit out."""
        return document(self._service.exclude(experiment_id, excluded))


def _past_faults(details: NewExperiment, coming: NewExposure) -> list[FieldError]:
    asked = {metric.name for metric in details.metrics if metric.covariate}
    text = "no metric of this name has a covariate"
    return [
        FieldError(f"/past/{name}", text, "unknown") for name in coming.past if name not in asked
    ]


def _outcome_faults(metric: Metric, measured: NewMeasurement) -> list[FieldError]:
    if metric.kind is MetricKind.RATE and measured.value not in (0, 1):
        return [FieldError("/value", f"{metric.name} is a rate: its value is 0 or 1")]
    if metric.kind is MetricKind.RATIO and measured.per is None:
        text = f"{metric.name} is a ratio: say what its value is divided by"
        return [FieldError("/per", text, "missing")]
    if metric.kind is not MetricKind.RATIO and measured.per is not None:
        return [FieldError("/per", f"{metric.name} is no ratio: its value is not divided")]
    return []


def _must_be_open(experiment: Experiment) -> None:
    if not experiment.is_open:
        raise Conflict(f"The experiment is {experiment.status}: nothing is counted.")


def _outside(experiment: Experiment, coming: NewExposure) -> LeftOut | None:
    """Why the unit does not take part, whoever it is."""
    if experiment.status is ExperimentStatus.STOPPED:
        return LeftOut.STOPPED
    if experiment.status is ExperimentStatus.PAUSED:
        return LeftOut.PAUSED
    if coming.bot or (coming.user_agent is not None and is_bot(coming.user_agent)):
        return LeftOut.BOT
    return None


def _capped(details: NewExperiment, coming: NewExposure) -> dict[str, float]:
    """The values from before, within the same limits as the outcomes."""
    metrics = {one.name: one for one in details.metrics}
    return {name: metrics[name].capped(value) for name, value in coming.past.items()}


def _given(experiment: Experiment, first: Exposure) -> Assignment:
    if first.excluded:
        return _left_out(experiment, first.unit, LeftOut.EXCLUDED)
    return Assignment(
        experiment_id=experiment.experiment_id,
        unit=first.unit,
        variant=first.variant,
        parameters=_parameters(experiment.details, first.variant),
        counted=True,
        exposed_at=first.at,
    )


def _left_out(
    experiment: Experiment, unit: str, reason: LeftOut, variant: str | None = None
) -> Assignment:
    variant = variant or experiment.details.control.name
    return Assignment(
        experiment_id=experiment.experiment_id,
        unit=unit,
        variant=variant,
        parameters=_parameters(experiment.details, variant),
        counted=False,
        left_out=reason,
    )


def _parameters(details: NewExperiment, variant: str) -> dict[str, float | int | str | bool]:
    return next(one.parameters for one in details.variants if one.name == variant)
