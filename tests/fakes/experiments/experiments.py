"""Experiments in memory."""

from collections.abc import Mapping, Sequence

from baton.core.errors import NotFound
from baton.experiments.experiment import Experiment, ExperimentStatus
from baton.experiments.repository import listing_query
from baton.experiments.sums import Counted, changed, exposed, plus, taken_back
from baton.experiments.unit import Exposure, Measurement, MetricCounts, VariantCounts
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow

_Place = tuple[str, str, int]
"""The experiment, the variant and the phase."""


class FakeExperiments:
    """See ``baton.experiments.repository.ExperimentRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}
        self.exposures: dict[tuple[str, str], Exposure] = {}
        self.values: dict[tuple[str, str], dict[str, Counted]] = {}
        self.summed: dict[_Place, dict[str, MetricCounts]] = {}
        self.units: dict[_Place, int] = {}
        self.excluded: dict[_Place, int] = {}

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
            place = _place(experiment_id, exposure)
            self.units[place] = self.units.get(place, 0) + 1
            self._add(place, exposed(exposure))
        return exposure

    def exposure(self, experiment_id: str, unit: str) -> Exposure:
        with self._ground.faults.at("experiments.exposure"), self._ground.lock:
            return self._exposed(experiment_id, unit)

    def measure(self, experiment_id: str, measured: Measurement) -> Exposure:
        with self._ground.faults.at("experiments.measure"), self._ground.lock:
            exposure = self._exposed(experiment_id, measured.unit)
            if exposure.excluded:
                return exposure
            own = self.values.setdefault((experiment_id, measured.unit), {})
            new = Counted.of(measured)
            added = changed(exposure, measured.metric, own.get(measured.metric), new)
            self._add(_place(experiment_id, exposure), added)
            own[measured.metric] = new
        return exposure

    def exclude(self, experiment_id: str, unit: str) -> Exposure:
        with self._ground.faults.at("experiments.exclude"), self._ground.lock:
            exposure = self._exposed(experiment_id, unit)
            if exposure.excluded:
                return exposure
            place = _place(experiment_id, exposure)
            self.units[place] -= 1
            self.excluded[place] = self.excluded.get(place, 0) + 1
            self._add(place, taken_back(exposure, self.values.get((experiment_id, unit), {})))
            excluded = exposure.model_copy(update={"excluded": True})
            self.exposures[experiment_id, unit] = excluded
        return excluded

    def tallies(self, experiment_id: str) -> tuple[VariantCounts, ...]:
        with self._ground.faults.at("experiments.tallies"), self._ground.lock:
            return tuple(
                VariantCounts(
                    variant=place[1],
                    phase=place[2],
                    units=units,
                    excluded=self.excluded.get(place, 0),
                    metrics=dict(self.summed.get(place, {})),
                )
                for place, units in sorted(self.units.items())
                if place[0] == experiment_id
            )

    def forget(self, experiment_id: str, units: Sequence[str]) -> int:
        with self._ground.faults.at("experiments.forget"), self._ground.lock:
            found = [unit for unit in units if self.exposures.pop((experiment_id, unit), None)]
            for unit in found:
                self.values.pop((experiment_id, unit), None)
        return len(found)

    def _exposed(self, experiment_id: str, unit: str) -> Exposure:
        found = self.exposures.get((experiment_id, unit))
        if found is None:
            raise NotFound("exposure", unit)
        return found

    def _add(self, place: _Place, added: Mapping[str, MetricCounts]) -> None:
        own = self.summed.setdefault(place, {})
        for metric, tally in added.items():
            if tally != MetricCounts():
                own[metric] = plus(own.get(metric, MetricCounts()), tally)

    def _keep(self, experiment: Experiment) -> None:
        self.kept[experiment.experiment_id] = experiment.model_dump_json(exclude_none=True)

    def _find(self, experiment_id: str) -> Experiment | None:
        document = self.kept.get(experiment_id)
        return Experiment.model_validate_json(document) if document else None


def _place(experiment_id: str, exposure: Exposure) -> _Place:
    return experiment_id, exposure.variant, exposure.phase
