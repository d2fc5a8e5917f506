"""Experiments in memory."""

from collections.abc import Sequence

from baton.core.errors import NotFound
from baton.experiments.experiment import (
    Experiment,
    ExperimentStatus,
    Exposure,
    MetricTally,
    NewMeasurement,
    VariantTally,
)
from baton.experiments.repository import change, exposed, listing_query, millionths, plus
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeExperiments:
    """See ``baton.experiments.repository.ExperimentRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}
        self.exposures: dict[tuple[str, str], Exposure] = {}
        self.values: dict[tuple[str, str, str], int] = {}
        self.summed: dict[tuple[str, str], dict[str, MetricTally]] = {}
        self.units: dict[tuple[str, str], int] = {}

    def add(self, experiment: Experiment, within: Transaction) -> None:
        key = experiment.experiment_id

        def check() -> None:
            must_be_new("experiment", key, self.kept)

        stage(within, ("experiments", key), lambda: self._keep(experiment), check)

    def replace(self, experiment: Experiment, within: Transaction) -> None:
        key = experiment.experiment_id

        def check() -> None:
            kept = self._find(key)
            must_follow("experiment", key, kept.version if kept else None, experiment.version)

        stage(within, ("experiments", key), lambda: self._keep(experiment), check)

    def get(self, experiment_id: str) -> Experiment:
        with self._ground.faults.at("experiments.get"), self._ground.lock:
            experiment = self._find(experiment_id)
        if experiment is None:
            raise NotFound("experiment", experiment_id)
        return experiment

    def page(
        self, *, status: ExperimentStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Experiment]:
        with self._ground.faults.at("experiments.page"), self._ground.lock:
            found = [
                (listed_at(experiment.created_at, experiment.experiment_id), experiment)
                for experiment in map(Experiment.model_validate_json, self.kept.values())
                if status in (None, experiment.status)
            ]
        return newest_first(found, listing_query(status), cursor, limit)

    def expose(self, experiment_id: str, exposure: Exposure) -> Exposure:
        with self._ground.faults.at("experiments.expose"), self._ground.lock:
            key = (experiment_id, exposure.unit)
            if key in self.exposures:
                return self.exposures[key]
            self.exposures[key] = exposure
            variant = (experiment_id, exposure.variant)
            self.units[variant] = self.units.get(variant, 0) + 1
            for metric, tally in exposed(exposure).items():
                self._add(variant, metric, tally)
        return exposure

    def exposure(self, experiment_id: str, unit: str) -> Exposure:
        with self._ground.faults.at("experiments.exposure"), self._ground.lock:
            found = self.exposures.get((experiment_id, unit))
        if found is None:
            raise NotFound("exposure", unit)
        return found

    def measure(self, experiment_id: str, measured: NewMeasurement) -> Exposure:
        with self._ground.faults.at("experiments.measure"), self._ground.lock:
            exposure = self.exposures.get((experiment_id, measured.unit))
            if exposure is None:
                raise NotFound("exposure", measured.unit)
            key = (experiment_id, measured.unit, measured.metric)
            old, new = self.values.get(key, 0), millionths(measured.value)
            past = millionths(exposure.past.get(measured.metric, 0.0))
            self.values[key] = new
            self._add((experiment_id, exposure.variant), measured.metric, change(old, new, past))
        return exposure

    def tallies(self, experiment_id: str) -> tuple[VariantTally, ...]:
        with self._ground.faults.at("experiments.tallies"), self._ground.lock:
            return tuple(
                VariantTally(
                    variant=variant,
                    units=units,
                    metrics=dict(self.summed.get((experiment, variant), {})),
                )
                for (experiment, variant), units in sorted(self.units.items())
                if experiment == experiment_id
            )

    def forget(self, experiment_id: str, units: Sequence[str]) -> int:
        with self._ground.faults.at("experiments.forget"), self._ground.lock:
            found = [unit for unit in units if self.exposures.pop((experiment_id, unit), None)]
            for key in [key for key in self.values if key[0] == experiment_id and key[1] in found]:
                del self.values[key]
        return len(found)

    def _add(self, variant: tuple[str, str], metric: str, tally: MetricTally) -> None:
        if tally == MetricTally():
            return
        own = self.summed.setdefault(variant, {})
        own[metric] = plus(own.get(metric, MetricTally()), tally)

    def _keep(self, experiment: Experiment) -> None:
        self.kept[experiment.experiment_id] = experiment.model_dump_json(exclude_none=True)

    def _find(self, experiment_id: str) -> Experiment | None:
        document = self.kept.get(experiment_id)
        return Experiment.model_validate_json(document) if document else None
