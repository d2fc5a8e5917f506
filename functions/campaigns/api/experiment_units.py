"""Routes of an experiment's units: what each gets, and what comes of it (requirement A8)."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.errors import Conflict, FieldError, InvalidInput
from baton.experiments.experiment import (
    Experiment,
    ExperimentStatus,
    Exposure,
    Key,
    NewExperiment,
    NewExposure,
    NewMeasurement,
    UnitId,
)
from baton.experiments.repository import ExperimentRepository
from baton.http.openapi_responses import described
from baton.http.responses import document
from baton.statistics.assignment import assign


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
    exposed_at: UtcDatetime | None = Field(
        default=None, description="when it first came, if it counts"
    )


class MeasurementReceipt(Contract):
    """An outcome that is counted, in the variant that the unit had."""

    experiment_id: Ulid
    unit: UnitId
    metric: Key
    value: float
    variant: Key


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
        if experiment.status is ExperimentStatus.STOPPED:
            return _outside(experiment, coming.unit, experiment.chosen or details.control.name)
        variant = assign(experiment_id, coming.unit, details.weights, share=details.share)
        if variant is None:
            return _outside(experiment, coming.unit, details.control.name)
        exposure = Exposure(unit=coming.unit, variant=variant, at=self._clock(), past=coming.past)
        first = self._experiments.expose(experiment_id, exposure)
        return Assignment(
            experiment_id=experiment_id,
            unit=coming.unit,
            variant=first.variant,
            parameters=_parameters(details, first.variant),
            counted=True,
            exposed_at=first.at,
        )

    def measure(self, experiment_id: str, measured: NewMeasurement) -> MeasurementReceipt:
        """Counts an outcome once; a later one of the same unit and metric replaces it.

        Raises ``NotFound`` for an unknown experiment or a unit that was never assigned,
        ``InvalidInput``, and ``Conflict`` unless the experiment runs: when it is stopped everybody
        gets the same variant, so that an outcome says nothing about the one before.
        """
        experiment = self._experiments.get(experiment_id)
        if refusal := experiment.details.refusal(measured):
            known = any(one.name == measured.metric for one in experiment.details.metrics)
            raise InvalidInput([FieldError("/value" if known else "/metric", refusal)])
        if experiment.status is not ExperimentStatus.RUNNING:
            raise Conflict(f"The experiment is {experiment.status}: no outcome is counted.")
        exposure = self._experiments.measure(experiment_id, measured)
        return MeasurementReceipt(
            experiment_id=experiment_id,
            unit=measured.unit,
            metric=measured.metric,
            value=measured.value,
            variant=exposure.variant,
        )


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
            "same unit always gets the same variant, and is counted once.",
            responses=described(200, Assignment, "What the unit gets"),
        )(self.assign)
        self._app.post(
            f"{one}/outcomes",
            tags=tags,
            operation_id="measure_unit",
            description="An outcome of a unit that was assigned: 0 or 1 of a rate, the amount so far "
            "of a mean. A later one replaces it, so it is counted once.",
            responses=described(200, MeasurementReceipt, "The outcome as it is counted"),
        )(self.measure)

    def assign(self, experiment_id: str, coming: Annotated[NewExposure, Body()]) -> "Response[str]":
        """Says which variant a unit gets."""
        return document(self._service.assign(experiment_id, coming))

    def measure(
        self, experiment_id: str, measured: Annotated[NewMeasurement, Body()]
    ) -> "Response[str]":
        """Counts an outcome."""
        return document(self._service.measure(experiment_id, measured))


def _past_faults(details: NewExperiment, coming: NewExposure) -> list[FieldError]:
    asked = {metric.name for metric in details.metrics if metric.covariate}
    text = "no metric of this name has a covariate"
    return [
        FieldError(f"/past/{name}", text, "unknown") for name in coming.past if name not in asked
    ]


def _outside(experiment: Experiment, unit: str, variant: str) -> Assignment:
    return Assignment(
        experiment_id=experiment.experiment_id,
        unit=unit,
        variant=variant,
        parameters=_parameters(experiment.details, variant),
        counted=False,
    )


def _parameters(details: NewExperiment, variant: str) -> dict[str, float | int | str | bool]:
    return next(one.parameters for one in details.variants if one.name == variant)
